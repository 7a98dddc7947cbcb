"""Races for what no constraint protects: quotas, and inmates who must not meet."""

import pytest

from parloir.bookings.claims import claims_of
from parloir.bookings.models import Booking, Quota, SlotClaim
from parloir.bookings.operations import BookingRefused, CannotMove, book, move, reserve
from parloir.bookings.states import BookingState
from parloir.scheduling.refusals import Rule
from tests.factories.at_once import all_at_once
from tests.factories.households import HOUSEHOLD, LIME_STREET, declared
from tests.factories.moments import FRIDAY, MINUTE, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, at
from tests.factories.people import as_visitor, make_inmate, make_visitor, separate_inmates
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, request_for

pytestmark = pytest.mark.django_db(transaction=True)

DAYS = (TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)
MANY = 8


def booker(booking_request, starts_at, now, act=book):
    return lambda: act(
        booking_request=booking_request,
        starts_at=starts_at,
        by=as_visitor(booking_request.visitor),
        now=now,
    )


def rules_of_the_refused(results):
    return [
        [refusal.rule for refusal in one.refusals]
        for one in results
        if isinstance(one, BookingRefused)
    ]


@pytest.mark.parametrize("act", [book, reserve])
@pytest.mark.parametrize("most", [1, 2])
def test_the_inmates_last_visit_of_the_week_goes_to_one(now, act, most):
    """Two visitors on two days: no claim of theirs conflicts."""
    jail = make_jail()
    Quota.objects.create(facility=jail, of="inmate", period="week", most=most)
    inmate = make_inmate(jail)
    for number in range(most - 1):
        make_booking(jail, inmate=inmate, starts_at=TEN_ON_MONDAY + number * 30 * MINUTE)
    booking_requests = [request_for(jail, inmate=inmate) for _ in DAYS]
    results = all_at_once(
        [
            booker(booking_request, at(day, 10), now, act)
            for booking_request, day in zip(booking_requests, DAYS, strict=True)
        ]
    )
    assert sum(isinstance(one, Booking) for one in results) == 1
    assert rules_of_the_refused(results) == [[Rule.QUOTA_USED]] * 3
    assert Booking.objects.filter(inmate=inmate).count() == most


def test_a_visitors_last_visit_is_one_with_whichever_inmate(now):
    jail, visitor = make_jail(), make_visitor()
    Quota.objects.create(facility=jail, of="visitor", period="week", most=1)
    booking_requests = [request_for(jail, visitor=visitor) for _ in DAYS]
    results = all_at_once(
        [
            booker(booking_request, at(day, 10), now)
            for booking_request, day in zip(booking_requests, DAYS, strict=True)
        ]
    )
    assert sum(isinstance(one, Booking) for one in results) == 1
    assert rules_of_the_refused(results) == [[Rule.QUOTA_USED]] * 3


def test_a_companions_last_visit_is_one_with_whichever_booker(now):
    jail, companion = make_jail(), make_visitor()
    jail.party_limits.create(adults=2)
    Quota.objects.create(facility=jail, of="visitor", period="week", most=1)
    booking_requests = [
        request_for(jail, adults=(companion,)),
        request_for(jail, visitor=companion),
        request_for(jail, adults=(companion,)),
    ]
    results = all_at_once(
        [
            booker(booking_request, at(day, 10), now)
            for booking_request, day in zip(booking_requests, DAYS[:3], strict=True)
        ]
    )
    assert sum(isinstance(one, Booking) for one in results) == 1
    assert rules_of_the_refused(results) == [[Rule.QUOTA_USED]] * 2


def test_a_households_last_visit_is_one_with_whichever_booker(now):
    jail = make_jail()
    with declared(HOUSEHOLD):
        Quota.objects.create(facility=jail, of=HOUSEHOLD.code, period="week", most=1)
        booking_requests = [request_for(jail, visitor=make_visitor(**LIME_STREET)) for _ in DAYS]
        results = all_at_once(
            [
                booker(booking_request, at(day, 10), now)
                for booking_request, day in zip(booking_requests, DAYS, strict=True)
            ]
        )
    assert sum(isinstance(one, Booking) for one in results) == 1
    assert rules_of_the_refused(results) == [[Rule.QUOTA_USED]] * 3


