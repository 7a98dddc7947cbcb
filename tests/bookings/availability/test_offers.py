"""The page offers exactly what the operation books."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parloir.bookings.availability.offers import next_offer, offer, refusals_for
from parloir.bookings.operations import BookingRefused, book
from parloir.facilities.models import Closure, Facility, Station, VisitKind
from parloir.scheduling.refusals import Rule
from parloir.scheduling.wall_time import end_of_day, start_of_day
from tests.factories.examples import part_of_examples
from tests.factories.moments import (
    CHICAGO,
    FRIDAY,
    MINUTE,
    MONDAY,
    NINE_ON_MONDAY,
    SATURDAY,
    SUNDAY,
    TUESDAY,
    WEDNESDAY,
    at,
)
from tests.factories.people import as_visitor, make_inmate, make_visitor
from tests.factories.places import AreaFactory, StationFactory, make_jail, make_round_the_clock
from tests.factories.visits import make_booking, request_for

pytestmark = pytest.mark.django_db


def starts_on(booking_request, day, now=NINE_ON_MONDAY):
    (offered,) = offer(booking_request=booking_request, first=day, last=day, now=now)
    return [visit.starts_at for visit in offered.times]


def close_time(jail, first, last, **scope) -> Closure:
    return Closure.objects.create(
        facility=jail, starts_at=first, ends_at=last, reason="Count", **scope
    )


# --- Closures, of each scope ------------------------------------------------------------------


@pytest.mark.parametrize("kind", VisitKind)
def test_a_closed_facility_offers_nothing_that_touches_the_closure(kind):
    jail = make_jail()
    booking_request = request_for(jail, kind=kind)
    close_time(jail, at(TUESDAY, 10), at(TUESDAY, 11))
    starts = starts_on(booking_request, TUESDAY)
    expected = [at(TUESDAY, 9, 30), at(TUESDAY, 11)]
    assert [one for one in starts if at(TUESDAY, 9) < one < at(TUESDAY, 11, 30)] == expected
    refusals = refusals_for(
        booking_request=booking_request, starts_at=at(TUESDAY, 10), now=NINE_ON_MONDAY
    )
    assert [one.rule for one in refusals] == [Rule.CLOSED]


def test_a_day_that_is_closed_says_so_with_its_times():
    jail = make_jail()
    first, last = start_of_day(TUESDAY, CHICAGO), end_of_day(TUESDAY, CHICAGO)
    close_time(jail, first, last)
    (offered,) = offer(
        booking_request=request_for(jail), first=TUESDAY, last=TUESDAY, now=NINE_ON_MONDAY
    )
    (refusal,) = offered.refusals
    assert refusal.rule == Rule.CLOSED
    assert dict(refusal.facts) == {"closed_from": first, "closed_until": last}


def test_a_closed_area_stops_its_inmates_alone():
    jail = make_jail()
    other_area = AreaFactory(facility=jail)
    StationFactory(area=other_area)
    here = request_for(jail)
    there = request_for(jail, inmate=make_inmate(jail, area_id=other_area.pk))
    close_time(jail, at(TUESDAY, 8), at(TUESDAY, 18), area=other_area)
    assert there.inmate.area_id == other_area.pk
    assert starts_on(there, TUESDAY) == [at(TUESDAY, 18), at(TUESDAY, 18, 30)]
    assert len(starts_on(here, TUESDAY)) == 22


def test_a_closed_monitor_leaves_the_others():
    jail = make_jail(monitors=2)
    one, other = jail.monitors.all()
    close_time(jail, at(TUESDAY, 8), at(TUESDAY, 12), monitor=one)
    assert make_booking(jail, starts_at=at(TUESDAY, 10)).monitor == other
    assert at(TUESDAY, 10) not in starts_on(request_for(jail), TUESDAY)
    assert at(TUESDAY, 10) in starts_on(request_for(jail, kind=VisitKind.REMOTE), TUESDAY)


def test_a_closed_station_leaves_the_others():
    jail = make_jail(stations=2)
    one, other = Station.objects.all()
    close_time(jail, at(TUESDAY, 8), at(TUESDAY, 12), station=one)
    assert make_booking(jail, starts_at=at(TUESDAY, 10)).station == other
    assert at(TUESDAY, 10) not in starts_on(request_for(jail), TUESDAY)


@pytest.mark.parametrize("device", ["monitor", "station"])
def test_a_device_may_rest_while_it_is_closed_and_nobody_may_sit_at_it(device):
    facility = make_round_the_clock(monitors=1, stations=1, turnover_minutes=10)
    devices = {"monitor": facility.monitors.get(), "station": Station.objects.get()}
    close_time(facility, at(TUESDAY, 10), at(TUESDAY, 10, 5), **{device: devices[device]})
    starts = starts_on(request_for(facility), TUESDAY)
    assert at(TUESDAY, 9, 30) in starts
    assert at(TUESDAY, 10, 5) in starts
    assert not {at(TUESDAY, 9, 35), at(TUESDAY, 10)} & set(starts)
    booking = make_booking(facility, starts_at=at(TUESDAY, 9, 30))
    assert booking.devices_interval.ends_at == at(TUESDAY, 10, 10)


def test_a_closure_of_another_facility_closes_nothing_here():
    jail, other = make_jail(), make_jail()
    close_time(other, at(TUESDAY, 0), at(WEDNESDAY, 0))
    assert len(starts_on(request_for(jail), TUESDAY)) == 22


# --- Days without times, and the next one that has some ---------------------------------------


def test_a_day_without_visiting_hours_says_so():
    days = offer(
        booking_request=request_for(make_jail()), first=FRIDAY, last=SUNDAY, now=NINE_ON_MONDAY
    )
    assert [day.day for day in days] == [FRIDAY, SATURDAY, SUNDAY]
    assert [[one.rule for one in day.refusals] for day in days] == [
        [], [Rule.OUTSIDE_HOURS], [Rule.OUTSIDE_HOURS],
    ]  # fmt: skip


def test_the_next_offer_is_the_next_day_that_has_times():
    booking_request = request_for(make_jail())
    found = next_offer(booking_request=booking_request, after=FRIDAY, now=NINE_ON_MONDAY)
    assert found is not None
    assert found.day == MONDAY + timedelta(days=7)
    assert found.times[0].starts_at == at(found.day, 8)


def test_there_is_no_next_offer_behind_the_horizon():
    booking_request = request_for(make_jail(horizon_days=4))
    assert next_offer(booking_request=booking_request, after=FRIDAY, now=NINE_ON_MONDAY) is None
    assert next_offer(
        booking_request=booking_request, after=WEDNESDAY, now=NINE_ON_MONDAY
    ).day == WEDNESDAY + (timedelta(days=1))


def test_a_day_that_is_fully_booked_says_who_has_it():
    jail = make_jail(monitors=1)
    Facility.objects.update(visit_minutes=330, grid_minutes=330)
    jail.refresh_from_db()
    for hour, minute in ((8, 0), (13, 30)):
        make_booking(jail, starts_at=at(TUESDAY, hour, minute))
    (offered,) = offer(
        booking_request=request_for(jail), first=TUESDAY, last=TUESDAY, now=NINE_ON_MONDAY
    )
    assert (offered.times, [one.rule for one in offered.refusals]) == ((), [Rule.NO_MONITOR_FREE])


# --- How much it costs ------------------------------------------------------------------------


@pytest.mark.parametrize("days", [1, 14, 120])
@pytest.mark.parametrize("bookings", [1, 6])
def test_an_offer_is_as_many_queries_whatever_the_days_and_bookings(
    days, bookings, django_assert_num_queries
):
    jail = make_jail()
    booking_request = request_for(jail)
    for number in range(bookings):
        make_booking(jail, starts_at=at(TUESDAY, 8 + number))
    last = MONDAY + timedelta(days=days)
    with django_assert_num_queries(13):
        offer(booking_request=booking_request, first=MONDAY, last=last, now=NINE_ON_MONDAY)


# --- Offered is what can be booked ------------------------------------------------------------


@st.composite
def situations(draw):
    return {
        "kind": draw(st.sampled_from(VisitKind)),
        "monitors": draw(st.integers(0, 2)),
        "stations": draw(st.integers(0, 2)),
        "turnover": draw(st.sampled_from([0, 5, 20])),
        "grid": draw(st.sampled_from([5, 15, 30])),
        "length": draw(st.sampled_from([15, 30, 45])),
        "notice": draw(st.sampled_from([0, 90])),
        "others": draw(st.lists(st.integers(0, 36), max_size=4)),
        "mine": draw(st.lists(st.integers(0, 36), max_size=2)),
        "closures": draw(
            st.lists(
                st.tuples(
                    st.integers(0, 180),
                    st.integers(1, 60),
                    st.sampled_from(["all", "area", "monitor", "station"]),
                ),
                max_size=2,
            )
        ),
    }


SIX = at(TUESDAY, 6)
NOW = at(TUESDAY, 6, 40)


@settings(
    max_examples=part_of_examples(0.1),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(situation=situations())
def test_every_time_offered_is_booked_and_every_other_refused_for_the_same_reasons(situation):
    with transaction.atomic():
        check(situation)
        transaction.set_rollback(True)


def check(situation):
    jail = make_round_the_clock(
        monitors=situation["monitors"],
        stations=situation["stations"],
        turnover_minutes=situation["turnover"],
        grid_minutes=situation["grid"],
        visit_minutes=situation["length"],
        notice_minutes=situation["notice"],
    )
    booking_request = request_for(jail, kind=situation["kind"])
    elsewhere = make_round_the_clock()
    for number in situation["others"]:
        try_to_book(request_for(jail), SIX + 5 * number * MINUTE)
    for number in situation["mine"]:
        try_to_book(
            request_for(elsewhere, visitor=booking_request.visitor), SIX + 5 * number * MINUTE
        )
    for begin, length, scope in situation["closures"]:
        add_closure(jail, SIX + begin * MINUTE, SIX + (begin + length) * MINUTE, scope)
    offered = set(starts_on(booking_request, TUESDAY, NOW))
    for number in range(37):
        starts_at = SIX + 5 * number * MINUTE
        reasons = refusals_for(booking_request=booking_request, starts_at=starts_at, now=NOW)
        assert bool(reasons) == (starts_at not in offered)
        assert is_booked(booking_request, starts_at, reasons) == (starts_at in offered)


def add_closure(jail, first, last, scope):
    devices = {
        "all": {},
        "area": {"area": jail.areas.first()},
        "monitor": {"monitor": jail.monitors.first()},
        "station": {"station": Station.objects.filter(area__facility=jail).first()},
    }
    if None not in devices[scope].values():
        close_time(jail, first, last, **devices[scope])


def try_to_book(booking_request, starts_at):
    try:
        book(
            booking_request=booking_request,
            starts_at=starts_at,
            by=as_visitor(booking_request.visitor),
            now=SIX - 120 * MINUTE,
        )
    except BookingRefused as refused:
        assert refused.refusals


def is_booked(booking_request, starts_at, reasons) -> bool:
    try:
        with transaction.atomic():
            book(
                booking_request=booking_request,
                starts_at=starts_at,
                by=as_visitor(booking_request.visitor),
                now=NOW,
            )
            transaction.set_rollback(True)
    except BookingRefused as refused:
        assert refused.refusals == reasons
        return False
    return True


def test_a_person_who_may_not_book_is_offered_nothing_on_any_day():
    booking_request = request_for(make_jail(), visitor=make_visitor(state="waiting"))
    days = offer(booking_request=booking_request, first=MONDAY, last=FRIDAY, now=NINE_ON_MONDAY)
    assert {(day.times, day.refusals[0].rule) for day in days} == {((), Rule.NOT_APPROVED)}
