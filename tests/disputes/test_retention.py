"""For how long statements and measurements are kept."""

import pytest

from parloir.disputes.models import Dispute, Statement
from parloir.disputes.retention import (
    STATEMENTS_KEPT,
    delete_old_buckets,
    delete_old_statements,
)
from parloir.ledger.models import Bucket
from parloir.ledger.recording import BUCKETS_KEPT
from parloir.worker.old_rows import delete_old_rows
from tests.disputes.scene import SOON, decide, dispute, make_settled
from tests.factories.moments import SECOND
from tests.ledger.test_settling import END

pytestmark = pytest.mark.django_db


def test_statements_are_deleted_90_days_after_the_decision():
    decided, waiting = (dispute(make_settled()) for _ in range(2))
    decide(decided, Dispute.Decision.STANDS)
    assert delete_old_statements(now=SOON + STATEMENTS_KEPT) == 0
    assert delete_old_statements(now=SOON + STATEMENTS_KEPT + SECOND) == 1
    assert [one.dispute for one in Statement.objects.all()] == [waiting]
    assert Dispute.objects.count() == 2  # decision and reason stay


def test_measurements_of_a_visit_are_kept_until_it_is_decided():
    visit = make_settled()
    case = dispute(visit)
    late = END + BUCKETS_KEPT
    assert delete_old_buckets(now=late) == 0
    decide(case, Dispute.Decision.STANDS)
    assert delete_old_buckets(now=late) == 120
    assert not Bucket.objects.exists()


def test_worker_deletes_both():
    decide(dispute(make_settled()), Dispute.Decision.STANDS)
    delete_old_rows(now=SOON + STATEMENTS_KEPT + SECOND)
    assert not Statement.objects.exists()
    assert not Bucket.objects.exists()
