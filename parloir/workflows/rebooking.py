"""Book again what a restriction had cancelled, where it no longer stands in the way."""

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
    """`booked` are new bookings with new PINs; `lost` those whose time is no longer to be had."""

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
    """By the rules for everybody: a time that somebody else has meanwhile stays theirs.

    `before` and `after` are the restrictions in force on both sides of the change. Runs in the
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
    """What was cancelled by a restriction, lies ahead, and was not booked again since.

    A time that the visitor has booked since, whatever became of it, is theirs to book again.
    """
    of_visitor = Booking.objects.filter(visitor=visitor, facility=facility)
    cancelled = of_visitor.filter(
        state=BookingState.CANCELLED,
        cancelled_for=Booking.CancelledFor.RESTRICTION,
        starts_at__gt=now,
    ).select_related("facility", "inmate", "visitor__user")
    later = dict(of_visitor.order_by("booked_at").values_list("starts_at", "booked_at"))
    return [
        booking
        for booking in cancelled.order_by("starts_at", "-booked_at")
        if later[booking.starts_at] <= booking.booked_at
    ]


def _freed(
    lost: Sequence[Booking], before: Sequence[Restriction], after: Sequence[Restriction]
) -> list[Booking]:
    """Those that were covered and are not any more."""
    return [
        booking
        for booking in lost
        if covering(before, booking.visit_date) is not None
        and covering(after, booking.visit_date) is None
    ]
