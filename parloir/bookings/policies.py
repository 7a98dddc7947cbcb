"""Until when a booking may be changed."""

from datetime import datetime, timedelta

from parloir.audit.actors import Actor
from parloir.bookings.models import Booking
from parloir.bookings.states import WITH_A_PIN


def may_move(booking: Booking, *, by: Actor, now: datetime) -> bool:
    """Return whether this actor may still move the booking.

    A visitor may until the cut-off for cancelling. Staff, and a visitor whose booking was
    displaced, may until it would begin.
    """
    is_visitors_choice = by.kind == "visitor" and not booking.is_displaced
    cut_off = timedelta(minutes=booking.facility.cancel_minutes if is_visitors_choice else 0)
    return booking.state in WITH_A_PIN and now < booking.starts_at - cut_off
