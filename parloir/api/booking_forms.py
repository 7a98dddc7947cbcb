from datetime import datetime
from typing import Any

from parloir.api.schemas import BookedOut, BookingOut, InmateShort, VisitorShort
from parloir.bookings.models import Booking
from parloir.bookings.pins import pin_of
from parloir.bookings.states import BookingState
from parloir.facilities.models import VisitKind


def booking_out(booking: Booking) -> BookingOut:
    return BookingOut(**_members(booking))


def booked_out(booking: Booking) -> BookedOut:
    return BookedOut(**_members(booking), pin=pin_of(booking))


def _members(booking: Booking) -> dict[str, Any]:
    zone = booking.facility.zone

    def local(instant: datetime) -> datetime:
        return instant.astimezone(zone)

    reason = booking.cancelled_for
    return {
        "id": booking.public_id,
        "facility": booking.facility.slug,
        "kind": VisitKind(booking.kind),
        "state": BookingState(booking.state),
        "starts_at": local(booking.starts_at),
        "ends_at": local(booking.ends_at),
        "visitor": VisitorShort(id=booking.visitor.public_id, name=booking.visitor.full_name),
        "inmate": InmateShort(master_id=booking.inmate.master_id, name=booking.inmate.full_name),
        "monitor": booking.monitor.name if booking.monitor else None,
        "station": booking.station.name,
        "booked_at": local(booking.booked_at),
        "closed_at": local(booking.closed_at) if booking.closed_at else None,
        "cancelled_for": Booking.CancelledFor(reason) if reason else None,
        "is_make_up": booking.made_from_id is not None,
    }
