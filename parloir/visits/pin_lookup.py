"""Find the booking or the inmate that a PIN belongs to (P13)."""

from datetime import datetime
from hmac import compare_digest

from parloir.bookings.models import Booking
from parloir.bookings.pins import pin_hash
from parloir.bookings.states import BookingState
from parloir.facilities.models import Facility, Station
from parloir.people.models import Inmate
from parloir.people.operations import inmate_pin_hash


def next_booking_of(inmate: Inmate, *, now: datetime) -> Booking | None:
    """Return the inmate's booking whose time is now, or the next one."""
    return (
        Booking.objects.filter(inmate=inmate, state=BookingState.BOOKED, ends_at__gt=now)
        .select_related("facility", "visitor__user", "inmate", "station")
        .order_by("starts_at")
        .first()
    )


def booking_with_pin(pin: str, facility: Facility, now: datetime) -> Booking | None:
    """Return the open booking with this PIN, this facility's first.

    Without an open one it is the latest booking at this facility that had the PIN. Characters
    other than digits are ignored.
    """
    digits = "".join(sign for sign in pin if sign.isascii() and sign.isdigit())
    found = list(
        Booking.objects.filter(pin_hash=pin_hash(digits))
        .select_related("facility", "visitor__user", "inmate", "monitor")
        .order_by("-starts_at")
    )
    here = [booking for booking in found if booking.facility_id == facility.pk]
    open_here = [booking for booking in here if booking.is_open]
    open_elsewhere = [booking for booking in found if booking.is_open and booking not in here]
    return next(iter([*open_here, *open_elsewhere, *here]), None)


def inmate_of_number(station: Station, master_id: str) -> Inmate | None:
    """Return the inmate of this facility with this master ID number, or None."""
    return Inmate.objects.filter(
        facility=station.facility, master_id__iexact=master_id.strip(), status=Inmate.Status.HELD
    ).first()


def is_pin_of(inmate: Inmate | None, pin: str) -> bool:
    """Return whether this is the inmate's PIN. Takes as long for nobody as for somebody."""
    known = inmate or Inmate()
    is_equal = compare_digest(known.pin_hash, inmate_pin_hash(known, pin.strip()))
    return is_equal and inmate is not None
