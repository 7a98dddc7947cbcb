"""An area's own hours replace the facility's, for their kind only."""

from datetime import date, time

import pytest

from parloir.facilities.models import VisitingHours, VisitKind
from parloir.scheduling.refusals import Rule
from tests.bookings.asking import is_booked, offered_starts, refused_rules, why_none
from tests.factories.moments import FRIDAY, MINUTE, MONDAY, SATURDAY, TUESDAY, at
from tests.factories.people import make_inmate
from tests.factories.places import (
    AreaFactory,
    StationFactory,
    make_jail,
    make_round_the_clock,
)
from tests.factories.visits import request_for

pytestmark = pytest.mark.django_db

TEN, NOON = time(10), time(12)


def hours_of(area, kind, weekday, opens, closes):
    return VisitingHours.objects.create(
        facility=area.facility, area=area, kind=kind, weekday=weekday, opens=opens, closes=closes
    )


@pytest.fixture
def jail():
    return make_jail()


@pytest.fixture
def area(jail):
    """It has on-site hours of its own: Tuesday from 10 to 12, and Saturday from 10 to 12."""
    area = AreaFactory(facility=jail)
    StationFactory(area=area)
    for day in (TUESDAY, SATURDAY):
        hours_of(area, VisitKind.ONSITE, day.weekday(), TEN, NOON)
    return area


def test_both_ends_of_an_areas_hours_hold(jail, area, now):
    booking_request = request_for(jail, inmate=make_inmate(jail, area=area))
    assert offered_starts(booking_request, TUESDAY, now) == [
        at(TUESDAY, hour, minute) for hour in (10, 11) for minute in (0, 30)
    ]
    assert refused_rules(booking_request, at(TUESDAY, 9, 30), now) == [Rule.OUTSIDE_HOURS]
    assert refused_rules(booking_request, at(TUESDAY, 12), now) == [Rule.OUTSIDE_HOURS]
    assert is_booked(booking_request, at(TUESDAY, 11, 30), now)


def test_an_area_has_only_its_own_days_open_or_closed_elsewhere(jail, area, now):
    booking_request = request_for(jail, inmate=make_inmate(jail, area=area))
    assert why_none(booking_request, FRIDAY, now) == [Rule.OUTSIDE_HOURS]
    assert is_booked(booking_request, at(SATURDAY, 10), now)


def test_the_other_kind_keeps_the_facilitys_hours(jail, area, now):
    booking_request = request_for(jail, inmate=make_inmate(jail, area=area), kind=VisitKind.REMOTE)
    assert len(offered_starts(booking_request, TUESDAY, now)) == 19 + 7
    assert is_booked(booking_request, at(TUESDAY, 8), now)


def test_other_areas_keep_the_facilitys_hours(jail, area, now):
    booking_request = request_for(jail)
    assert len(offered_starts(booking_request, TUESDAY, now)) == 22
    assert why_none(booking_request, SATURDAY, now) == [Rule.OUTSIDE_HOURS]


@pytest.mark.parametrize(
    ("night", "starts"), [(date(2026, 3, 8), (3 - 1) * 2), (date(2026, 11, 1), (3 + 1) * 2)]
)
def test_an_areas_hours_over_a_dst_night_are_as_long_as_really_passes(night, starts):
    facility = make_round_the_clock(grid_minutes=30)
    area = facility.areas.get()
    hours_of(area, VisitKind.REMOTE, night.weekday(), time(0), time(3))
    booking_request = request_for(facility, kind=VisitKind.REMOTE)
    now = at(night, 0) - 24 * 60 * MINUTE
    offered = offered_starts(booking_request, night, now)
    assert offered == [at(night, 0) + number * 30 * MINUTE for number in range(starts)]
    assert offered[-1] + 30 * MINUTE == at(night, 3)
    assert is_booked(booking_request, offered[-1], now)
    assert refused_rules(request_for(facility, kind=VisitKind.REMOTE), at(night, 3), now) == [
        Rule.OUTSIDE_HOURS
    ]


def test_hours_of_an_area_leave_monday_to_nobody_else(jail, area, now):
    """Its inmates have no hours on Mondays, although the facility has."""
    booking_request = request_for(jail, inmate=make_inmate(jail, area=area))
    assert why_none(booking_request, MONDAY, now) == [Rule.OUTSIDE_HOURS]
