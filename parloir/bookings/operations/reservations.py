"""The times that visitors have reserved, until they are booked or lapse."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking
from parloir.bookings.operations.notify import append_booking_change
from parloir.bookings.states import BookingState
from parloir.locks import lock_rows
from parloir.people.models import Visitor


@dataclass(frozen=True, slots=True)
class Reservations:
    """One visitor's reservations, which give up their time for what the visitor books now."""

    rows: tuple[Booking, ...]

    def chosen_at(self, booking_request: BookingRequest, starts_at: datetime) -> datetime | None:
        """Return when the visitor chose this time, or None if it is not reserved."""
        wanted = (booking_request.inmate.pk, booking_request.kind, starts_at)
        for one in self.rows:
            if (one.inmate_id, one.kind, one.starts_at) == wanted:
                return one.booked_at
        return None

    def release(self, *, now: datetime) -> None:
        for reservation in self.rows:
            append_booking_change(reservation, now=now)
            reservation.delete()


def reservations_of(visitor: Visitor, *, now: datetime) -> Reservations:
    """Return the visitor's reservations; lapsed reservations of anybody are deleted first.

    Runs in the caller's transaction, which has locked the visitor. One query if none has lapsed.
    """
    of_interest = Q(visitor=visitor) | Q(reserved_until__lte=now)
    found = Booking.objects.filter(of_interest, state=BookingState.RESERVED)
    reservations = list(found.select_related("facility"))
    if any(_has_lapsed(one, now) for one in reservations):
        delete_lapsed_reservations(now=now)
    return Reservations(tuple(one for one in reservations if not _has_lapsed(one, now)))


def release_new_time(booking: Booking, *, now: datetime) -> None:
    """Delete the reservation of a new time for this booking, which has its old one again.

    Runs in the caller's transaction, which has locked the visitor.
    """
    new_times = Booking.objects.filter(moves=booking).select_related("facility")
    Reservations(tuple(new_times)).release(now=now)


def delete_lapsed_reservations(*, now: datetime) -> int:
    """Delete the reservations that were not finished in time, and return how many they were."""
    overdue = Booking.objects.filter(state=BookingState.RESERVED, reserved_until__lte=now)
    if not overdue.exists():
        return 0
    with transaction.atomic():
        lapsed = lock_rows(overdue)
        for reservation in lapsed:
            append_booking_change(reservation, now=now)
        overdue.filter(pk__in=[one.pk for one in lapsed]).delete()
    return len(lapsed)


def _has_lapsed(reservation: Booking, now: datetime) -> bool:
    return reservation.reserved_until is not None and reservation.reserved_until <= now
