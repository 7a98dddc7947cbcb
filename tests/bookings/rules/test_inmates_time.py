"""When an inmate may have visits: after intake, after a ban, and between commitments."""

from datetime import date, time, timedelta

import pytest

from parloir.bookings.availability.offers import refusals_for
from parloir.bookings.operations import BookingRefused, book
from parloir.facilities.models import VisitKind
from parloir.people.models import Commitment, Inmate
from parloir.scheduling.refusals import Rule
from parloir.scheduling.wall_time import instants_of
from tests.bookings.asking import is_booked, refusal_of, refused_rules, why_none
from tests.factories.moments import (
    CHICAGO,
    FRIDAY,
    MINUTE,
    MONDAY,
    SATURDAY,
    SECOND,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    at,
)
from tests.factories.people import as_visitor, make_inmate
from tests.factories.places import make_jail, make_round_the_clock
from tests.factories.visits import TEN_ON_MONDAY, make_booking, request_for

pytestmark = pytest.mark.django_db

SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)


# --- Waiting after intake ---------------------------------------------------------------------


def request_with(facility, kind=VisitKind.ONSITE, **of_inmate):
    return request_for(facility, kind=kind, inmate=make_inmate(facility, **of_inmate))


def test_an_inmate_who_came_in_waits_to_the_minute(now):
    jail = make_jail(intake_wait_hours=72)
    booking_request = request_with(jail, intake_at=at(MONDAY, 10))
    refusal = refusal_of(booking_request, at(THURSDAY, 9, 30), now)
    assert (refusal.rule, refusal.next_date) == (Rule.INMATE_CAME_IN, THURSDAY)
    assert refusal.facts["free_from"] == at(THURSDAY, 10)
    assert why_none(booking_request, WEDNESDAY, now) == [Rule.INMATE_CAME_IN]
    assert is_booked(booking_request, at(THURSDAY, 10), now)


def test_a_second_after_ten_is_too_late_for_the_visit_at_ten(now):
    jail = make_jail(intake_wait_hours=72)
    booking_request = request_with(jail, intake_at=at(MONDAY, 10) + SECOND)
    assert refused_rules(booking_request, at(THURSDAY, 10), now) == [Rule.INMATE_CAME_IN]
    assert is_booked(booking_request, at(THURSDAY, 10, 30), now)


@pytest.mark.parametrize(
    ("came_in", "first", "hour"),
    [
        (SPRING - timedelta(days=2), SPRING + timedelta(days=1), 11),
        (AUTUMN - timedelta(days=2), AUTUMN + timedelta(days=1), 9),
    ],
)
def test_three_days_over_a_dst_night_are_seventy_two_hours_that_pass(came_in, first, hour):
    jail = make_jail(intake_wait_hours=72)
    booking_request = request_with(jail, intake_at=at(came_in, 10))
    now = at(came_in, 12)
    assert refused_rules(booking_request, at(first, hour) - 30 * MINUTE, now) == [
        Rule.INMATE_CAME_IN
    ]
    assert is_booked(booking_request, at(first, hour), now)


@pytest.mark.parametrize(("hours", "came_in"), [(0, at(MONDAY, 9)), (72, None)])
def test_without_a_wait_or_a_known_arrival_nobody_waits(hours, came_in, now):
    booking_request = request_with(make_jail(intake_wait_hours=hours), intake_at=came_in)
    assert is_booked(booking_request, TEN_ON_MONDAY, now)


# --- No visits until --------------------------------------------------------------------------


def test_no_visits_until_a_date_includes_it_and_ends_with_it(now):
    booking_request = request_with(make_jail(), no_visits_until=TUESDAY)
    refusal = refusal_of(booking_request, at(TUESDAY, 18, 30), now)
    assert (refusal.rule, refusal.next_date) == (Rule.INMATE_NO_VISITS, WEDNESDAY)
    assert why_none(booking_request, TUESDAY, now) == [Rule.INMATE_NO_VISITS]
    assert is_booked(booking_request, at(WEDNESDAY, 8), now)


@pytest.mark.parametrize("night", [SPRING, AUTUMN])
def test_no_visits_until_a_dst_date_ends_at_midnight_on_the_wall(night):
    booking_request = request_with(make_round_the_clock(grid_minutes=30), no_visits_until=night)
    now = at(night, 0) - 60 * MINUTE
    assert refused_rules(booking_request, at(night, 23, 30), now) == [Rule.INMATE_NO_VISITS]
    assert is_booked(booking_request, at(night, 23, 30) + 30 * MINUTE, now)


