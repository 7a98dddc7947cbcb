"""Who comes early for a visit loses it to no closure that is over before it begins."""

from datetime import timedelta

import pytest

from parloir.bookings.models import Booking
from parloir.bookings.states import BookingState
from parloir.facilities.models import Closure
from parloir.facts.closures import close_time
from parloir.visits.due import run_due_transitions
from parloir.visits.models import Visit
from parloir.visits.next_due import next_transition_at
from parloir.visits.states import Outcome, VisitState
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import OPERATOR
from tests.factories.places import make_jail
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_inmate,
    admit_visitor,
    get_ready,
    make_booking,
)

pytestmark = pytest.mark.django_db

COUNT_BEGINS = TEN_ON_MONDAY - 15 * MINUTE
COMES = TEN_ON_MONDAY - 10 * MINUTE
INSTANT = timedelta(microseconds=1)
SCOPES = ("facility", "area", "monitor", "station")


def close(booking, scope, *, starts_at, ends_at, now):
    place = {
        "facility": {},
        "area": {"area": booking.inmate.area},
        "monitor": {"monitor": booking.monitor},
        "station": {"station": booking.station},
    }[scope]
    close_time(
        facility=booking.facility, starts_at=starts_at, ends_at=ends_at, reason="Count",
        by=OPERATOR, now=now, **place,
    )  # fmt: skip


@pytest.fixture
def booking() -> Booking:
    return make_booking(make_jail())


# At a monitor that is closed nobody types a PIN.
@pytest.mark.parametrize("scope", ["facility", "area", "station"])
def test_who_comes_early_waits_through_a_closure_that_ends_before_the_visit(booking, scope):
    close(booking, scope, starts_at=COUNT_BEGINS, ends_at=TEN_ON_MONDAY, now=COUNT_BEGINS - MINUTE)
    visitor = admit_visitor(booking, now=COMES)
    get_ready(visitor, now=COMES)
    get_ready(admit_inmate(booking, now=COMES), now=COMES)

    run_due_transitions(now=COMES)
    run_due_transitions(now=TEN_ON_MONDAY - SECOND)
    assert Visit.objects.get().state == VisitState.WAITING
    assert next_transition_at(now=TEN_ON_MONDAY - SECOND) == TEN_ON_MONDAY

    run_due_transitions(now=TEN_ON_MONDAY)
    assert Visit.objects.get().state == VisitState.LIVE


@pytest.mark.parametrize("scope", SCOPES)
def test_a_closure_that_is_made_while_they_wait_leaves_a_later_visit_alone(booking, scope):
    visitor = admit_visitor(booking, now=COMES)
    get_ready(visitor, now=COMES)
    close(booking, scope, starts_at=COMES, ends_at=TEN_ON_MONDAY, now=COMES)

    run_due_transitions(now=COMES + MINUTE)
    assert Visit.objects.get().state == VisitState.WAITING
    booking.refresh_from_db()
    assert booking.state == BookingState.BOOKED


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("longer", [INSTANT, MINUTE])
def test_a_closure_that_reaches_into_the_visit_ends_it(booking, scope, longer):
    admit_visitor(booking, now=COMES)
    close(booking, scope, starts_at=COMES, ends_at=TEN_ON_MONDAY + longer, now=COMES)
    assert Visit.objects.get().outcome == Outcome.CLOSED
    booking.refresh_from_db()
    assert booking.state == BookingState.CANCELLED


@pytest.mark.parametrize("scope", SCOPES)
def test_a_closure_that_begins_with_the_visit_ends_it_then(booking, scope):
    """The closure is older than the booking: a booking may stand in one that was made before."""
    get_ready(admit_visitor(booking, now=COMES), now=COMES)
    get_ready(admit_inmate(booking, now=COMES), now=COMES)
    place = {
        "area": booking.inmate.area if scope == "area" else None,
        "monitor": booking.monitor if scope == "monitor" else None,
        "station": booking.station if scope == "station" else None,
    }
    Closure.objects.create(
        facility=booking.facility, starts_at=TEN_ON_MONDAY, ends_at=TEN_ON_MONDAY + MINUTE,
        reason="Count", **place,
    )  # fmt: skip
    run_due_transitions(now=TEN_ON_MONDAY - INSTANT)
    assert Visit.objects.get().state == VisitState.WAITING
    run_due_transitions(now=TEN_ON_MONDAY)
    assert Visit.objects.get().outcome == Outcome.CLOSED
