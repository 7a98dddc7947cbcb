"""A person decides what no list names (P19)."""

from datetime import date, datetime

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.sanctions.ladder import Step
from parloir.sanctions.models import Restriction, Review, Violation
from parloir.sanctions.operations import move_violation
from parloir.sanctions.policies import may_decide_case
from parloir.sanctions.queries import ladder_of
from parloir.sanctions.settling import Change, agree
from parloir.sanctions.states import REVIEW_TRANSITIONS, ReviewState, ViolationState
from parloir.scheduling.wall_time import local_date

RESTRICTING = frozenset({Review.Decision.RESTRICT, Review.Decision.PERMANENT})


class ReviewRefused(Exception):
    """Nothing was changed; `reason` is already_decided, no_reason, no_date, date_is_past,
    own_case (four eyes), or not_the_visitors, as nobody is restricted for the inmate's conduct
    alone (P17).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def settle_review(
    *,
    review: Review,
    decision: Review.Decision,
    reason: str,
    until_date: date | None,
    by: Actor,
    now: datetime,
) -> list[Change]:
    """A person's decision on a case, once. Raises ReviewRefused.

    A warning and a dismissal restrict nothing; what a reviewer restricts does not count as one
    of the ladder's offenses. Runs in the caller's transaction.
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
        raise ReviewRefused("already_decided")
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
    return agree(
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
        raise ReviewRefused("own_case")
    if not reason.strip():
        raise ReviewRefused("no_reason")
    if decision in RESTRICTING and not violation.is_the_visitors:
        raise ReviewRefused("not_the_visitors")
    if decision != Review.Decision.RESTRICT:
        return
    if until_date is None:
        raise ReviewRefused("no_date")
    if until_date < today:
        raise ReviewRefused("date_is_past")
