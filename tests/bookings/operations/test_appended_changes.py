"""Changes are appended for bookings that a live surface may show."""

from datetime import timedelta

import pytest

from parloir.bookings.operations import cancel, move
from parloir.bookings.operations.moving import reassign_devices
from parloir.bookings.operations.notify import SHOWN_AHEAD
from parloir.changes.models import Change
from parloir.facilities.models import Station
from tests.factories.moments import TUESDAY, WEDNESDAY, at
from tests.factories.people import OFFICER, as_visitor
from tests.factories.places import make_jail
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db

TEN_ON_WEDNESDAY = at(WEDNESDAY, 10)
SECOND = timedelta(seconds=1)


def appended(booking):
    return Change.objects.filter(topic=f"booking:{booking.public_id}").count()


@pytest.mark.parametrize(("before", "times"), [(SHOWN_AHEAD, 1), (SHOWN_AHEAD + SECOND, 0)])
def test_a_day_ahead_and_no_further(before, times):
    booking = make_booking(make_jail(), starts_at=TEN_ON_WEDNESDAY)
    Change.objects.all().delete()
    now = booking.starts_at - before
    cancel(booking=booking, by=as_visitor(booking.visitor), now=now)
    assert appended(booking) == times


def test_moved_away_from_the_next_day_it_is_taken_off():
    booking = make_booking(make_jail(), starts_at=at(TUESDAY, 10))
    Change.objects.all().delete()
    now = booking.starts_at - SHOWN_AHEAD
    later = booking.starts_at + timedelta(days=3)
    move(booking=booking, starts_at=later, by=as_visitor(booking.visitor), now=now)
    assert appended(booking) == 1


def stations_told():
    topics = Change.objects.filter(topic__startswith="station:").values_list("topic", flat=True)
    return {topic.removeprefix("station:") for topic in topics}


def test_the_station_of_a_booking_is_told_since_it_shows_its_next_visit():
    booking = make_booking(make_jail(), starts_at=TEN_ON_WEDNESDAY)
    Change.objects.all().delete()
    now = booking.starts_at - SHOWN_AHEAD
    cancel(booking=booking, by=as_visitor(booking.visitor), now=now)
    assert stations_told() == {booking.station.public_id}


def test_a_booking_that_changes_its_station_tells_both():
    booking = make_booking(make_jail(), starts_at=TEN_ON_WEDNESDAY)
    before = booking.station
    other = Station.objects.create(area=before.area, name="Another")
    Change.objects.all().delete()
    reassign_devices(
        booking=booking,
        monitor=booking.monitor,
        station=other,
        by=OFFICER,
        now=booking.starts_at - SHOWN_AHEAD,
    )
    assert stations_told() == {before.public_id, other.public_id}
