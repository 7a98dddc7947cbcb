"""The clock of a paused visit is stopped where the facility says so and the place is free."""

import pytest

from parloir.visits.due import run_due_transitions
from parloir.visits.interventions import pause
from parloir.visits.models import Intervention, Visit
from parloir.visits.pausing import CREDIT_PAUSE_EVERY, resume
from parloir.visits.states import Outcome, VisitState
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import OFFICER
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live

pytestmark = pytest.mark.django_db

PAUSED_AT = TEN_ON_MONDAY + 10 * MINUTE
END = TEN_ON_MONDAY + 30 * MINUTE


def paused_visit(**facility) -> Visit:
    visit = make_live(make_booking(make_jail(**facility)))
    pause(visit=visit, by=OFFICER, now=PAUSED_AT)
    return visit


def fresh(visit) -> Visit:
    return Visit.objects.get(pk=visit.pk)


def test_a_pause_costs_no_time():
    visit = paused_visit()
    later = PAUSED_AT + 7 * MINUTE + 20 * SECOND

    assert fresh(visit).left_at(later) == 20 * MINUTE
    resume(visit=visit, by=OFFICER, now=later)

    visit = fresh(visit)
    assert visit.ends_at == END + 7 * MINUTE + 20 * SECOND
    assert visit.left_at(later) == 20 * MINUTE
    assert visit.booking.ends_at == END + 10 * MINUTE


def test_a_pause_costs_time_where_the_facility_says_so():
    visit = paused_visit(pause_stops_clock=False)
    later = PAUSED_AT + 7 * MINUTE
    resume(visit=visit, by=OFFICER, now=later)

    assert fresh(visit).ends_at == END
    assert fresh(visit).left_at(later) == 13 * MINUTE


def test_the_clock_is_paid_back_while_the_pause_lasts():
    visit = paused_visit()
    run_due_transitions(now=PAUSED_AT + CREDIT_PAUSE_EVERY - SECOND)
    assert fresh(visit).ends_at == END

    run_due_transitions(now=PAUSED_AT + CREDIT_PAUSE_EVERY)
    assert fresh(visit).ends_at == END + CREDIT_PAUSE_EVERY
    assert fresh(visit).left_at(PAUSED_AT + 5 * MINUTE) == 20 * MINUTE


def test_a_paused_visit_outlasts_its_end_and_ends_after_it_went_on():
    visit = paused_visit()
    late = END + 15 * MINUTE
    run_due_transitions(now=late)
    assert fresh(visit).state == VisitState.LIVE

    resume(visit=visit, by=OFFICER, now=late)
    run_due_transitions(now=late + 20 * MINUTE - SECOND)
    assert fresh(visit).state == VisitState.LIVE
    run_due_transitions(now=late + 20 * MINUTE)
    assert fresh(visit).outcome == Outcome.COMPLETED


def test_a_paused_visit_ends_on_time_where_its_clock_goes_on():
    visit = paused_visit(pause_stops_clock=False)
    run_due_transitions(now=END - SECOND)
    assert fresh(visit).state == VisitState.LIVE

    run_due_transitions(now=END)
    assert fresh(visit).outcome == Outcome.COMPLETED


def test_the_clock_runs_where_the_place_is_taken_and_both_read_it():
    jail = make_jail(monitors=1, stations=1)
    visit = make_live(make_booking(jail))
    make_booking(jail, starts_at=END)
    pause(visit=visit, by=OFFICER, now=PAUSED_AT)

    run_due_transitions(now=PAUSED_AT + CREDIT_PAUSE_EVERY)

    visit = fresh(visit)
    assert (visit.ends_at, visit.clock_stopped_at, visit.paused_at) == (END, None, PAUSED_AT)
    assert Intervention.objects.filter(kind="clock_runs").count() == 1
    run_due_transitions(now=END)
    assert fresh(visit).outcome == Outcome.COMPLETED


def test_a_visit_that_goes_on_where_the_place_is_taken_ends_when_it_has_to():
    jail = make_jail(monitors=1, stations=1)
    visit = make_live(make_booking(jail))
    make_booking(jail, starts_at=END)
    pause(visit=visit, by=OFFICER, now=PAUSED_AT)

    resume(visit=visit, by=OFFICER, now=PAUSED_AT + 5 * SECOND)

    assert (fresh(visit).ends_at, fresh(visit).paused_at) == (END, None)
