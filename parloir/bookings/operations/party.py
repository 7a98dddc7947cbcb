"""Who comes along changes while the visit stays."""

from datetime import date, datetime

from django.db import transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.claims import resource_of
from parloir.bookings.models import Booking, BookingCompanion, SlotClaim
from parloir.bookings.operations.locking import lock_booking, lock_visitor
from parloir.bookings.operations.notify import append_booking_change, tell_party
from parloir.bookings.states import WITH_A_PIN
from parloir.facilities.models import Facility
from parloir.people.models import Visitor


class CannotStayAway(Exception):
    """They don't come along to this visit, or it has begun or is over; nothing was changed."""


def stay_away(*, booking: Booking, companion: Visitor, by: Actor, now: datetime) -> None:
    """Somebody who was to come along can't; the visit stays with whoever booked it.

    Children whom they registered stay away too. All who are left are told. Raises CannotStayAway.
    """
    with transaction.atomic():
        lock_visitor(companion)
        fresh = lock_booking(booking.pk)
        is_ahead = fresh.state in WITH_A_PIN and now < fresh.starts_at
        if not is_ahead or not fresh.companions.filter(visitor=companion).exists():
            raise CannotStayAway
        leave_out_of(booking=fresh, visitor=companion, by=by, now=now)


def attended_bookings(
    *, visitor: Visitor, facility: Facility, from_date: date, until_date: date | None
) -> list[Booking]:
    """Those of others to which this visitor comes along on these dates, both included."""
    attended = Booking.objects.filter(
        companions__visitor=visitor, facility=facility, state__in=WITH_A_PIN
    ).select_related("facility", "visitor__user")
    return [
        booking
        for booking in attended.order_by("starts_at")
        if from_date <= booking.visit_date
        and (until_date is None or booking.visit_date <= until_date)
    ]


def leave_out(
    *,
    visitor: Visitor,
    facility: Facility,
    from_date: date,
    until_date: date | None,
    by: Actor,
    now: datetime,
) -> list[Booking]:
    """A restricted visitor no longer comes along to visits on these dates, both included.

    The visits stay with whoever booked them; children whom the visitor had registered stay away
    too. Runs in the caller's transaction; returns the bookings that changed.
    """
    changed = attended_bookings(
        visitor=visitor, facility=facility, from_date=from_date, until_date=until_date
    )
    for booking in changed:
        leave_out_of(booking=booking, visitor=visitor, by=by, now=now)
    return changed


def leave_out_of(*, booking: Booking, visitor: Visitor, by: Actor, now: datetime) -> None:
    """This adult, and the children whom they registered, don't come along to this visit.

    Runs in the caller's transaction; those who still come are told.
    """
    children = booking.companions.filter(minor__guardian=visitor)
    gone = [*booking.companions.filter(visitor=visitor), *children]
    names = [resource_of(one.person) for one in gone]
    SlotClaim.objects.filter(booking=booking, resource__in=names).delete()
    BookingCompanion.objects.filter(pk__in=[one.pk for one in gone]).delete()
    record("leave_out", by=by, on=booking, at=now, facility=booking.facility.slug)
    tell_party("party_changed", booking, now=now)
    append_booking_change(booking, now=now)