# --- Who is here ------------------------------------------------------------------------------


def test_an_inmate_released_while_the_page_was_open_is_not_booked(now):
    """The row that the page has read is out of date."""
    booking_request = request_for(make_jail())
    Inmate.objects.filter(pk=booking_request.inmate.pk).update(status=Inmate.Status.RELEASED)
    with pytest.raises(BookingRefused) as caught:
        book(
            booking_request=booking_request,
            starts_at=TEN_ON_MONDAY,
            by=as_visitor(booking_request.visitor),
            now=now,
        )
    assert [one.rule for one in caught.value.refusals] == [Rule.INMATE_UNAVAILABLE]


# --- Commitments ------------------------------------------------------------------------------


def commit(inmate, starts_at, ends_at) -> Commitment:
    return Commitment.objects.create(
        inmate=inmate, kind=Commitment.Kind.COURT, starts_at=starts_at, ends_at=ends_at
    )


@pytest.mark.parametrize("kind", VisitKind)
def test_a_commitment_refuses_what_touches_it_and_nothing_beside_it(kind, now):
    booking_request = request_with(make_jail(), kind)
    commit(booking_request.inmate, at(TUESDAY, 10), at(TUESDAY, 11))
    assert refused_rules(booking_request, at(TUESDAY, 10), now) == [Rule.INMATE_COMMITTED]
    assert refused_rules(booking_request, at(TUESDAY, 10, 30), now) == [Rule.INMATE_COMMITTED]
    assert is_booked(booking_request, at(TUESDAY, 9, 30), now)
    assert is_booked(booking_request, at(TUESDAY, 11), now)


def test_a_commitment_that_begins_within_a_tick_takes_the_whole_tick(now):
    booking_request = request_with(make_round_the_clock())
    commit(booking_request.inmate, at(TUESDAY, 10, 1), at(TUESDAY, 10, 31))
    assert refused_rules(booking_request, at(TUESDAY, 9, 35), now) == [Rule.INMATE_COMMITTED]
    assert refused_rules(booking_request, at(TUESDAY, 10, 30), now) == [Rule.INMATE_COMMITTED]
    assert is_booked(booking_request, at(TUESDAY, 9, 30), now)
    assert is_booked(booking_request, at(TUESDAY, 10, 35), now)


def test_a_commitment_of_days_says_so_on_each(now):
    booking_request = request_with(make_jail(), VisitKind.REMOTE)
    commit(booking_request.inmate, at(FRIDAY, 12), at(SUNDAY, 9))
    assert why_none(booking_request, SATURDAY, now) == [Rule.INMATE_COMMITTED]
    assert is_booked(booking_request, at(SUNDAY, 9), now)


def test_a_commitment_of_somebody_else_is_theirs(now):
    jail = make_jail()
    commit(make_inmate(jail), at(MONDAY, 10), at(MONDAY, 11))
    assert make_booking(jail).is_open


def test_the_hour_that_the_autumn_night_repeats_is_committed_once():
    booking_request = request_with(make_round_the_clock(grid_minutes=30))
    first, second = instants_of(AUTUMN, time(1, 30), CHICAGO)
    now = at(AUTUMN, 0)
    commit(booking_request.inmate, first, first + 30 * MINUTE)
    assert refused_rules(booking_request, first, now) == [Rule.INMATE_COMMITTED]
    assert is_booked(booking_request, second, now)


def test_a_commitment_over_the_spring_night_is_as_long_as_really_passes():
    booking_request = request_with(make_round_the_clock(grid_minutes=30))
    now = at(SPRING, 0)
    commit(booking_request.inmate, at(SPRING, 1), at(SPRING, 4))
    committed = [at(SPRING, 1) + number * 30 * MINUTE for number in range(4)]
    for starts_at in committed:
        assert (
            refusals_for(booking_request=booking_request, starts_at=starts_at, now=now)[0].rule
            == Rule.INMATE_COMMITTED
        )
    assert at(SPRING, 4) == committed[-1] + 30 * MINUTE
    assert is_booked(booking_request, at(SPRING, 0, 30), now)
    assert is_booked(booking_request, at(SPRING, 4), now)
