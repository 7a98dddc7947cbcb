"""Purging closes the chain with a signed checkpoint, from which it is verified on."""

from datetime import timedelta

import pytest
from django.db import connection

from parloir.audit.actors import CLOCK
from parloir.audit.chain import chain_as_stored, seal_next
from parloir.audit.gaps import GIVEN_UP_AFTER
from parloir.audit.models import AuditBlock, AuditCheckpoint, AuditEvent
from parloir.audit.operations import record
from parloir.audit.purging import PURGED_EVERY, close_until, purge_audit
from parloir.audit.verifying import Fault, verify
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.subjects import Thing

pytestmark = pytest.mark.django_db

NOW = NINE_ON_MONDAY
A_DAY = timedelta(days=1)
A_MOMENT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def kept_for_ten_days(settings):
    settings.AUDIT_DAYS = 10


@pytest.fixture
def days() -> list[int]:
    """Return the ids of one event on each of the days 0 to 3, each in a block of its own."""
    for day in range(4):
        record("open", by=CLOCK, on=Thing("thing0000001"), at=NOW + day * A_DAY)
        seal(NOW + day * A_DAY)
    seal(NOW + 3 * A_DAY + GIVEN_UP_AFTER)  # what other tests have rolled back is given up
    return ids()


def seal(now) -> None:
    chain = chain_as_stored(now=now)
    seal_next(chain, now=now)
    seal_next(chain, now=now + GIVEN_UP_AFTER)


def ids(**which) -> list[int]:
    found = AuditEvent.objects.filter(action="open", **which)
    return list(found.order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (NOW + 10 * A_DAY, 4),
        (NOW + 10 * A_DAY + A_MOMENT, 3),
        (NOW + 12 * A_DAY + A_MOMENT, 1),
        (NOW + 99 * A_DAY, 0),
    ],
)
def test_audit_verify_finds_nothing_after_a_purge(days, now, left):
    assert purge_audit(now=now) == 4 - left
    assert ids() == days[4 - left :]
    assert verify().finding is None
    seal(now)
    report = verify()
    assert (report.finding, report.unsealed) == (None, 0)


def test_an_audit_that_is_kept_forever_is_not_purged(days, settings):
    settings.AUDIT_DAYS = 0
    assert purge_audit(now=NOW + 999 * A_DAY) == 0
    assert ids() == days


def test_the_audit_is_purged_once_a_day_and_says_so(days):
    first = NOW + 11 * A_DAY
    purge_audit(now=first)
    purge_audit(now=first + PURGED_EVERY - A_MOMENT)
    assert AuditCheckpoint.objects.count() == 1
    purge_audit(now=first + PURGED_EVERY)
    assert AuditCheckpoint.objects.count() == 2
    assert AuditEvent.objects.filter(action="purge_audit").count() == 2
    assert verify().finding is None


def test_what_is_not_sealed_is_not_purged(days):
    record("open", by=CLOCK, on=Thing("thing0000001"), at=NOW - A_DAY)
    purge_audit(now=NOW + 99 * A_DAY)
    assert ids(at=NOW - A_DAY) != []


def test_a_purge_that_was_killed_goes_on(days):
    assert close_until(NOW + 2 * A_DAY, now=NOW + 20 * A_DAY) is not None
    assert verify().finding is None
    assert purge_audit(now=NOW + 20 * A_DAY) == 2
    assert verify().finding is None


def test_audit_verify_names_what_is_missing_behind_a_purge(days, without_triggers):
    purge_audit(now=NOW + 12 * A_DAY)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditevent WHERE id = %s", [days[3]])
    finding = verify().finding
    assert finding is not None
    assert (finding.fault, finding.event) == (Fault.MISSING, days[3])


def test_blocks_are_deleted_with_their_events(days):
    before = AuditBlock.objects.count()
    purge_audit(now=NOW + 12 * A_DAY)
    assert AuditBlock.objects.count() < before
    assert AuditBlock.objects.order_by("number")[0].number > 1
