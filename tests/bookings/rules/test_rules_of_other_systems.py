"""Published rules of other jails and prisons, as a facility's rows and fields, without code."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from parloir.bookings.models import Quota
from parloir.facilities.models import VisitKind
from parloir.scheduling.refusals import Rule
from parloir.scheduling.wall_time import instant_of
from tests.bookings.asking import is_booked, refused_rules
from tests.factories.moments import (
    FRIDAY,
    MINUTE,
    MONDAY,
    NINE_ON_MONDAY,
    SATURDAY,
    SECOND,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    at,
)
from tests.factories.people import make_inmate, make_minor, make_visitor
from tests.factories.places import (
    AreaFactory,
    FacilityFactory,
    MonitorFactory,
    StationFactory,
    make_jail,
    open_every_day,
)
from tests.factories.visits import request_for

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
WEEK = 7 * DAY


def limit(facility, of, period, most, kind="") -> None:
    Quota.objects.create(facility=facility, of=of, period=period, most=most, kind=kind)


# --- "Visits are scheduled at least 24 hours and at most 14 days in advance" --------------------


def test_from_24_hours_to_14_days_ahead(now):
    jail = make_jail(notice_minutes=24 * 60, horizon_days=14)
    booking_request = request_for(jail)
    tuesday_nine = at(TUESDAY, 9)
    assert refused_rules(booking_request, tuesday_nine, now + SECOND) == [Rule.TOO_SOON]
    assert is_booked(booking_request, tuesday_nine, now)
    fortnight = MONDAY + 14 * DAY
    assert is_booked(booking_request, at(fortnight, 18, 30), now)
    assert refused_rules(booking_request, at(fortnight + DAY, 8), now) == [Rule.TOO_FAR]
    assert is_booked(booking_request, at(fortnight + DAY, 8), at(TUESDAY, 0))


@pytest.mark.parametrize(("monday", "hour"), [(date(2026, 3, 9), 11), (date(2026, 11, 2), 9)])
def test_48_hours_over_a_dst_night_are_48_hours_that_pass(monday, hour):
    """Two days of notice, on the Saturday before."""
    jail = make_jail(notice_minutes=48 * 60)
    asked = at(monday - 2 * DAY, 10)
    first = asked + timedelta(hours=48)
    assert first == at(monday, hour)
    booking_request = request_for(jail)
    assert refused_rules(booking_request, first - 30 * MINUTE, asked) == [Rule.TOO_SOON]
    assert is_booked(booking_request, first, asked)


# --- "One free on-site visit a week" ------------------------------------------------------------


def test_one_on_site_visit_a_week_and_as_many_remote_ones_as_one_likes(now):
    """The week begins on Sunday."""
    jail = make_jail(week_begins=6)
    limit(jail, "visitor", "week", 1, VisitKind.ONSITE)
    visitor = make_visitor()
    onsite, remote = (request_for(jail, visitor=visitor, kind=kind) for kind in VisitKind)
    assert is_booked(onsite, at(MONDAY, 10), now)
    assert refused_rules(onsite, at(FRIDAY, 18, 30), now) == [Rule.QUOTA_USED]
    assert is_booked(onsite, at(MONDAY + WEEK, 8), now)
    for starts_at in (at(TUESDAY, 8), at(SATURDAY, 8), at(SATURDAY, 9)):
        assert is_booked(remote, starts_at, now)


# --- "An inmate may have 14 visits a week, of one visitor not more than 3" ----------------------


def test_fourteen_for_the_inmate_and_three_for_each_visitor_with_them(now):
    jail = make_jail()
    limit(jail, "inmate", "week", 14)
    limit(jail, "pair", "week", 3)
    inmate = make_inmate(jail)
    starts = [at(day, hour) for day in (TUESDAY, WEDNESDAY, THURSDAY) for hour in range(8, 13)]
    visitors = [make_visitor() for _ in range(5)]
    asked = [(starts[number], visitors[number // 3]) for number in range(14)]
    for number, (starts_at, visitor) in enumerate(asked):
        booking_request = request_for(jail, visitor=visitor, inmate=inmate)
        assert is_booked(booking_request, starts_at, now)
        if number == 2:
            assert refused_rules(booking_request, at(FRIDAY, 10), now) == [Rule.QUOTA_USED]
            assert is_booked(request_for(jail, visitor=visitor), at(FRIDAY, 10), now)
    fifteenth = request_for(jail, inmate=inmate)
    assert refused_rules(fifteenth, at(FRIDAY, 10), now) == [Rule.QUOTA_USED]
    assert is_booked(fifteenth, at(MONDAY + WEEK, 10), now)


# --- "2 adults and 1 child, or 1 adult and 2 children" ------------------------------------------


@pytest.mark.parametrize(
    ("adults", "minors", "fits"),
    [(2, 1, True), (1, 2, True), (2, 2, False), (3, 0, False), (1, 3, False)],
)
def test_two_and_one_or_one_and_two(adults, minors, fits, now):
    jail = make_jail()
    for most_adults, most_minors in ((2, 1), (1, 2)):
        jail.party_limits.create(adults=most_adults, minors=most_minors)
    visitor = make_visitor()
    booking_request = request_for(
        jail,
        visitor=visitor,
        adults=tuple(make_visitor() for _ in range(adults - 1)),
        minors=tuple(make_minor(visitor) for _ in range(minors)),
    )
    if fits:
        assert is_booked(booking_request, at(TUESDAY, 10), now)
    else:
        assert refused_rules(booking_request, at(TUESDAY, 10), now) == [Rule.PARTY_TOO_LARGE]


# --- "72 hours after booking in" (intake) -------------------------------------------------------


def test_seventy_two_hours_after_coming_in(now):
    jail = make_jail(intake_wait_hours=72)
    booking_request = request_for(jail, inmate=make_inmate(jail, intake_at=NINE_ON_MONDAY))
    assert refused_rules(booking_request, at(THURSDAY, 8, 30), now) == [Rule.INMATE_CAME_IN]
    assert is_booked(booking_request, at(THURSDAY, 9), now)


# --- UK: "a remand prisoner may have three visits a week", counted from Monday ------------------


LONDON = "Europe/London"


@pytest.fixture
def remand_prison():
    """A facility in London, open every day from 9 to 12 and 2 to 4, with visits of an hour."""
    prison = FacilityFactory(
        time_zone=LONDON, short_zone_name="UK", visit_minutes=60, grid_minutes=60, week_begins=0
    )
    open_every_day(prison, VisitKind.ONSITE, (time(9), time(12)), (time(14), time(16)))
    area = AreaFactory(facility=prison)
    MonitorFactory.create_batch(3, facility=prison)
    StationFactory.create_batch(3, area=area)
    limit(prison, "inmate", "week", 3)
    return prison


def in_london(day, hour):
    instant = instant_of(day, time(hour), ZoneInfo(LONDON))
    assert instant is not None
    return instant


def test_three_a_week_from_monday(remand_prison):
    inmate = make_inmate(remand_prison)
    now = in_london(MONDAY, 8)

    def booking_request():
        return request_for(remand_prison, inmate=inmate)

    for day in (MONDAY, WEDNESDAY, SUNDAY):
        assert is_booked(booking_request(), in_london(day, 9), now)
    assert refused_rules(booking_request(), in_london(SUNDAY, 15), now) == [Rule.QUOTA_USED]
    assert refused_rules(booking_request(), in_london(MONDAY, 11), now) == [Rule.QUOTA_USED]
    assert is_booked(booking_request(), in_london(MONDAY + WEEK, 9), now)


@pytest.mark.parametrize("sunday", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_remand_week_ends_at_midnight_in_london_when_the_clock_changes(remand_prison, sunday):
    inmate = make_inmate(remand_prison)
    now = in_london(sunday - 6 * DAY, 8)
    for number in (6, 5, 0):
        booking_request = request_for(remand_prison, inmate=inmate)
        assert is_booked(booking_request, in_london(sunday - number * DAY, 15), now)
    fourth = request_for(remand_prison, inmate=inmate)
    assert refused_rules(fourth, in_london(sunday, 9), now) == [Rule.QUOTA_USED]
    assert is_booked(fourth, in_london(sunday + DAY, 9), now)
