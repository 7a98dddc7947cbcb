"""Companions who no longer come; the visit itself stays."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.claims import resource_of
from parloir.bookings.models import Booking, BookingCompanion, SlotClaim
from parloir.bookings.operations.locking import lock_booking, lock_visitor
from parloir.bookings.operations.notify import (
    append_booking_change,
    notify_left_out,
    notify_party,
)
from parloir.bookings.states import WITH_A_PIN
from parloir.bookings.texts.left_out import LeftOutFor
from parloir.facilities.models import Facility
from parloir.people.models import Visitor


class CannotStayAway(Exception):
    """They are no companion of this visit, or it has begun or is over; nothing was changed."""


def stay_away(*, booking: Booking, companion: Visitor, by: Actor, now: datetime) -> None:
    """Remove a companion who cannot come, and the children whom they registered.

    The visit stays with the visitor who booked it. All of them are notified. Raises
    `CannotStayAway`.
    """
    with transaction.atomic():
        lock_visitor(companion)
        fresh = lock_booking(booking.pk)
        is_ahead = fresh.state in WITH_A_PIN and now < fresh.starts_at
        if not is_ahead or not fresh.companions.filter(visitor=companion).exists():
            raise CannotStayAway
        leave_out_of(booking=fresh, visitor=companion, why=LeftOutFor.OWN_WISH, by=by, now=now)


def bookings_as_companion(
    *, visitor: Visitor, facility: Facility, from_date: date, until_date: date | None
) -> list[Booking]:
    """Return others' bookings with this visitor as a companion, from `from_date` to `until_date`,
    both included.
    """
    found = Booking.objects.filter(
        companions__visitor=visitor, facility=facility, state__in=WITH_A_PIN
    ).select_related("facility", "visitor__user")
    return [
        booking
        for booking in found.order_by("starts_at")
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
    """Remove a restricted visitor from others' visits from `from_date` to `until_date`, both
    included, and return the bookings that changed.

    The visits stay with the visitors who booked them; children whom the removed visitor registered
    do not come either. Runs in the caller's transaction.
    """
    changed = bookings_as_companion(
        visitor=visitor, facility=facility, from_date=from_date, until_date=until_date
    )
    why = LeftOutFor.RESTRICTION
    for booking in changed:
        leave_out_of(booking=booking, visitor=visitor, why=why, by=by, now=now)
    return changed


def leave_out_of(
    *, booking: Booking, visitor: Visitor, why: LeftOutFor, by: Actor, now: datetime
) -> None:
    """Remove an adult, and the children whom they registered, from a visit.

    Notifies them and those who still come. Runs in the caller's transaction.
    """
    children = list(booking.companions.filter(minor__guardian=visitor))
    gone = [*booking.companions.filter(visitor=visitor), *children]
    names = [resource_of(one.person) for one in gone]
    SlotClaim.objects.filter(booking=booking, resource__in=names).delete()
    BookingCompanion.objects.filter(pk__in=[one.pk for one in gone]).delete()
    Booking.objects.filter(pk=booking.pk).update(calendar_sequence=F("calendar_sequence") + 1)
    record("leave_out", by=by, on=booking, at=now, facility=booking.facility.slug)
    notify_left_out(booking, visitor, why=why, with_children=bool(children), now=now)
    notify_party("party_changed", booking, now=now)
    append_booking_change(booking, now=now)