def test_two_who_bring_one_another_wait_in_no_circle(now):
    jail, one, other = make_jail(), make_visitor(), make_visitor()
    jail.party_limits.create(adults=2)
    results = all_at_once(
        [
            booker(request_for(jail, visitor=one, adults=(other,)), TEN_ON_MONDAY, now),
            booker(request_for(jail, visitor=other, adults=(one,)), TEN_ON_MONDAY, now),
        ]
    )
    assert sum(isinstance(one, Booking) for one in results) == 1
    assert rules_of_the_refused(results) == [[Rule.VISITOR_BUSY]]


def test_of_two_separated_inmates_one_is_visited(now):
    jail = make_jail()
    inmates = [make_inmate(jail), make_inmate(jail)]
    separate_inmates(*inmates)
    results = all_at_once(
        [booker(request_for(jail, inmate=inmate), TEN_ON_MONDAY, now) for inmate in inmates]
    )
    assert sum(isinstance(one, Booking) for one in results) == 1
    assert rules_of_the_refused(results) == [[Rule.SEPARATION]]


def test_of_many_moves_of_one_booking_one_is_made(now):
    booking = make_booking(make_jail())
    seen = [Booking.objects.get(pk=booking.pk) for _ in DAYS]
    by = as_visitor(booking.visitor)
    results = all_at_once(
        [
            lambda one=one, day=day: move(booking=one, starts_at=at(day, 10), by=by, now=now)
            for one, day in zip(seen, DAYS, strict=True)
        ]
    )
    (moved,) = [one for one in results if isinstance(one, Booking)]
    assert sum(isinstance(one, CannotMove) for one in results) == len(DAYS) - 1
    row = Booking.objects.get()
    assert (row.starts_at, row.times_changed) == (moved.starts_at, 1)
    assert set(row.claims.values_list("resource", "tick")) == {
        (one.resource, one.tick) for one in claims_of(row)
    }


def test_as_many_move_to_a_time_as_it_has_room_for(now):
    """A booking that meets the claim of another gets the next monitor."""
    jail = make_jail(monitors=MANY, stations=MANY)
    bookings = [make_booking(jail) for _ in range(MANY)]
    results = all_at_once(
        [
            lambda one=one: move(
                booking=one, starts_at=at(TUESDAY, 10), by=as_visitor(one.visitor), now=now
            )
            for one in bookings
        ]
    )
    assert all(isinstance(one, Booking) for one in results)
    there = Booking.objects.filter(starts_at=at(TUESDAY, 10), state=BookingState.BOOKED)
    assert len({one.monitor_id for one in there}) == MANY
    assert SlotClaim.objects.count() == MANY * 4 * 6


def test_as_many_book_a_time_as_it_has_room_for(now):
    jail = make_jail(monitors=MANY, stations=MANY)
    results = all_at_once([booker(request_for(jail), at(MONDAY, 11), now) for _ in range(MANY)])
    assert rules_of_the_refused(results) == []
    assert len({one.monitor_id for one in results}) == MANY


def test_many_who_book_while_kept_times_lapse_all_get_theirs(now):
    """Each of them deletes what has lapsed."""
    jail = make_jail(monitors=MANY, stations=MANY)
    for number in range(MANY):
        booking_request = request_for(jail)
        booker(booking_request, at(MONDAY, 11 + number % 4), now, reserve)()
    results = all_at_once(
        [
            booker(request_for(jail), at(MONDAY, 11 + number % 4), now + 10 * MINUTE)
            for number in range(MANY)
        ]
    )
    assert rules_of_the_refused(results) == []
    assert Booking.objects.count() == MANY
