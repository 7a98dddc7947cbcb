"""Cancel visits, and apply what follows from a violation."""

from datetime import datetime

from django.db import transaction

from parloir.audit.actors import Actor
from parloir.bookings.models import Booking
from parloir.bookings.operations import cancel, cancel_by_facility, lock_booking
from parloir.sanctions.grounds import OTHER
from parloir.sanctions.models import Restriction, Violation
from parloir.visits.operations import end
from parloir.visits.states import Outcome
from parloir.workflows.consequences import (
    Consequences,
    apply_consequences_when_locked,
    apply_inmate_consequences,
    notify_visitor,
    open_visits,
)


def cancel_booking(*, booking: Booking, by: Actor, now: datetime) -> None:
    """Cancel a booking for its visitor. A party that waits already sees that it is cancelled.
    Raises CannotCancel."""
    with transaction.atomic():
        lock_booking(booking.pk)
        waiting = open_visits([booking])
        cancel(booking=booking, by=by, now=now)
        for visit in waiting:
            end(visit=visit, outcome=Outcome.CANCELLED, by=by, now=now, ended_by=str(by))


def cancel_for_facility(*, booking: Booking, by: Actor, now: datetime) -> bool:
    """Cancel a booking for staff. A party that waits already sees that it is cancelled.

    Returns False, and changes nothing, if the booking was over before, or if its visit is live:
    then an officer has to end it.
    """
    with transaction.atomic():
        waiting = open_visits([booking])
        if any(visit.is_live for visit in waiting):
            return False
        cancelled = cancel_by_facility(booking=booking, by=by, now=now)
        for visit in waiting if cancelled else []:
            end(visit=visit, outcome=Outcome.CANCELLED, by=by, now=now, ended_by=str(by))
    return cancelled


def apply_violation(*, violation: Violation, by: Actor, now: datetime) -> Consequences:
    """Apply what follows from a violation that was just recorded, and notify the visitor.

    Each side has its own ladder. Runs in the caller's transaction, which has locked the case.
    """
    visitor, facility = violation.visitor, violation.facility
    consequences = apply_consequences_when_locked(
        visitor=visitor, facility=facility, by=by, now=now
    )
    if violation.by_inmate:
        apply_inmate_consequences(inmate=violation.inmate, facility=facility, by=by, now=now)
    notify_visitor(_kind_of_letter(violation), visitor, now=now, violation=violation.public_id)
    others = tuple(
        change for change in consequences.changes if change.sanction.violation_id != violation.pk
    )
    if others:  # a ladder with a window, or a date before others
        rest = Consequences(others).references(facility, now)
        notify_visitor("restrictions_changed", visitor, now=now, visitor=visitor.public_id, **rest)
    return consequences


def restriction_of(violation: Violation) -> Restriction | None:
    return Restriction.objects.filter(violation=violation, lifted_at__isnull=True).first()


def _kind_of_letter(violation: Violation) -> str:
    """Return the kind of letter that says what was recorded, until when, and how it is reviewed."""
    if restriction_of(violation) is not None:
        return "restricted"
    if violation.ground == OTHER:
        return "under_review"
    return "visit_terminated"
