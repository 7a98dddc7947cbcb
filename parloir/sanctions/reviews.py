"""A person decides on a termination for "other" (P19)."""

from datetime import date, datetime
from enum import StrEnum, auto

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.sanctions.ladder import Step
from parloir.sanctions.models import Restriction, Review, Violation
from parloir.sanctions.operations import move_violation
from parloir.sanctions.policies import may_decide_case
from parloir.sanctions.queries import ladder_of
from parloir.sanctions.restriction_sync import RestrictionChange, reconcile_row
from parloir.sanctions.states import REVIEW_TRANSITIONS, ReviewState, ViolationState
from parloir.scheduling.wall_time import local_date

RESTRICTING = frozenset({Review.Decision.RESTRICT, Review.Decision.PERMANENT})


class ReviewRefused(Exception):
    """Nothing was changed; `reason` says why."""

    class Reason(StrEnum):
        ALREADY_DECIDED = auto()
        OWN_CASE = auto()
        """Four eyes: this person recorded the case."""
        NO_REASON = auto()
        NOT_THE_VISITORS = auto()
        """Nobody is restricted for the inmate's conduct alone (P17)."""
        NO_DATE = auto()
        DATE_IS_PAST = auto()

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def record_review_decision(
    *,
    review: Review,
    decision: Review.Decision,
    reason: str,
    until_date: date | None,
    by: Actor,
    now: datetime,
) -> list[RestrictionChange]:
    """Record the decision on a case, once. Raises ReviewRefused.

    A warning and a dismissal restrict nothing. A reviewer's restriction does not count as an
    offense on the ladder. Runs in the caller's transaction.
    """
    violation = review.violation
    today = local_date(now, violation.facility.zone)
    decision = Review.Decision(decision)
    _check_decision(violation, decision, reason, until_date, today, by)
    sources = [
        source for source, goals in REVIEW_TRANSITIONS.items() if ReviewState.DECIDED in goals
    ]
    decided = Review.objects.filter(pk=review.pk, state__in=sources).update(
        state=ReviewState.DECIDED,
        decision=decision,
        reason=reason.strip(),
        decided_at=now,
        decided_by=by.ref,
    )
    if not decided:
        raise ReviewRefused(ReviewRefused.Reason.ALREADY_DECIDED)
    record(
        "decide_review",
        by=by,
        on=review,
        at=now,
        facility=violation.facility.slug,
        outcome=str(decision),
    )
    is_dismissed = decision == Review.Decision.DISMISS
    state = ViolationState.DISMISSED if is_dismissed else ViolationState.UPHELD
    move_violation(violation=violation, to=state, by=by, now=now)
    if decision not in RESTRICTING:
        return []
    until = until_date if decision == Review.Decision.RESTRICT else None
    restriction = Restriction(
        violation=violation,
        facility=violation.facility,
        visitor=violation.visitor,
        origin=Restriction.Origin.REVIEW,
    )
    rules = ladder_of(violation.facility)
    return reconcile_row(
        restriction, Step(today, until), by=by, now=now, confirm_permanent=rules.confirm_permanent
    )


def _check_decision(
    violation: Violation,
    decision: Review.Decision,
    reason: str,
    until_date: date | None,
    today: date,
    by: Actor,
) -> None:
    if not may_decide_case(violation, by):
        raise ReviewRefused(ReviewRefused.Reason.OWN_CASE)
    if not reason.strip():
        raise ReviewRefused(ReviewRefused.Reason.NO_REASON)
    if decision in RESTRICTING and not violation.by_visitor:
        raise ReviewRefused(ReviewRefused.Reason.NOT_THE_VISITORS)
    if decision != Review.Decision.RESTRICT:
        return
    if until_date is None:
        raise ReviewRefused(ReviewRefused.Reason.NO_DATE)
    if until_date < today:
        raise ReviewRefused(ReviewRefused.Reason.DATE_IS_PAST)
