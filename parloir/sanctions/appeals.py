"""A visitor appeals a restriction, and a person who had no part in the case decides."""

from datetime import date, datetime, timedelta
from enum import StrEnum, auto

from django.db import IntegrityError, transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.sanctions.mitigation import mitigate, refusal_of_end_date, sync_review_restriction
from parloir.sanctions.models import Appeal, Restriction
from parloir.sanctions.operations import move_violation
from parloir.sanctions.policies import had_a_part_in
from parloir.sanctions.queries import last_day_to_appeal
from parloir.sanctions.restriction_sync import RestrictionChange
from parloir.sanctions.states import APPEAL_TRANSITIONS, AppealState, ViolationState
from parloir.scheduling.wall_time import local_date

Decision = Appeal.Decision


class AppealRefused(Exception):
    """The appeal was not filed; `reason` says why."""

    class Reason(StrEnum):
        NO_TEXT = auto()
        NOT_THEIRS = auto()
        """Somebody other than the restricted visitor filed it on the page."""
        ALREADY_APPEALED = auto()
        LIFTED = auto()
        DATE_IS_AHEAD = auto()
        TOO_EARLY = auto()
        """It was received before the restriction was imposed."""
        TOO_LATE = auto()

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class AppealDecisionRefused(Exception):
    """The appeal was not decided, and nothing was changed; `reason` says why."""

    class Reason(StrEnum):
        ALREADY_DECIDED = auto()
        HAD_A_PART = auto()
        """This person recorded the case, or decided something in it."""
        NO_REASON = auto()
        LIFTED = auto()
        NO_DATE = auto()
        DATE_IS_PAST = auto()
        NOT_SHORTER = auto()

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def file_appeal(
    *,
    restriction: Restriction,
    text: str,
    channel: Appeal.Channel,
    received_date: date,
    by: Actor,
    now: datetime,
) -> Appeal:
    """File an appeal: once for each restriction, within the facility's days. Raises AppealRefused.

    `received_date` is today for the page, and the day of arrival for paper.
    """
    facility = restriction.facility
    if not text.strip():
        raise AppealRefused(AppealRefused.Reason.NO_TEXT)
    if by.kind != "staff" and restriction.visitor.user.public_id != by.ref:
        raise AppealRefused(AppealRefused.Reason.NOT_THEIRS)
    refused = refusal_of_appeal(restriction, received_date, today=local_date(now, facility.zone))
    if refused:
        raise AppealRefused(refused)
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(
                restriction=restriction,
                channel=channel,
                text=text.strip(),
                received_date=received_date,
                answer_by_date=received_date + timedelta(days=facility.appeal_answer_days),
                filed_at=now,
                filed_by=by.ref,
            )
            record(
                "file_appeal",
                by=by,
                on=appeal,
                at=now,
                facility=facility.slug,
                channel=str(channel),
                restriction=restriction.public_id,
            )
    except IntegrityError as error:
        raise AppealRefused(AppealRefused.Reason.ALREADY_APPEALED) from error
    return appeal


def refusal_of_appeal(
    restriction: Restriction, received_date: date, *, today: date
) -> AppealRefused.Reason | None:
    """Return why the restriction can't be appealed on `received_date`; None where it can.

    One that is over still counts on the ladder, so it can be appealed.
    """
    reason = AppealRefused.Reason
    imposed_date = local_date(restriction.imposed_at, restriction.facility.zone)
    checks = (
        (Appeal.objects.filter(restriction=restriction).exists(), reason.ALREADY_APPEALED),
        (restriction.is_lifted, reason.LIFTED),
        (received_date > today, reason.DATE_IS_AHEAD),
        (received_date < imposed_date, reason.TOO_EARLY),
        (received_date > last_day_to_appeal(restriction), reason.TOO_LATE),
    )
    return next((refusal for holds, refusal in checks if holds), None)


def record_appeal_decision(
    *,
    appeal: Appeal,
    decision: Appeal.Decision,
    reason: str,
    until_date: date | None,
    by: Actor,
    now: datetime,
) -> list[RestrictionChange]:
    """Record the decision, once, by somebody who had no part in the case. Raises
    AppealDecisionRefused.

    If it is overturned, the violation is dismissed, and the caller syncs the ladder. Runs in the
    caller's transaction, which has locked the visitor.
    """
    restriction = appeal.restriction
    decision = Decision(decision)
    _check(appeal, decision, reason, until_date, by, now)
    sources = [state for state, goals in APPEAL_TRANSITIONS.items() if AppealState.DECIDED in goals]
    decided = Appeal.objects.filter(pk=appeal.pk, state__in=sources).update(
        state=AppealState.DECIDED,
        decision=decision,
        reason=reason.strip(),
        decided_at=now,
        decided_by=by.ref,
    )
    if not decided:
        raise AppealDecisionRefused(AppealDecisionRefused.Reason.ALREADY_DECIDED)
    record(
        "decide_appeal",
        by=by,
        on=appeal,
        at=now,
        facility=restriction.facility.slug,
        outcome=str(decision),
    )
    return _carry_out(restriction, decision, until_date, by=by, now=now)


def _check(
    appeal: Appeal,
    decision: Appeal.Decision,
    reason: str,
    until_date: date | None,
    by: Actor,
    now: datetime,
) -> None:
    restriction = appeal.restriction
    if had_a_part_in(restriction, by):
        raise AppealDecisionRefused(AppealDecisionRefused.Reason.HAD_A_PART)
    if not reason.strip():
        raise AppealDecisionRefused(AppealDecisionRefused.Reason.NO_REASON)
    if decision == Decision.SHORTEN and appeal.state == AppealState.OPEN:
        today = local_date(now, restriction.facility.zone)
        refused = refusal_of_end_date(restriction, until_date, today)
        if refused:
            raise AppealDecisionRefused(AppealDecisionRefused.Reason(refused))


def _carry_out(
    restriction: Restriction,
    decision: Appeal.Decision,
    until_date: date | None,
    *,
    by: Actor,
    now: datetime,
) -> list[RestrictionChange]:
    if decision == Decision.UPHOLD:
        # The person who upholds it is the second person.
        Restriction.objects.filter(pk=restriction.pk).update(awaits_second=False)
        return []
    if decision == Decision.SHORTEN:
        return mitigate(restriction=restriction, until_date=until_date, by=by, now=now)
    move_violation(violation=restriction.violation, to=ViolationState.DISMISSED, by=by, now=now)
    return sync_review_restriction(restriction=restriction, by=by, now=now)
