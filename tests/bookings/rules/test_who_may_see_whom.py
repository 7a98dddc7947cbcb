"""Lists of approved visitors, no-contact orders, and inmates who must not meet."""

from datetime import date, time

import pytest

from parloir.bookings.models import Booking
from parloir.bookings.operations import cancel, reserve
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import Station, VisitKind
from parloir.people.models import ApprovedVisitor, NoContact
from parloir.scheduling.refusals import Rule
from parloir.scheduling.wall_time import instants_of
from tests.bookings.asking import is_booked, offered_starts, refusal_of, refused_rules, why_none
from tests.factories.moments import CHICAGO, MINUTE, MONDAY, at
from tests.factories.people import as_visitor, make_inmate, make_visitor, separate_inmates
from tests.factories.places import (
    AreaFactory,
    StationFactory,
    make_jail,
    make_round_the_clock,
)
from tests.factories.visits import TEN_ON_MONDAY, make_booking, request_for

pytestmark = pytest.mark.django_db

AUTUMN = date(2026, 11, 1)


# --- Lists ------------------------------------------------------------------------------------


def put_on_list(booking_request, visitor=None) -> None:
    ApprovedVisitor.objects.create(
        inmate=booking_request.inmate, visitor=visitor or booking_request.visitor
    )


def test_where_lists_are_kept_only_who_is_on_it_books(now):
    booking_request = request_for(make_jail(keeps_visitor_lists=True))
    assert refused_rules(booking_request, TEN_ON_MONDAY, now) == [Rule.NOT_ON_LIST]
    assert why_none(booking_request, MONDAY, now) == [Rule.NOT_ON_LIST]
    put_on_list(booking_request)
    assert is_booked(booking_request, TEN_ON_MONDAY, now)


def test_the_list_of_one_inmate_opens_nobody_else(now):
    jail = make_jail(keeps_visitor_lists=True)
    booking_request = request_for(jail)
    put_on_list(booking_request)
    other = request_for(jail, visitor=booking_request.visitor)
    assert refused_rules(other, TEN_ON_MONDAY, now) == [Rule.NOT_ON_LIST]


def test_where_no_lists_are_kept_nobody_has_to_be_on_one(now):
    jail = make_jail()
    booking_request = request_for(jail)
    put_on_list(booking_request, make_visitor())
    assert is_booked(booking_request, TEN_ON_MONDAY, now)


def test_a_companion_has_to_be_on_the_list_too(now):
    jail, companion = make_jail(keeps_visitor_lists=True), make_visitor()
    jail.party_limits.create(adults=2)
    booking_request = request_for(jail, adults=(companion,))
    put_on_list(booking_request)
    refusal = refusal_of(booking_request, TEN_ON_MONDAY, now)
    assert (refusal.rule, refusal.facts["reason"]) == (Rule.COMPANION_CANNOT, Rule.NOT_ON_LIST)
    put_on_list(booking_request, companion)
    assert is_booked(booking_request, TEN_ON_MONDAY, now)


# --- No contact -------------------------------------------------------------------------------


def forbid(visitor, inmate) -> NoContact:
    return NoContact.objects.create(visitor=visitor, inmate=inmate, reason="Order 12-345.")


@pytest.mark.parametrize("kind", VisitKind)
def test_no_contact_refuses_the_pair_alone(kind, now):
    jail = make_jail()
    booking_request = request_for(jail, kind=kind)
    forbid(booking_request.visitor, booking_request.inmate)
    refusal = refusal_of(booking_request, TEN_ON_MONDAY, now)
    assert refusal.rule == Rule.NO_CONTACT
    assert "Order" not in sentence_for(refusal, facility=jail)
    assert is_booked(
        request_for(jail, visitor=booking_request.visitor, kind=kind), TEN_ON_MONDAY, now
    )
    assert is_booked(
        request_for(jail, inmate=booking_request.inmate, kind=kind), TEN_ON_MONDAY, now
    )


def test_no_contact_refuses_a_companion_without_its_reason(now):
    jail, companion = make_jail(), make_visitor()
    jail.party_limits.create(adults=2)
    booking_request = request_for(jail, adults=(companion,))
    forbid(companion, booking_request.inmate)
    refusal = refusal_of(booking_request, TEN_ON_MONDAY, now)
    assert refusal.rule == Rule.COMPANION_CANNOT
    assert sentence_for(refusal, facility=jail) == (
        f"{companion.full_name} can't come along on this day. "
        "They can see why when they sign in themselves."
    )


# --- Separation: the lobby --------------------------------------------------------------------


@pytest.fixture
def facility():
    """A grid of five minutes, stations that adjoin none, 15 minutes of waiting before a visit."""
    return make_round_the_clock()


@pytest.fixture
def separated(facility):
    one, other = make_inmate(facility), make_inmate(facility)
    separate_inmates(one, other)
    return one, other


@pytest.mark.parametrize("early", [0, 15, 20])
@pytest.mark.parametrize("is_first", [True, False])
def test_visits_on_site_lie_as_far_apart_as_families_wait_before_them(early, is_first, now):
    facility = make_round_the_clock(early_minutes=early)
    pair = make_inmate(facility), make_inmate(facility)
    separate_inmates(*pair)
    one, other = pair if is_first else reversed(pair)
    booking = make_booking(facility, inmate=one)
    near = [booking.ends_at + (early - 5) * MINUTE, booking.starts_at - (early + 25) * MINUTE]
    far = [booking.ends_at + early * MINUTE, booking.starts_at - (early + 30) * MINUTE]
    booking_request = request_for(facility, inmate=other)
    for starts_at in near:
        assert refused_rules(booking_request, starts_at, now - 60 * MINUTE) == [Rule.SEPARATION]
    for starts_at in far:
        assert is_booked(booking_request, starts_at, now - 60 * MINUTE)


