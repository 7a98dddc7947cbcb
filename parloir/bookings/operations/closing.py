"""Close a booking as cancelled, fulfilled or not held, and free what it claimed."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.claims import devices_of, rested_at
from parloir.bookings.models import Booking, Repair, SlotClaim
from parloir.bookings.operations.make_ups import prolong_given_back
from parloir.bookings.operations.notify import append_booking_change, notify_party
from parloir.bookings.operations.settlement import settle_open_repair
from parloir.bookings.states import OPEN, WITH_A_PIN, BookingState, sources_of
from parloir.facilities.models import Facility
from parloir.people.models import Visitor
from parloir.scheduling.ticks import tick_at


class CannotCancel(Exception):
    """It is too late to cancel, or there is nothing left to cancel; nothing was changed."""


def cancel(*, booking: Booking, by: Actor, now: datetime) -> None:
    """Cancel a booking for its visitor, and free all that it claimed. Raises `CannotCancel`."""
    cut_off = booking.starts_at - timedelta(minutes=booking.facility.cancel_minutes)
    if now >= cut_off:
        raise CannotCancel
    with transaction.atomic():
        if not close(
            booking=booking,
            state=BookingState.CANCELLED,
            by=by,
            now=now,
            cancelled_for=Booking.CancelledFor.VISITOR,
        ):
            raise CannotCancel
        notify_party("booking_cancelled", booking, now=now)


def cancel_by_facility(*, booking: Booking, by: Actor, now: datetime) -> bool:
    """Cancel, by staff or the clock, a visit that cannot take place, and notify the party.

    Returns False if it was already closed. Runs in the caller's transaction.
    """
    closed = close(
        booking=booking,
        state=BookingState.CANCELLED,
        by=by,
        now=now,
        cancelled_for=Booking.CancelledFor.STAFF,
    )
    if closed:
        notify_party("booking_cancelled", booking, now=now)
    return closed


def covered_bookings(
    *, visitor: Visitor, facility: Facility, from_date: date, until_date: date | None
) -> list[Booking]:
    """Return the bookings that a restriction covers, by the date of each visit (P17: D to D + 90;
    P18: all).
    """
    candidates = Booking.objects.filter(
        visitor=visitor, facility=facility, state__in=WITH_A_PIN
    ).select_related("facility", "visitor__user", "inmate")
    return [
        booking
        for booking in candidates.order_by("starts_at")
        if from_date <= booking.visit_date
        and (until_date is None or booking.visit_date <= until_date)
    ]


def cancel_for_restriction(*, bookings: list[Booking], by: Actor, now: datetime) -> list[Booking]:
    """Cancel these bookings, notify each party, and return those that were cancelled.

    A booking that was already closed stays as it is. Runs in the caller's transaction.
    """
    cancelled = []
    for booking in bookings:
        if close(
            booking=booking,
            state=BookingState.CANCELLED,
            by=by,
            now=now,
            cancelled_for=Booking.CancelledFor.RESTRICTION,
        ):
            notify_party("booking_cancelled", booking, now=now)
            cancelled.append(booking)
    return cancelled


def close(
    *,
    booking: Booking,
    state: BookingState,
    by: Actor,
    now: datetime,
    cancelled_for: str = "",
) -> bool:
    """Move an open booking to a final state and free its remaining ticks.

    Devices that were in use rest for the turnover first. Returns False if the booking was already
    closed. Raises ValueError for a state that is not final. Runs in the caller's transaction.
    """
    if state in OPEN:
        raise ValueError(f"a booking is not closed as {state}")
    moved = Booking.objects.filter(pk=booking.pk, state__in=sources_of(state)).update(
        state=state,
        closed_at=now,
        cancelled_for=cancelled_for,
        calendar_sequence=F("calendar_sequence") + int(state == BookingState.CANCELLED),
    )
    if not moved:
        return False
    booking.state, booking.closed_at, booking.cancelled_for = state, now, cancelled_for
    _free_what_remains(booking, now)
    if booking.made_from_id is not None and _was_not_given_up(booking):
        prolong_given_back(booking, now=now)
    settle_open_repair(booking, Repair.Settlement.CANCELLED, by=by, now=now)
    record(
        "close_booking",
        by=by,
        on=booking,
        at=now,
        facility=booking.facility.slug,
        outcome=str(state),
        cancelled_for=cancelled_for,
    )
    append_booking_change(booking, now=now)
    return True


def note_whether_it_counts(*, booking: Booking, counts: bool, by: Actor, now: datetime) -> bool:
    """Note whether a visit that is over counts against quotas. Returns whether that is new.

    One that was made from a make-up never counts. Runs in the caller's transaction.
    """
    counts = counts and booking.made_from_id is None
    if not Booking.objects.filter(pk=booking.pk, counts=not counts).update(counts=counts):
        return False
    booking.counts = counts
    record(
        "count_booking",
        by=by,
        on=booking,
        at=now,
        facility=booking.facility.slug,
        counts=counts,
    )
    append_booking_change(booking, now=now)
    return True


def _was_not_given_up(booking: Booking) -> bool:
    """Return whether the visit does not take place, and its visitor did not cancel it."""
    is_own_wish = booking.cancelled_for == Booking.CancelledFor.VISITOR
    return booking.state != BookingState.FULFILLED and not is_own_wish


def _free_what_remains(booking: Booking, now: datetime) -> None:
    """Free the current tick too, unless a device rests in it: the people have left."""
    claims = SlotClaim.objects.filter(booking=booking)
    has_begun = now > booking.starts_at
    rest = timedelta(minutes=booking.turnover_minutes if has_begun else 0)
    claims.filter(tick__gte=tick_at(rested_at(now, rest))).delete()
    claims.exclude(resource__in=devices_of(booking)).filter(tick__gte=tick_at(now)).delete()
