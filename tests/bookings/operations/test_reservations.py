"""A chosen time is reserved for ten minutes while the visitor checks and finishes."""

from datetime import timedelta

import pytest

from parloir.bookings.claims import claims_of
from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.operations import (
    RESERVATION_TTL,
    BookingRefused,
    SlotTaken,
    book,
    delete_lapsed_reservations,
    reserve,
)
from parloir.bookings.queries import bookings_of, upcoming_bookings
from parloir.bookings.states import BookingState
from parloir.notices.models import Notice
from parloir.people.models import Inmate
from parloir.scheduling.refusals import Rule
from parloir.visits.due import run_due_transitions
from tests.bookings.asking import offered_starts, refused_rules
from tests.factories.moments import MINUTE, MONDAY, SECOND, TUESDAY, at
from tests.factories.people import as_visitor, make_minor, make_visitor, restrict
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, request_for

pytestmark = pytest.mark.django_db

A_MILLISECOND = timedelta(milliseconds=1)
HALF_PAST_TEN = at(MONDAY, 10, 30)


def make_reservation(booking_request, starts_at=TEN_ON_MONDAY, *, now) -> Booking:
    return reserve(
        booking_request=booking_request,
        starts_at=starts_at,
        by=as_visitor(booking_request.visitor),
        now=now,
    )


def finish(booking_request, starts_at=TEN_ON_MONDAY, *, now) -> Booking:
    return book(
        booking_request=booking_request,
        starts_at=starts_at,
        by=as_visitor(booking_request.visitor),
        now=now,
    )


@pytest.fixture
def jail():
    return make_jail(monitors=1)


@pytest.fixture
def booking_request(jail):
    return request_for(jail)


def claims(booking):
    return set(SlotClaim.objects.filter(booking=booking).values_list("resource", "tick"))


# --- While it is reserved ---------------------------------------------------------------------


def test_a_kept_time_claims_what_a_booking_would_and_has_no_pin(jail, now):
    jail.party_limits.create(adults=2, minors=1)
    visitor = make_visitor()
    booking_request = request_for(
        jail, visitor=visitor, adults=(make_visitor(),), minors=(make_minor(visitor),)
    )
    reservation = make_reservation(booking_request, now=now)
    assert (reservation.state, reservation.pin_hash, bytes(reservation.sealed_pin)) == (
        "reserved",
        "",
        b"",
    )
    assert reservation.reserved_until == now + timedelta(minutes=10)
    assert claims(reservation) == {(one.resource, one.tick) for one in claims_of(reservation)}
    assert len(claims(reservation)) == 6 * 6
    assert Notice.objects.count() == 0


def test_a_kept_time_is_no_booking_yet(booking_request, now):
    make_reservation(booking_request, now=now)
    assert list(bookings_of(booking_request.visitor)) == []
    assert list(upcoming_bookings(visitor=booking_request.visitor, now=now)) == []


def test_nobody_else_is_offered_a_kept_time_and_its_visitor_is(jail, booking_request, now):
    make_reservation(booking_request, now=now)
    other = request_for(jail)
    assert refused_rules(other, TEN_ON_MONDAY, now) == [Rule.NO_MONITOR_FREE]
    with pytest.raises(SlotTaken):
        make_reservation(other, now=now)
    assert TEN_ON_MONDAY in offered_starts(booking_request, MONDAY, now)


def test_another_choice_takes_its_place(jail, booking_request, now):
    make_reservation(booking_request, now=now)
    later = make_reservation(booking_request, HALF_PAST_TEN, now=now + MINUTE)
    assert Booking.objects.get() == later
    assert later.reserved_until == now + MINUTE + RESERVATION_TTL
    assert make_booking(jail, now=now + MINUTE).is_open


def test_another_choice_that_is_refused_leaves_the_first(booking_request, now):
    reservation = make_reservation(booking_request, now=now)
    with pytest.raises(BookingRefused):
        make_reservation(booking_request, at(MONDAY, 19), now=now + MINUTE)
    assert Booking.objects.get() == reservation
    assert len(claims(reservation)) == 4 * 6


def test_choosing_the_same_time_again_keeps_it_anew(booking_request, now):
    make_reservation(booking_request, now=now)
    again = make_reservation(booking_request, now=now + 9 * MINUTE)
    assert Booking.objects.get() == again
    assert again.reserved_until == now + 19 * MINUTE


def test_a_choice_with_another_inmate_takes_its_place_too(jail, booking_request, now):
    make_reservation(booking_request, now=now)
    other = make_reservation(
        request_for(jail, visitor=booking_request.visitor), HALF_PAST_TEN, now=now
    )
    assert Booking.objects.get() == other


# --- Finish -----------------------------------------------------------------------------------


def test_finish_makes_a_booking_of_it(booking_request, now):
    make_reservation(booking_request, now=now)
    booking = finish(booking_request, now=now + MINUTE)
    assert Booking.objects.get() == booking
    assert (booking.state, booking.reserved_until) == (BookingState.BOOKED, None)
    assert claims(booking) == {(one.resource, one.tick) for one in claims_of(booking)}
    assert [one.kind for one in Notice.objects.all()] == ["booking_confirmed"]