def test_others_are_not_separated_from_either(facility, separated, now):
    make_booking(facility, inmate=separated[0])
    assert is_booked(request_for(facility), TEN_ON_MONDAY, now)


@pytest.mark.parametrize(
    ("booked", "wanted"),
    [
        (VisitKind.ONSITE, VisitKind.REMOTE),
        (VisitKind.REMOTE, VisitKind.ONSITE),
        (VisitKind.REMOTE, VisitKind.REMOTE),
    ],
)
def test_a_remote_visit_brings_nobody_into_the_lobby(facility, separated, booked, wanted, now):
    make_booking(facility, inmate=separated[0], kind=booked)
    assert is_booked(request_for(facility, inmate=separated[1], kind=wanted), TEN_ON_MONDAY, now)


def test_a_reservation_separates_until_it_lapses(facility, separated, now):
    booking_request = request_for(facility, inmate=separated[0])
    reservation = reserve(
        booking_request=booking_request,
        starts_at=TEN_ON_MONDAY,
        by=as_visitor(booking_request.visitor),
        now=now,
    )
    other = request_for(facility, inmate=separated[1])
    assert refused_rules(other, TEN_ON_MONDAY, now) == [Rule.SEPARATION]
    assert reservation.reserved_until is not None
    assert make_booking(facility, inmate=separated[1], now=reservation.reserved_until).is_open


def test_a_cancelled_visit_separates_nobody(facility, separated, now):
    booking = make_booking(facility, inmate=separated[0])
    cancel(booking=booking, by=as_visitor(booking.visitor), now=now)
    assert is_booked(request_for(facility, inmate=separated[1]), TEN_ON_MONDAY, now)


def test_its_sentence_tells_of_nobody(facility, separated, now):
    make_booking(facility, inmate=separated[0])
    refusal = refusal_of(request_for(facility, inmate=separated[1]), TEN_ON_MONDAY, now)
    assert dict(refusal.facts) == {}
    assert sentence_for(refusal, facility=facility) == (
        "No place in the lobby can be given then. Please choose another time."
    )


def test_the_hour_that_the_autumn_night_repeats_is_not_the_same_lobby(facility, separated):
    first, second = instants_of(AUTUMN, time(1, 30), CHICAGO)
    now = at(AUTUMN, 0)
    make_booking(facility, inmate=separated[0], starts_at=first, now=now)
    booking_request = request_for(facility, inmate=separated[1])
    assert refused_rules(booking_request, first, now) == [Rule.SEPARATION]
    assert is_booked(booking_request, second, now)


def test_the_spring_jump_leaves_no_more_room_than_really_passes(facility, separated):
    """The clock skips 2:00 AM: 3:15 is a quarter of an hour after a visit that ends at 3:00."""
    spring = date(2026, 3, 8)
    now = at(spring, 0)
    make_booking(facility, inmate=separated[0], starts_at=at(spring, 1, 30), now=now)
    booking_request = request_for(facility, inmate=separated[1])
    assert refused_rules(booking_request, at(spring, 3, 10), now) == [Rule.SEPARATION]
    assert is_booked(booking_request, at(spring, 3, 15), now)


# --- Separation: stations ---------------------------------------------------------------------


def in_a_row(facility, *positions) -> list[Station]:
    stations = list(Station.objects.filter(area__facility=facility).order_by("id"))
    for station, position in zip(stations, positions, strict=True):
        station.position = position
        station.save()
    return stations


@pytest.mark.parametrize("kind", VisitKind)
def test_the_station_beside_is_left_out(kind):
    facility = make_round_the_clock(stations=3, early_minutes=0)
    one, other = make_inmate(facility), make_inmate(facility)
    separate_inmates(one, other)
    first, _, third = in_a_row(facility, 1, 2, 3)
    assert make_booking(facility, inmate=one, kind=VisitKind.REMOTE).station == first
    assert make_booking(facility, inmate=other, kind=kind).station == third


@pytest.mark.parametrize(
    ("positions", "is_refused"),
    [((1, 2), True), ((2, 1), True), ((1, 3), False), ((1, None), False)],
)
def test_where_only_the_station_beside_is_left_there_is_none(positions, is_refused, now):
    facility = make_round_the_clock(stations=2, turnover_minutes=5)
    one, other = make_inmate(facility), make_inmate(facility)
    separate_inmates(one, other)
    in_a_row(facility, *positions)
    booking = make_booking(facility, inmate=one, kind=VisitKind.REMOTE)
    booking_request = request_for(facility, inmate=other, kind=VisitKind.REMOTE)
    if not is_refused:
        assert is_booked(booking_request, TEN_ON_MONDAY, now)
        return
    assert refused_rules(booking_request, TEN_ON_MONDAY, now) == [Rule.NO_STATION_FREE]
    assert refused_rules(booking_request, booking.ends_at, now) == [Rule.NO_STATION_FREE]
    assert booking.ends_at + 5 * MINUTE in offered_starts(booking_request, MONDAY, now)
    assert is_booked(request_for(facility, kind=VisitKind.REMOTE), TEN_ON_MONDAY, now)


def test_stations_of_two_areas_never_adjoin():
    facility = make_round_the_clock(stations=1)
    elsewhere = AreaFactory(facility=facility)
    StationFactory(area=elsewhere, position=2)
    Station.objects.exclude(area=elsewhere).update(position=1)
    one, other = make_inmate(facility), make_inmate(facility, area=elsewhere)
    separate_inmates(one, other)
    for inmate in (one, other):
        make_booking(facility, inmate=inmate, kind=VisitKind.REMOTE)
    assert Booking.objects.count() == 2
