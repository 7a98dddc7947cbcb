"""What was pressed at a wall while its screen was locked, and who pressed it (ADR 82)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from parloir.accounts.models import Role, StaffRole
from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.visits.changes import append_visit_change
from parloir.visits.models import Intervention, LockedPress, Visit

MOST_ASKED = 20


def note_locked_press(
    *, visit: Visit, intervention: Intervention | None, officer: Actor, now: datetime
) -> LockedPress:
    """Note that this was pressed at a locked screen, in the transaction of what was done. Without
    an intervention it was the termination."""
    return LockedPress.objects.create(
        visit=visit, intervention=intervention, officer_ref=officer.ref, at=now
    )


def presses_to_explain(*, officer: str, facilities: Iterable[str]) -> list[LockedPress]:
    """Return what was pressed at this officer's locked screens and is not explained yet."""
    open_still = LockedPress.objects.filter(
        officer_ref=officer, said_at=None, visit__facility__slug__in=list(facilities)
    )
    return list(
        open_still.select_related(
            "intervention", "visit__facility", "visit__booking__visitor", "visit__booking__inmate"
        ).order_by("at", "id")[:MOST_ASKED]
    )


def say_who_pressed(*, press_id: str, name: str, by: Actor, now: datetime) -> bool:
    """Record who pressed it: `by`, or an officer of this name if there is one.

    Returns False where there is no such press at their screen, or it is explained already.
    """
    name = name.strip()
    with transaction.atomic():
        press = (
            LockedPress.objects.filter(public_id=press_id, officer_ref=by.ref, said_at=None)
            .select_related("visit__facility")
            .first()
        )
        if press is None:
            return False
        presser = _officer_called(name, press.visit) if name else by.ref
        said = LockedPress.objects.filter(pk=press.pk, said_at=None).update(
            said_at=now, presser_ref=presser, presser_name=name
        )
        if not said:
            return False
        record(
            "say_who_pressed",
            by=by,
            on=press.visit,
            at=now,
            facility=press.visit.facility.slug,
            press=press.public_id,
            was_own=not name,
            presser=presser,
        )
        append_visit_change(press.visit, now=now)
    return True


def _officer_called(name: str, visit: Visit) -> str:
    """Return the public id of the one officer of the facility with this name, or an empty text."""
    officers = StaffRole.objects.filter(
        role=Role.OFFICER, facility_slug=visit.facility.slug, user__full_name__iexact=name
    )
    found = list(officers.values_list("user__public_id", flat=True)[:2])
    return found[0] if len(found) == 1 else ""