def test_a_last_moment_finish_is_judged_as_of_the_choice(jail):
    """An hour of notice was left at nine; at 9:09:59.999 it would be too late."""
    jail.notice_minutes = 60
    jail.save()
    booking_request = request_for(jail)
    nine = TEN_ON_MONDAY - 60 * MINUTE
    make_reservation(booking_request, now=nine)
    assert finish(booking_request, now=nine + RESERVATION_TTL - A_MILLISECOND).is_open


def test_a_finish_at_ten_minutes_is_judged_as_of_then(jail):
    jail.notice_minutes = 60
    jail.save()
    booking_request = request_for(jail)
    nine = TEN_ON_MONDAY - 60 * MINUTE
    make_reservation(booking_request, now=nine)
    with pytest.raises(BookingRefused) as caught:
        finish(booking_request, now=nine + RESERVATION_TTL)
    assert [one.rule for one in caught.value.refusals] == [Rule.TOO_SOON]


def test_a_time_chosen_before_it_begins_can_be_finished_after(booking_request):
    make_reservation(booking_request, now=TEN_ON_MONDAY - SECOND)
    assert finish(booking_request, now=TEN_ON_MONDAY + 9 * MINUTE).starts_at == TEN_ON_MONDAY


def test_the_moment_of_one_choice_says_nothing_of_another(booking_request):
    make_reservation(booking_request, HALF_PAST_TEN, now=TEN_ON_MONDAY)
    with pytest.raises(BookingRefused) as caught:
        finish(booking_request, TEN_ON_MONDAY, now=TEN_ON_MONDAY + MINUTE)
    assert [one.rule for one in caught.value.refusals] == [Rule.IN_THE_PAST]


def test_people_are_judged_as_of_the_finish(booking_request, now):
    make_reservation(booking_request, now=now)
    restrict(booking_request.visitor, booking_request.inmate, from_date=MONDAY, until_date=None)
    with pytest.raises(BookingRefused) as caught:
        finish(booking_request, now=now + MINUTE)
    assert [one.rule for one in caught.value.refusals] == [Rule.RESTRICTED]


def test_an_inmate_released_meanwhile_is_judged_as_of_the_finish(booking_request, now):
    make_reservation(booking_request, now=now)
    Inmate.objects.filter(pk=booking_request.inmate.pk).update(status=Inmate.Status.RELEASED)
    with pytest.raises(BookingRefused) as caught:
        finish(booking_request, now=now + MINUTE)
    assert [one.rule for one in caught.value.refusals] == [Rule.INMATE_UNAVAILABLE]


def test_a_second_press_of_finish_books_nothing_more(booking_request, now):
    make_reservation(booking_request, now=now)
    finish(booking_request, now=now)
    with pytest.raises(SlotTaken):
        finish(booking_request, now=now + SECOND)
    assert Booking.objects.count() == 1


# --- Lapse ------------------------------------------------------------------------------------


@pytest.mark.parametrize("passing", [delete_lapsed_reservations, run_due_transitions])
def test_it_lapses_at_ten_minutes_and_not_a_millisecond_before(booking_request, now, passing):
    make_reservation(booking_request, now=now)
    assert passing(now=now + RESERVATION_TTL - A_MILLISECOND) == 0
    assert Booking.objects.count() == 1
    assert passing(now=now + RESERVATION_TTL) == 1
    assert (Booking.objects.count(), SlotClaim.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("after", "is_taken"), [(RESERVATION_TTL - A_MILLISECOND, True), (RESERVATION_TTL, False)]
)
def test_others_get_it_at_ten_minutes_without_waiting_for_the_clock(
    jail, booking_request, now, after, is_taken
):
    make_reservation(booking_request, now=now)
    other = request_for(jail)
    if is_taken:
        assert refused_rules(other, TEN_ON_MONDAY, now + after) == [Rule.NO_MONITOR_FREE]
    else:
        assert finish(other, now=now + after).is_open


def test_lapsed_and_still_free_it_is_booked(booking_request, now):
    make_reservation(booking_request, now=now)
    assert finish(booking_request, now=now + RESERVATION_TTL + MINUTE).is_open


def test_lapsed_and_taken_the_finish_says_that_others_have_it(jail, booking_request, now):
    make_reservation(booking_request, now=now)
    make_booking(jail, now=now + RESERVATION_TTL)
    with pytest.raises(SlotTaken) as caught:
        finish(booking_request, now=now + RESERVATION_TTL)
    assert [one.rule for one in caught.value.refusals] == [Rule.NO_MONITOR_FREE]
    assert at(TUESDAY, 10) in offered_starts(booking_request, TUESDAY, now + RESERVATION_TTL)


def test_what_is_booked_never_lapses(booking_request, now):
    finish(booking_request, now=now)
    assert delete_lapsed_reservations(now=now + timedelta(days=1)) == 0
    assert Booking.objects.get().is_open
