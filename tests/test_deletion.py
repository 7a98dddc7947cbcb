"""Old rows are deleted in batches, so that nobody waits for a year of them."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parloir import deletion
from parloir.changes.models import Change
from parloir.changes.operations import CHANGE_TTL, delete_old_changes
from parloir.throttling.budgets import delete_old_spendings
from parloir.throttling.models import Attempt, Spending
from parloir.throttling.operations import delete_old_attempts
from parloir.worker import old_rows
from parloir.worker.old_rows import delete_expired_sessions, delete_old_rows
from tests.factories.moments import SECOND

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)

CASES = {
    "changes": (
        lambda at: Change(topic="visit:1", at=at),
        CHANGE_TTL,
        delete_old_changes,
    ),
    "attempts": (lambda at: Attempt(key="somebody", at=at), DAY, delete_old_attempts),
    "spendings": (
        lambda at: Spending(key=f"{at}", window_starts_at=at),
        DAY,
        delete_old_spendings,
    ),
    "sessions": (
        lambda at: Session(session_key=f"{at:%m%d%H%M%S}", session_data="", expire_date=at),
        timedelta(),
        delete_expired_sessions,
    ),
}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(deletion, "BATCH", 3)
    monkeypatch.setattr(old_rows, "BATCH", 3)


def write(make, now, age, *, old):
    """Write so many old rows, and one that is just young enough. Returns the table."""
    rows = [make(now - age), *(make(now - age - (n + 1) * SECOND) for n in range(old))]
    for row in rows:
        row.save(force_insert=True)
    return type(rows[0])._default_manager


@pytest.mark.parametrize("delete", old_rows._DELETIONS, ids=lambda delete: delete.__name__)
def test_every_deletion_looks_for_one_batch(delete, now):
    with CaptureQueriesContext(connection) as queries:
        assert delete(now=now) == 0
    (query,) = queries
    assert query["sql"].endswith("LIMIT 3")
    assert "ORDER BY" in query["sql"]


@pytest.mark.parametrize("case", CASES)
def test_a_batch_is_deleted_at_a_time_the_oldest_first(case, now):
    make, age, delete = CASES[case]
    table = write(make, now, age, old=4)
    assert delete(now=now) == 3
    assert table.count() == 2
    assert delete(now=now) == 1
    assert delete(now=now) == 0
    assert table.count() == 1


@pytest.mark.parametrize("case", CASES)
def test_the_worker_deletes_all_that_is_too_old(case, now):
    make, age, _ = CASES[case]
    table = write(make, now, age, old=10)
    delete_old_rows(now=now)
    assert table.count() == 1


def test_with_nothing_too_old_one_query_says_so(now):
    Change.objects.create(topic="visit:1", at=now)
    with CaptureQueriesContext(connection) as queries:
        delete_old_changes(now=now)
    assert len(queries) == 1
