"""Appeals of visitors and decisions of supervisors, each with its consequences in one
transaction."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from parloir.audit.actors import Actor
from parloir.bookings.operations import lock_visitor
from parloir.locks import wait_for_lock
from parloir.people.models import Inmate
from parloir.sanctions import rulings
from parloir.sanctions.appeals import file_appeal, record_appeal_decision
from parloir.sanctions.models import Appeal, InmateRestriction, Restriction, Review, Violation
from parloir.sanctions.restriction_sync import RestrictionChange
from parloir.sanctions.reviews import record_review_decision
from parloir.workflows.consequences import Consequences, apply_consequences, notify_visitor


def decide_review(
    *,
    review: Review,
    decision: Review.Decision,
    reason: str,
    until_date: date | None,
    by: Actor,
    now: datetime,
) -> Restriction | None:
    """Decide a review (P19) and apply the consequences. Raises ReviewRefused."""
    violation = review.violation
    with transaction.atomic():
        apply_consequences(
            visitor=violation.visitor,
            facility=violation.facility,
            act=lambda: record_review_decision(
                review=review,
                decision=decision,
                reason=reason,
                until_date=until_date,
                by=by,
                now=now,
            ),
            by=by,
            now=now,
        )
        notify_visitor("review_decided", violation.visitor, now=now, review=review.public_id)
    return Restriction.objects.filter(violation=violation).first()


def appeal(
    *,
    restriction: Restriction,
    text: str,
    channel: Appeal.Channel,
    received_date: date,
    by: Actor,
    now: datetime,
) -> Appeal:
    """File a visitor's appeal, which another person will decide. Raises AppealRefused."""
    with transaction.atomic():
        lock_visitor(restriction.visitor)
        filed = file_appeal(
            restriction=_fresh(restriction),
            text=text,
            channel=channel,
            received_date=received_date,
            by=by,
            now=now,
        )
        notify_visitor("appeal_received", restriction.visitor, now=now, appeal=filed.public_id)
    return filed


def decide_appeal(
    *,
    appeal: Appeal,
    decision: Appeal.Decision,
    reason: str,
    until_date: date | None,
    by: Actor,
    now: datetime,
) -> Consequences:
    """Decide an appeal and apply the consequences. Raises AppealDecisionRefused."""
    violation = appeal.restriction.violation

    def decide() -> list[RestrictionChange]:
        case = Appeal.objects.select_related(
            "restriction__facility", "restriction__visitor", "restriction__violation__facility"
        ).get(pk=appeal.pk)
        return record_appeal_decision(
            appeal=case, decision=decision, reason=reason, until_date=until_date, by=by, now=now
        )

    with transaction.atomic():
        consequences = _apply(violation, decide, by=by, now=now)
        notify_visitor(
            "appeal_decided",
            violation.visitor,
            now=now,
            appeal=appeal.public_id,
            **consequences.references(violation.facility, now),
        )
    return consequences


def dismiss_violation(
    *, violation: Violation, reason: str, by: Actor, now: datetime
) -> Consequences:
    """Dismiss a violation. This and the rulings below raise RulingRefused."""
    return _rule(
        violation,
        lambda fresh: rulings.dismiss(violation=fresh, reason=reason, by=by, now=now),
        by=by,
        now=now,
    )


def reinstate_violation(
    *, violation: Violation, reason: str, by: Actor, now: datetime
) -> Consequences:
    return _rule(
        violation,
        lambda fresh: rulings.reinstate(violation=fresh, reason=reason, by=by, now=now),
        by=by,
        now=now,
    )


def redate_violation(
    *, violation: Violation, occurred_date: date, reason: str, by: Actor, now: datetime
) -> Consequences:
    return _rule(
        violation,
        lambda fresh: rulings.redate(
            violation=fresh, occurred_date=occurred_date, reason=reason, by=by, now=now
        ),
        by=by,
        now=now,
    )


def lift_restriction(
    *, restriction: Restriction, reason: str, by: Actor, now: datetime
) -> Consequences:
    return _rule(
        restriction.violation,
        lambda _: rulings.lift(restriction=_fresh(restriction), reason=reason, by=by, now=now),
        by=by,
        now=now,
    )


def shorten_restriction(
    *, restriction: Restriction, until_date: date | None, reason: str, by: Actor, now: datetime
) -> Consequences:
    return _rule(
        restriction.violation,
        lambda _: rulings.shorten(
            restriction=_fresh(restriction), until_date=until_date, reason=reason, by=by, now=now
        ),
        by=by,
        now=now,
    )


def confirm_restriction(
    *, restriction: Restriction, reason: str, by: Actor, now: datetime
) -> Consequences:
    """Confirm a permanent restriction as a second person, if the facility requires one."""
    return _rule(
        restriction.violation,
        lambda _: rulings.confirm(restriction=_fresh(restriction), reason=reason, by=by, now=now),
        by=by,
        now=now,
    )


def lift_inmate_restriction(
    *, restriction: InmateRestriction, reason: str, by: Actor, now: datetime
) -> list[RestrictionChange]:
    """Lift an inmate's restriction. Visitors are not notified. Raises RulingRefused."""
    with transaction.atomic():
        locked = _lock_inmate(restriction)
        return rulings.lift(restriction=locked, reason=reason, by=by, now=now)


def shorten_inmate_restriction(
    *,
    restriction: InmateRestriction,
    until_date: date | None,
    reason: str,
    by: Actor,
    now: datetime,
) -> list[RestrictionChange]:
    """Shorten an inmate's restriction to this last day. Visitors are not notified.
    Raises RulingRefused."""
    with transaction.atomic():
        locked = _lock_inmate(restriction)
        return rulings.shorten(
            restriction=locked, until_date=until_date, reason=reason, by=by, now=now
        )


def _rule(
    violation: Violation,
    act: Callable[[Violation], list[RestrictionChange]],
    *,
    by: Actor,
    now: datetime,
) -> Consequences:
    def rule() -> list[RestrictionChange]:
        fresh = Violation.objects.select_related("facility").get(pk=violation.pk)
        return act(fresh)

    with transaction.atomic():
        consequences = _apply(violation, rule, by=by, now=now)
        if violation.by_visitor:
            ruling = violation.rulings.latest("id")
            notify_visitor(
                "ruling_made",
                violation.visitor,
                now=now,
                ruling=ruling.public_id,
                **consequences.references(violation.facility, now),
            )
    return consequences


def _apply(
    violation: Violation, act: Callable[[], list[RestrictionChange]], *, by: Actor, now: datetime
) -> Consequences:
    return apply_consequences(
        visitor=violation.visitor,
        facility=violation.facility,
        inmate=violation.inmate if violation.by_inmate else None,
        act=act,
        by=by,
        now=now,
    )


def _fresh(restriction: Restriction) -> Restriction:
    """Return the restriction as it is now, after the visitor was locked."""
    return Restriction.objects.select_related(
        "facility", "visitor__user", "violation__facility"
    ).get(pk=restriction.pk)


def _lock_inmate(restriction: InmateRestriction) -> InmateRestriction:
    wait_for_lock(Inmate.objects.filter(pk=restriction.inmate_id))
    return InmateRestriction.objects.select_related("facility", "violation__facility").get(
        pk=restriction.pk
    )
