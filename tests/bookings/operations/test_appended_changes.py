"""Changes are appended for bookings that a live surface may show."""

from datetime import timedelta

import pytest

from parloir.bookings.operations import cancel, move
from parloir.bookings.operations.notify import SHOWN_AHEAD
from parloir.changes.models import Change
from tests.factories.moments import TUESDAY, WEDNESDAY, at
from tests.factories.people import as_visitor
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
