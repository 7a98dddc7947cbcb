"""Rebook visits that a restriction had cancelled, when it no longer covers them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from parloir.audit.actors import Actor
from parloir.bookings.models import Booking
from parloir.bookings.operations import BookingRefused, book
from parloir.bookings.queries import request_of_booking
from parloir.bookings.states import BookingState
from parloir.facilities.models import Facility
from parloir.people.models import Visitor
from parloir.sanctions.models import Restriction
from parloir.sanctions.queries import covering


@dataclass(frozen=True, slots=True)
class Rebooked:
    """The result of rebooking.

    `booked` are new bookings with new PINs. `lost` are cancelled ones whose time is now taken.
    """

    booked: tuple[Booking, ...] = ()
    lost: tuple[Booking, ...] = ()


def rebook(
    *,
    visitor: Visitor,
    facility: Facility,
    before: Sequence[Restriction],
    after: Sequence[Restriction],
    by: Actor,
    now: datetime,
) -> Rebooked:
    """Rebook cancelled visits by the rules for all bookings: a time that was taken stays taken.

    `before` and `after` are the restrictions in force before and after the change. Runs in the
    caller's transaction, which has locked the case.
    """
    booked, lost = [], []
    for old in _freed(cancelled_by_restrictions(visitor, facility, now=now), before, after):
        booking_request = request_of_booking(old)
        try:
            booked.append(
                book(booking_request=booking_request, starts_at=old.starts_at, by=by, now=now)
            )
        except BookingRefused:
            lost.append(old)
    return Rebooked(tuple(booked), tuple(lost))


def cancelled_by_restrictions(
    visitor: Visitor, facility: Facility, *, now: datetime
) -> list[Booking]:
    """Return the future bookings that a restriction cancelled and that were not booked again.

    A time that the visitor has booked since is left out, whatever became of that booking.
    """
    of_visitor = Booking.objects.filter(visitor=visitor, facility=facility)
    cancelled = of_visitor.filter(
        state=BookingState.CANCELLED,
        cancelled_for=Booking.CancelledFor.RESTRICTION,
        starts_at__gt=now,
    ).select_related("facility", "inmate", "visitor__user")
    later = dict(
        of_visitor.filter(starts_at__gt=now)
        .order_by("booked_at")
        .values_list("starts_at", "booked_at")
    )
    return [
        booking
        for booking in cancelled.order_by("starts_at", "-booked_at")
        if later[booking.starts_at] <= booking.booked_at
    ]


def _freed(
    lost: Sequence[Booking], before: Sequence[Restriction], after: Sequence[Restriction]
) -> list[Booking]:
    """Return the bookings that restrictions covered before and do not cover any more."""
    return [
        booking
        for booking in lost
        if covering(before, booking.visit_date) is not None
        and covering(after, booking.visit_date) is None
    ]
