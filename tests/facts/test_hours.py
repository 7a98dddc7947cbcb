"""Hours change as a whole: afterwards they are as requested, and bookings are inside them."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from parloir.bookings.models import Booking
from parloir.bookings.states import BookingState
from parloir.facilities.models import VisitingHours, VisitKind
from parloir.facts.facilities import change_hours
from tests.factories.examples import part_of_examples
from tests.factories.moments import NINE_ON_MONDAY, TUESDAY, at
from tests.factories.people import OPERATOR, make_inmate, make_visitor
from tests.factories.places import AreaFactory, StationFactory, make_jail
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db

DONE = {"by": OPERATOR, "now": NINE_ON_MONDAY}
HOURS = st.lists(st.integers(8, 19), min_size=2, max_size=6, unique=True).map(sorted)


def windows_of(hours):
    """Return windows, such as 8-9 and 11-15 from [8, 9, 11, 15]; an odd last hour is dropped."""
    opens, closes = hours[::2], hours[1::2]
    return [(time(one), time(other)) for one, other in zip(opens, closes, strict=False)]


def stored(jail, **of):
    rows = VisitingHours.objects.filter(facility=jail, kind=VisitKind.ONSITE, **of)
    return {(row.weekday, row.opens, row.closes) for row in rows}


@given(days=st.dictionaries(st.integers(0, 6), HOURS, max_size=7))
@settings(max_examples=part_of_examples(0.25))
def test_the_hours_asked_for_are_those_there_are_and_no_booking_lies_outside(days):
    jail = make_jail(monitors=1, stations=1)
    remote = jail.hours.filter(kind=VisitKind.REMOTE).count()
    maria, inmate = make_visitor(), make_inmate(jail)
    for hour in (8, 18):
        make_booking(jail, starts_at=at(TUESDAY, hour), visitor=maria, inmate=inmate)
    windows = {day: windows_of(hours) for day, hours in days.items()}
    change_hours(facility=jail, kind=VisitKind.ONSITE, windows=windows, **DONE)
    asked = {(day, *window) for day, of_day in windows.items() for window in of_day}
    assert stored(jail) == asked
    assert jail.hours.filter(kind=VisitKind.REMOTE).count() == remote
    on_tuesday = windows.get(TUESDAY.weekday(), [])
    for booking in Booking.objects.filter(facility=jail):
        starts = booking.starts_at.astimezone(jail.zone).time()
        ends = booking.ends_at.astimezone(jail.zone).time()
        fits = any(opens <= starts and ends <= closes for opens, closes in on_tuesday)
        assert (booking.state == BookingState.BOOKED) == fits


def test_hours_of_an_area_are_its_own():
    jail = make_jail()
    area = AreaFactory(facility=jail)
    StationFactory(area=area)
    everybodys = stored(jail)
    windows = {0: [(time(9), time(10))]}
    change_hours(facility=jail, kind=VisitKind.ONSITE, windows=windows, area=area, **DONE)
    assert stored(jail, area=area) == {(0, time(9), time(10))}
    assert stored(jail, area=None) == everybodys


@pytest.mark.parametrize(
    ("second", "stands"), [((time(12), time(13)), True), ((time(11, 55), time(13)), False)]
)
def test_windows_may_touch_and_never_overlap(second, stands):
    jail = make_jail()
    before = stored(jail)
    windows = {0: [(time(9), time(12)), second]}
    if stands:
        change_hours(facility=jail, kind=VisitKind.ONSITE, windows=windows, **DONE)
        assert stored(jail) == {(0, time(9), time(12)), (0, *second)}
        return
    with pytest.raises(ValidationError):
        change_hours(facility=jail, kind=VisitKind.ONSITE, windows=windows, **DONE)
    assert stored(jail) == before
