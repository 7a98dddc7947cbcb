"""Bookings, displaced bookings and extensions judge in the same way whether a device is free.

A closure refuses the visit, but not the turnover after it.
"""

import pytest

from parloir.bookings.availability.devices import free_at_the_time_of
from parloir.bookings.availability.offers import free_devices
from parloir.bookings.availability.snapshot import load_snapshot
from parloir.bookings.models import Booking
from parloir.bookings.operations.extending import ExtensionRefused, extend
from parloir.bookings.queries import request_of_booking
from parloir.facilities.models import Closure, Monitor
from tests.factories.moments import MINUTE
from tests.factories.people import OFFICER
from tests.factories.places import make_round_the_clock
from tests.factories.visits import TEN_ON_MONDAY, admit_visitor, make_booking
from tests.visits.admitting import refused

pytestmark = pytest.mark.django_db

Taken = ExtensionRefused.Taken
TURNOVER = 10
HALF_PAST = TEN_ON_MONDAY + 30 * MINUTE

# When a closure begins and ends, counted from the end of the visit, and whether the device can be
# used until that end.
CLOSURES = [
    pytest.param(-1, 1, False, id="its last minute"),
    pytest.param(0, 10, True, id="the turnover"),
    pytest.param(5, 60, True, id="within the turnover"),
    pytest.param(-31, -29, False, id="its first minute"),
    pytest.param(-60, -30, True, id="until it begins"),
]


@pytest.fixture
def facility():
    return make_round_the_clock(monitors=2, stations=2, turnover_minutes=TURNOVER)


def other_monitor(booking: Booking) -> Monitor:
    return next(one for one in booking.facility.monitors.all() if one != booking.monitor)


def close_around_the_end(booking: Booking, monitor: Monitor, begins: int, ends: int) -> None:
    Closure.objects.create(
        facility=booking.facility,
        monitor=monitor,
        reason="Repair",
        starts_at=booking.ends_at + begins * MINUTE,
        ends_at=booking.ends_at + ends * MINUTE,
    )


@pytest.mark.parametrize(("begins", "ends", "is_free"), CLOSURES)
def test_who_books(facility, begins, ends, is_free):
    booking = make_booking(facility)
    other = other_monitor(booking)
    close_around_the_end(booking, other, begins, ends)
    day = booking.visit_date
    snapshot = load_snapshot(
        booking_request=request_of_booking(booking), first=day, last=day, now=TEN_ON_MONDAY
    )
    assert (other in free_devices(booking.interval, snapshot)[0]) is is_free
    assert (free_at_the_time_of(booking, list(facility.monitors.all())) == [other]) is is_free


@pytest.mark.parametrize(("begins", "ends", "is_free"), CLOSURES)
def test_who_makes_room_for_a_visit_that_lasts_longer(facility, begins, ends, is_free):
    booking = make_booking(facility)
    following = make_booking(facility, starts_at=HALF_PAST + TURNOVER * MINUTE)
    assert following.monitor == booking.monitor
    other = other_monitor(booking)
    close_around_the_end(following, other, begins, ends)
    if is_free:
        extend_by_five_minutes(booking)
        following.refresh_from_db()
        assert following.monitor == other
    else:
        with pytest.raises(ExtensionRefused) as taken:
            extend_by_five_minutes(booking)
        assert taken.value.taken == {Taken.MONITOR}


@pytest.mark.parametrize(("begins", "ends", "is_free"), CLOSURES)
def test_whose_monitor_somebody_else_sits_down_at(facility, begins, ends, is_free):
    mine = make_booking(facility)
    theirs = make_booking(facility)
    mine_before, wanted = mine.monitor, theirs.monitor
    close_around_the_end(theirs, mine_before, begins, ends)
    if is_free:
        admit_visitor(mine, monitor=wanted, now=TEN_ON_MONDAY)
        theirs.refresh_from_db()
        assert theirs.monitor == mine_before
    else:
        assert refused(admit_visitor, mine, monitor=wanted, now=TEN_ON_MONDAY) == "no_monitor_free"


def test_a_rest_that_others_need_stands_in_the_way(facility):
    booking = make_booking(facility)
    make_booking(facility, starts_at=booking.ends_at + 5 * MINUTE)
    assert free_at_the_time_of(booking, list(facility.monitors.all())) == []


def extend_by_five_minutes(booking: Booking) -> None:
    extend(booking=booking, until=booking.ends_at + 5 * MINUTE, by=OFFICER, now=TEN_ON_MONDAY)
