"""Find the booking or the inmate that a PIN belongs to (P13)."""

from collections.abc import Sequence
from datetime import datetime
from hmac import compare_digest

from parloir.bookings.models import Booking
from parloir.bookings.pins import pin_hash
from parloir.bookings.states import BookingState
from parloir.facilities.models import Facility, Station
from parloir.people.models import Inmate
from parloir.people.operations import inmate_pin_hash
from parloir.people.queries import numbered_alike


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


def inmates_of_number(station: Station, master_id: str) -> list[Inmate]:
    """Return the inmates of this facility with this master ID number, however it is typed.

    They are several only where numbers differ in nothing but letter case, signs, blanks and leading
    zeros. Who has exactly this number comes first.
    """
    held = Inmate.objects.filter(facility=station.facility, status=Inmate.Status.HELD)
    return numbered_alike(held, master_id)


def inmate_with_pin(inmates: Sequence[Inmate], *, master_id: str, pin: str) -> Inmate | None:
    """Return which of these inmates, who share a typed number, has this PIN. None if nobody has, or
    if several have and none of them has exactly this number.

    Takes as long for nobody as for somebody.
    """
    having = [one for one in inmates or [Inmate()] if _is_pin_of(one, pin)]
    exact = [one for one in having if one.master_id == master_id.strip()]
    found = exact or having
    return found[0] if len(found) == 1 else None


def _is_pin_of(inmate: Inmate, pin: str) -> bool:
    return compare_digest(inmate.pin_hash, inmate_pin_hash(inmate, pin.strip()))
