"""Work that fails again and again waits longer each time, and is told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError

from parloir.liveness.models import Heartbeat
from parloir.liveness.operations import WORKER
from parloir.liveness.readiness import notice_for_staff, readiness
from parloir.liveness.setbacks import FORGOTTEN_AFTER, LONGEST_WAIT, TOLD_AFTER, Setbacks
from tests.factories.moments import NINE_ON_MONDAY as NINE
from tests.factories.moments import SECOND

HALF_A_SECOND = SECOND / 2


def failed(times: int, *, error: Exception | None = None) -> Setbacks:
    found = Setbacks()
    for _ in range(times):
        found.note("end", "visit1", error or ValueError(), now=NINE)
    return found


@pytest.mark.parametrize(
    ("times", "seconds"), [(1, 0), (2, 1), (3, 2), (4, 4), (7, 32), (8, 60), (500, 60)]
)
def test_a_row_waits_longer_after_each_failure(times, seconds):
    found = failed(times)
    due_at = NINE + timedelta(seconds=seconds)
    assert found.is_due("end", "visit1", now=due_at)
    if seconds:
        assert not found.is_due("end", "visit1", now=due_at - HALF_A_SECOND)
    assert found.is_due("end", "visit2", now=NINE)
    assert found.is_due("begin", "visit1", now=NINE)


def test_success_and_a_clock_that_is_set_back_end_the_wait():
    found = failed(9)
    assert not found.is_due("end", "visit1", now=NINE)
    assert found.is_due("end", "visit1", now=NINE - SECOND)
    found.forget("end", "visit1")
    assert found.is_due("end", "visit1", now=NINE)
    found.forget("end", "visit1")


def test_a_database_that_is_away_counts_for_nothing_and_a_refused_row_counts():
    assert failed(9, error=OperationalError()).is_due("end", "visit1", now=NINE)
    assert not failed(9, error=IntegrityError()).is_due("end", "visit1", now=NINE)


def test_the_third_failure_is_told_until_the_row_is_not_tried_any_more():
    assert failed(TOLD_AFTER - 1).count_told(now=NINE) == 0
    found = failed(TOLD_AFTER)
    assert found.count_told(now=NINE) == 1
    assert found.count_told(now=NINE + FORGOTTEN_AFTER) == 1
    assert found.count_told(now=NINE + FORGOTTEN_AFTER + SECOND) == 0
    assert found.is_due("end", "visit1", now=NINE)
    assert FORGOTTEN_AFTER > LONGEST_WAIT


@pytest.mark.django_db
@pytest.mark.parametrize(("stuck", "is_well"), [(0, True), (2, False)])
def test_due_work_that_fails_is_a_warning_for_operators_and_officers(now, settings, stuck, is_well):
    settings.EMAIL_HOST = "127.0.0.1"
    Heartbeat.objects.create(name=WORKER, at=now, facts={"media": True, "stuck": stuck})
    part = next(one for one in readiness(now=now) if one.name == "due_work")
    assert (part.is_well, part.is_needed) == (is_well, False)
    assert notice_for_staff(now=now) == (None if is_well else part.sentence)
    assert part.sentence.startswith(f"{stuck} visits, bookings or devices could not be moved on")
