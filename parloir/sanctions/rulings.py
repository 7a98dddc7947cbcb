"""A supervisor's decisions outside reviews and appeals, each with a written reason."""

from datetime import date, datetime
from enum import StrEnum, auto

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.sanctions.mitigation import mitigate, refusal_of_end_date, sync_review_restriction
from parloir.sanctions.models import InmateRestriction, Restriction, Ruling, Sanction, Violation
from parloir.sanctions.operations import move_violation
from parloir.sanctions.policies import had_a_part_in, may_decide_case
from parloir.sanctions.restriction_sync import RestrictionChange
from parloir.sanctions.states import ViolationState
from parloir.scheduling.wall_time import local_date

Kind = Ruling.Kind


class RulingRefused(Exception):
    """Nothing was changed; `reason` says why."""

    class Reason(StrEnum):
        NO_REASON = auto()
        OWN_CASE = auto()
        """Four eyes: this person had a part in the case."""
        UNDER_REVIEW = auto()
        NOTHING_NEW = auto()
        """It is so already."""
        LIFTED = auto()
        NO_DATE = auto()
        DATE_IS_PAST = auto()
        DATE_IS_AHEAD = auto()
        NOT_SHORTER = auto()

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def dismiss(
    *, violation: Violation, reason: str, by: Actor, now: datetime
) -> list[RestrictionChange]:
    """Dismiss a violation: it no longer counts. Raises RulingRefused. Runs in the caller's
    transaction."""
    _rule(violation, Kind.DISMISS, reason, by=by, now=now)
    return _move(violation, ViolationState.DISMISSED, by=by, now=now)


def reinstate(
    *, violation: Violation, reason: str, by: Actor, now: datetime
) -> list[RestrictionChange]:
    """Uphold a violation again, whose dismissal was a mistake. Raises RulingRefused. Runs in the
    caller's transaction."""
    _rule(violation, Kind.REINSTATE, reason, by=by, now=now)
    return _move(violation, ViolationState.UPHELD, by=by, now=now)


def redate(
    *, violation: Violation, occurred_date: date, reason: str, by: Actor, now: datetime
) -> list[RestrictionChange]:
    """Correct a violation's date. Raises RulingRefused. Runs in the caller's transaction."""
    if occurred_date > local_date(now, violation.facility.zone):
        raise RulingRefused(RulingRefused.Reason.DATE_IS_AHEAD)
    _rule(violation, Kind.REDATE, reason, on_date=occurred_date, by=by, now=now)
    moved = (
        Violation.objects.filter(pk=violation.pk)
        .exclude(occurred_date=occurred_date)
        .update(occurred_date=occurred_date)
    )
    if not moved:
        raise RulingRefused(RulingRefused.Reason.NOTHING_NEW)
    violation.occurred_date = occurred_date
    return []


def lift(
    *, restriction: Sanction, reason: str, by: Actor, now: datetime
) -> list[RestrictionChange]:
    """Lift a restriction for good. The offense still counts on the ladder. Raises RulingRefused.
    Runs in the caller's transaction.
    """
    if restriction.is_lifted:
        raise RulingRefused(RulingRefused.Reason.LIFTED)
    _rule(
        restriction.violation, Kind.LIFT, reason, by=by, now=now, on_inmate=_is_inmates(restriction)
    )
    return mitigate(restriction=restriction, until_date=None, by=by, now=now)


def shorten(
    *, restriction: Sanction, until_date: date | None, reason: str, by: Actor, now: datetime
) -> list[RestrictionChange]:
    """Shorten a restriction to this last day. Raises RulingRefused. Runs in the caller's
    transaction."""
    today = local_date(now, restriction.facility.zone)
    refused = refusal_of_end_date(restriction, until_date, today)
    if refused:
        raise RulingRefused(RulingRefused.Reason(refused))
    _rule(
        restriction.violation,
        Kind.SHORTEN,
        reason,
        on_date=until_date,
        by=by,
        now=now,
        on_inmate=_is_inmates(restriction),
    )
    return mitigate(restriction=restriction, until_date=until_date, by=by, now=now)


def confirm(
    *, restriction: Restriction, reason: str, by: Actor, now: datetime
) -> list[RestrictionChange]:
    """Confirm as a second person that a restriction is permanent. Raises RulingRefused. Runs in the
    caller's transaction.
    """
    if had_a_part_in(restriction, by):
        raise RulingRefused(RulingRefused.Reason.OWN_CASE)
    _rule(restriction.violation, Kind.CONFIRM, reason, by=by, now=now)
    confirmed = Restriction.objects.filter(pk=restriction.pk, awaits_second=True).update(
        awaits_second=False
    )
    if not confirmed:
        raise RulingRefused(RulingRefused.Reason.NOTHING_NEW)
    restriction.awaits_second = False
    return []


def _rule(
    violation: Violation,
    kind: Ruling.Kind,
    reason: str,
    *,
    by: Actor,
    now: datetime,
    on_date: date | None = None,
    on_inmate: bool = False,
) -> None:
    if not reason.strip():
        raise RulingRefused(RulingRefused.Reason.NO_REASON)
    if not may_decide_case(violation, by):
        raise RulingRefused(RulingRefused.Reason.OWN_CASE)
    if violation.state == ViolationState.UNDER_REVIEW:
        raise RulingRefused(RulingRefused.Reason.UNDER_REVIEW)
    ruling = Ruling.objects.create(
        violation=violation,
        kind=kind,
        on_inmate=on_inmate,
        date=on_date,
        reason=reason.strip(),
        made_at=now,
        made_by=by.ref,
    )
    record(
        "rule",
        by=by,
        on=ruling,
        at=now,
        facility=violation.facility.slug,
        outcome=str(kind),
        violation=violation.public_id,
    )


def _move(
    violation: Violation, to: ViolationState, *, by: Actor, now: datetime
) -> list[RestrictionChange]:
    if not move_violation(violation=violation, to=to, by=by, now=now):
        raise RulingRefused(RulingRefused.Reason.NOTHING_NEW)
    restriction = Restriction.objects.filter(violation=violation).first()
    if restriction is None:
        return []
    restriction.violation = violation
    return sync_review_restriction(restriction=restriction, by=by, now=now)


def _is_inmates(restriction: Sanction) -> bool:
    return isinstance(restriction, InmateRestriction)
