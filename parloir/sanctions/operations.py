from collections.abc import Collection
from datetime import date, datetime

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.facilities.models import Facility
from parloir.people.models import Inmate, Visitor
from parloir.sanctions.catalogue import is_ground_of
from parloir.sanctions.grounds import OTHER
from parloir.sanctions.models import Review, Violation
from parloir.sanctions.states import VIOLATION_TRANSITIONS, ViolationState
from parloir.sides import Side


def record_violation(
    *,
    facility: Facility,
    visitor: Visitor,
    inmate: Inmate,
    visit_ref: str,
    ground: str,
    conduct: Collection[str],
    note: str,
    occurred_date: date,
    by: Actor,
    now: datetime,
) -> Violation:
    """Record a violation. It is upheld immediately, but one for "other" waits for a review (P19).

    Raises ValueError for an unknown ground. Runs in the caller's transaction.
    """
    if not is_ground_of(facility, ground):
        raise ValueError(f"unknown ground {ground!r}")
    under_review = ground == OTHER
    violation = Violation.objects.create(
        facility=facility,
        visitor=visitor,
        inmate=inmate,
        visit_ref=visit_ref,
        ground=ground,
        by_visitor=Side.VISITOR in conduct,
        by_inmate=Side.INMATE in conduct,
        note=note,
        occurred_date=occurred_date,
        state=ViolationState.UNDER_REVIEW if under_review else ViolationState.UPHELD,
        recorded_at=now,
        recorded_by=by.ref,
    )
    record(
        "record_violation",
        by=by,
        on=violation,
        at=now,
        facility=facility.slug,
        ground=ground,
        conduct=" ".join(side for side in Side if side in conduct),
        visit=visit_ref,
    )
    if under_review:
        review = Review.objects.create(violation=violation, opened_at=now)
        record("open_review", by=by, on=review, at=now, facility=facility.slug)
    return violation


def look_at(*, violation: Violation, by: Actor, now: datetime) -> bool:
    """Record that a supervisor has seen this termination. Returns False if one had before."""
    looked = Violation.objects.filter(pk=violation.pk, looked_at__isnull=True).update(
        looked_at=now, looked_by=by.ref
    )
    if looked:
        record("look_at_violation", by=by, on=violation, at=now, facility=violation.facility.slug)
    return bool(looked)


def move_violation(*, violation: Violation, to: ViolationState, by: Actor, now: datetime) -> bool:
    """Move a violation to a state. Returns False if there is no transition from its state.

    Runs in the caller's transaction.
    """
    sources = [source for source, goals in VIOLATION_TRANSITIONS.items() if to in goals]
    moved = Violation.objects.filter(pk=violation.pk, state__in=sources).update(state=to)
    if not moved:
        return False
    violation.state = to
    record(
        "move_violation",
        by=by,
        on=violation,
        at=now,
        facility=violation.facility.slug,
        outcome=str(to),
    )
    return True
