"""Operations on one visit at the same moment: one wins, and no row contradicts another."""

import pytest

from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.states import BookingState
from parloir.visits.due import run_due_transitions
from parloir.visits.legs import open_side_leg
from parloir.visits.models import Admission, Leg, Visit
from parloir.visits.operations import MoveRefused, leave
from parloir.visits.states import AdmissionState, Outcome, VisitState
from parloir.workflows.operations import cancel_booking
from parloir.workflows.termination import TerminationRefused, terminate
from tests.factories.at_once import all_at_once
from tests.factories.moments import MINUTE
from tests.factories.people import KIOSK, OFFICER, as_visitor, make_inmate, make_visitor
from tests.factories.places import make_jail
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_inmate,
    admit_visitor,
    get_ready,
    make_booking,
    make_live,
)

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5


def booking_again(booking: Booking) -> Booking:
    return Booking.objects.select_related("facility", "visitor__user", "inmate", "monitor").get(
        pk=booking.pk
    )


def entering(booking: Booking, *, monitor):
    return lambda: admit_visitor(booking_again(booking), monitor=monitor, now=TEN_ON_MONDAY)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_visitors_who_enter_at_one_anothers_monitors_are_all_let_in(round_):
    jail = make_jail(monitors=4, stations=4)
    bookings = [make_booking(jail) for _ in range(4)]
    monitors = [booking.monitor for booking in bookings]
    # Each at the next one's: everybody displaces somebody, in a circle.
    shifted = [*monitors[1:], monitors[0]]

    results = all_at_once(
        [entering(one, monitor=monitor) for one, monitor in zip(bookings, shifted, strict=True)]
    )

    assert [type(one) for one in results] == [Admission] * 4
    for booking, monitor in zip(bookings, shifted, strict=True):
        assert booking_again(booking).monitor == monitor
        claimed = SlotClaim.objects.filter(booking=booking, resource__startswith="monitor:")
        assert set(claimed.values_list("resource", flat=True)) == {f"monitor:{monitor.pk}"}
        assert claimed.count() == 6


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_visit_is_cancelled_or_opened_and_never_both(round_):
    jail = make_jail(cancel_minutes=0)
    booking = make_booking(jail)
    now = TEN_ON_MONDAY - MINUTE

    all_at_once(
        [
            lambda: admit_visitor(booking_again(booking), now=now),
            lambda: admit_inmate(booking_again(booking), now=now),
            lambda: cancel_booking(
                booking=booking_again(booking), by=as_visitor(booking.visitor), now=now
            ),
        ]
    )

    assert booking_again(booking).state == BookingState.CANCELLED
    assert not Visit.objects.exclude(state=VisitState.ENDED).exists()
    assert not Admission.objects.exclude(state=AdmissionState.LEFT).exists()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_booking_is_not_held_or_its_visit_opens_and_never_both(round_):
    jail = make_jail()
    booking = make_booking(jail)
    last = booking.last_admission_at

    admitted, *_ = all_at_once(
        [
            lambda: admit_visitor(booking_again(booking), now=last),
            lambda: run_due_transitions(now=last + MINUTE),
            lambda: run_due_transitions(now=last + MINUTE),
        ]
    )

    is_open = isinstance(admitted, Admission)
    assert Visit.objects.exclude(state=VisitState.ENDED).exists() == is_open
    assert booking_again(booking).is_open == is_open


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_visit_does_not_begin_with_somebody_who_has_left(round_):
    booking = make_booking(make_jail())
    before = TEN_ON_MONDAY - MINUTE
    visitor = get_ready(admit_visitor(booking, now=before), now=before)
    get_ready(admit_inmate(booking, now=before), now=before)

    left, *_ = all_at_once(
        [
            lambda: leave(admission=visitor, by=KIOSK, now=TEN_ON_MONDAY),
            lambda: run_due_transitions(now=TEN_ON_MONDAY),
            lambda: run_due_transitions(now=TEN_ON_MONDAY),
        ]
    )

    assert Visit.objects.get().is_live == isinstance(left, MoveRefused)


def test_a_visit_that_begins_as_it_ends_ends_once():
    booking = make_booking(make_jail())
    before = TEN_ON_MONDAY - MINUTE
    visitor = get_ready(admit_visitor(booking, now=before), now=before)
    inmate = admit_inmate(booking, now=before)
    last = booking.ends_at
    assert visitor.is_ready

    all_at_once(
        [
            lambda: get_ready(inmate, now=last - MINUTE),
            lambda: run_due_transitions(now=last),
            lambda: run_due_transitions(now=last),
        ]
    )
    run_due_transitions(now=last)

    visit = Visit.objects.get()
    assert visit.state == VisitState.ENDED
    assert (visit.outcome == "completed") == (visit.started_at is not None)
    assert booking_again(booking).closed_at is not None


def test_a_party_that_opens_legs_at_the_same_time_has_one_open():
    booking = make_booking(make_jail())
    visit = make_live(booking)
    admission = visit.admissions.get(side="visitor")

    results = all_at_once(
        [
            lambda: open_side_leg(admission=admission, sign_in="", now=TEN_ON_MONDAY)
            for _ in range(6)
        ]
    )

    assert sorted(one.leg.generation for one in results) == [1, 2, 3, 4, 5, 6]
    assert Leg.objects.filter(closed_at=None).count() == 1


def test_all_operations_on_a_lobby_wait_in_one_order():
    """Terminations, admissions, cancellations, bookings and the clock, on the same rows."""
    jail = make_jail(monitors=4, stations=8, cancel_minutes=0)
    visitor = make_visitor()
    live = make_live(make_booking(jail, visitor=visitor))
    later = [
        make_booking(
            jail, visitor=visitor, inmate=make_inmate(jail),
            starts_at=TEN_ON_MONDAY + 30 * number * MINUTE,
        )
        for number in (1, 2)
    ]  # fmt: skip
    others = [make_booking(jail, starts_at=TEN_ON_MONDAY + 30 * MINUTE) for _ in range(3)]
    monitors = [booking.monitor for booking in others]
    now = TEN_ON_MONDAY + 29 * MINUTE

    def at(booking, monitor):
        return lambda: admit_visitor(booking_again(booking), monitor=monitor, now=now)

    def press():
        terminate(visit=live, ground="phone", conduct={"visitor"}, note="", by=OFFICER, now=now)

    pressed, *_others = all_at_once(
        [
            press,
            at(later[0], monitors[0]),
            at(others[0], monitors[1]),
            at(others[1], monitors[2]),
            at(others[2], later[0].monitor),
            lambda: cancel_booking(
                booking=booking_again(later[1]), by=as_visitor(visitor), now=now
            ),
            lambda: run_due_transitions(now=now + MINUTE),
        ]
    )

    if isinstance(pressed, TerminationRefused):
        assert Visit.objects.get(pk=live.pk).outcome == Outcome.COMPLETED  # the clock was faster
    else:
        assert not Booking.objects.filter(visitor=visitor, state=BookingState.BOOKED).exists()
    open_visits = Visit.objects.exclude(state=VisitState.ENDED)
    assert not open_visits.exclude(booking__state=BookingState.BOOKED).exists()
    monitors_claimed = SlotClaim.objects.filter(resource__startswith="monitor:")
    for booking in Booking.objects.filter(state=BookingState.BOOKED):
        claimed = set(monitors_claimed.filter(booking=booking).values_list("resource", flat=True))
        assert claimed == {f"monitor:{booking.monitor_id}"}
