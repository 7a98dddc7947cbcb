"""Until when a booking may be changed."""

from datetime import datetime, timedelta

from parloir.audit.actors import Actor
from parloir.bookings.models import Booking
from parloir.bookings.states import WITH_A_PIN


def may_move(booking: Booking, *, by: Actor, now: datetime) -> bool:
    """A visitor moves a booking until the cut-off that holds for cancelling; staff, and whoever
    was offered another time for a displaced booking, until it would begin."""
    is_visitors_choice = by.kind == "visitor" and not booking.is_displaced
    cut_off = timedelta(minutes=booking.facility.cancel_minutes if is_visitors_choice else 0)
    return booking.state in WITH_A_PIN and now < booking.starts_at - cut_off
