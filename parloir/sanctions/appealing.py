"""A visitor has a restriction looked at by a person who did not decide it."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.sanctions.easing import ease, follow_state, why_not_until
from parloir.sanctions.models import Appeal, Restriction
from parloir.sanctions.operations import move_violation
from parloir.sanctions.policies import had_a_part_in
from parloir.sanctions.queries import last_day_to_appeal
from parloir.sanctions.settling import Change
from parloir.sanctions.states import APPEAL_TRANSITIONS, AppealState, ViolationState
from parloir.scheduling.wall_time import local_date

Decision = Appeal.Decision


class AppealRefused(Exception):
    """Nothing was changed. Of an appeal that is filed `reason` is no_text, not_theirs, lifted,
    date_is_ahead, too_early, too_late or already_appealed; of one that is decided
    already_decided, had_a_part, no_reason, no_date, date_is_past, not_shorter or lifted.
    """

    def __init__(self, reason: str) -> None:
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
    """Once for each restriction, within the facility's days. Raises AppealRefused.

    `received_date` is today by the page, and the day on which a paper came.
    """
    facility = restriction.facility
    if not text.strip():
        raise AppealRefused("no_text")
    if by.kind != "staff" and restriction.visitor.user.public_id != by.ref:
        raise AppealRefused("not_theirs")
    refused = why_no_appeal(restriction, received_date, today=local_date(now, facility.zone))
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
        raise AppealRefused("already_appealed") from error
    return appeal


def why_no_appeal(restriction: Restriction, received_date: date, *, today: date) -> str:
    """Why it can't be appealed on this day: lifted, date_is_ahead, too_early, too_late,
    already_appealed or nothing. One that is over still counts on the ladder, so it can.
    """
    imposed_date = local_date(restriction.imposed_at, restriction.facility.zone)
    checks = (
        (Appeal.objects.filter(restriction=restriction).exists(), "already_appealed"),
        (restriction.is_lifted, "lifted"),
        (received_date > today, "date_is_ahead"),
        (received_date < imposed_date, "too_early"),
        (received_date > last_day_to_appeal(restriction), "too_late"),
    )
    return next((reason for holds, reason in checks if holds), "")


def settle_appeal(
    *,
    appeal: Appeal,
    decision: Appeal.Decision,
    reason: str,
    until_date: date | None,
    by: Actor,
    now: datetime,
) -> list[Change]:
    """Once, by somebody who had no part in it. Raises AppealRefused.

    Overturned, the violation is dismissed, and the ladder is to be settled anew. Runs in the
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
        raise AppealRefused("already_decided")
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
        raise AppealRefused("had_a_part")
    if not reason.strip():
        raise AppealRefused("no_reason")
    if decision == Decision.SHORTEN and appeal.state == AppealState.OPEN:
        today = local_date(now, restriction.facility.zone)
        refused = why_not_until(restriction, until_date, today)
        if refused:
            raise AppealRefused(refused)


def _carry_out(
    restriction: Restriction,
    decision: Appeal.Decision,
    until_date: date | None,
    *,
    by: Actor,
    now: datetime,
) -> list[Change]:
    if decision == Decision.UPHOLD:
        # Whoever upholds it is the second person.
        Restriction.objects.filter(pk=restriction.pk).update(awaits_second=False)
        return []
    if decision == Decision.SHORTEN:
        return ease(restriction=restriction, until_date=until_date, by=by, now=now)
    move_violation(violation=restriction.violation, to=ViolationState.DISMISSED, by=by, now=now)
    return follow_state(restriction=restriction, by=by, now=now)
