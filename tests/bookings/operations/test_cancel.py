import pytest

from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.operations import CannotCancel, cancel
from parloir.bookings.queries import past_bookings, upcoming_bookings
from parloir.bookings.states import BookingState
from parloir.notices.models import Notice
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import as_visitor, make_visitor
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking

pytestmark = pytest.mark.django_db


def test_cancel_frees_everything_and_tells_the_visitor(now):
    jail = make_jail(monitors=1)
    booking = make_booking(jail)
    cancel(booking=booking, by=as_visitor(booking.visitor), now=now)
    booking.refresh_from_db()
    assert booking.state == BookingState.CANCELLED
    assert booking.cancelled_for == Booking.CancelledFor.VISITOR
    assert SlotClaim.objects.count() == 0
    told = Notice.objects.filter(kind="booking_cancelled").get()
    assert told.params == {"booking": booking.public_id}
    assert make_booking(jail).pk


def test_cancel_twice_is_refused_and_tells_once(now):
    booking = make_booking(make_jail())
    cancel(booking=booking, by=as_visitor(booking.visitor), now=now)
    with pytest.raises(CannotCancel):
        cancel(booking=booking, by=as_visitor(booking.visitor), now=now)
    assert Notice.objects.filter(kind="booking_cancelled").count() == 1


@pytest.mark.parametrize("cancel_minutes", [0, 60])
def test_cancel_a_second_before_the_cut_off_is_done_and_at_it_refused(cancel_minutes):
    jail = make_jail(cancel_minutes=cancel_minutes)
    cut_off = TEN_ON_MONDAY - cancel_minutes * MINUTE
    early, late = make_booking(jail), make_booking(jail)
    cancel(booking=early, by=as_visitor(early.visitor), now=cut_off - SECOND)
    with pytest.raises(CannotCancel):
        cancel(booking=late, by=as_visitor(late.visitor), now=cut_off)
    late.refresh_from_db()
    assert late.state == BookingState.BOOKED
    assert late.claims.count() == 6 * 4


def test_bookings_are_upcoming_until_they_end_and_past_from_then_on(now):
    visitor = make_visitor()
    booking = make_booking(make_jail(), visitor=visitor)
    last = booking.ends_at - SECOND
    assert list(upcoming_bookings(visitor=visitor, now=last)) == [booking]
    assert list(past_bookings(visitor=visitor, now=last)) == []
    assert list(upcoming_bookings(visitor=visitor, now=booking.ends_at)) == []
    assert list(past_bookings(visitor=visitor, now=booking.ends_at)) == [booking]


def test_a_cancelled_booking_is_past_at_once(now):
    visitor = make_visitor()
    booking = make_booking(make_jail(), visitor=visitor)
    cancel(booking=booking, by=as_visitor(visitor), now=now)
    assert list(upcoming_bookings(visitor=visitor, now=now)) == []
    assert list(past_bookings(visitor=visitor, now=now)) == [booking]
