"""Somebody says that the account of a visit is wrong, and a person decides."""

from datetime import datetime
from enum import StrEnum, auto

from django.db import transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.operations.notify import notify_party
from parloir.disputes.models import Dispute, Statement
from parloir.disputes.policies import (
    DisputeRefused,
    may_decide_dispute,
    refusal_of_dispute,
    side_in_visit,
    statements_of,
)
from parloir.disputes.states import DISPUTE_TRANSITIONS, DisputeState
from parloir.ledger.account import Fault
from parloir.ledger.corrections import correct_verdict, note_decision
from parloir.ledger.models import SettledAccount
from parloir.visits.models import Visit
from parloir.visits.operations import lock_visit

Decision = Dispute.Decision


class DisputeDecisionRefused(Exception):
    """Nothing was changed; `reason` says why."""

    class Reason(StrEnum):
        ALREADY_DECIDED = auto()
        OWN_VISIT = auto()
        """Four eyes: this person acted in the visit."""
        NO_REASON = auto()
        NOTHING_NEW = auto()
        """The account says this already."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def dispute_account(
    *, visit: Visit, by: Actor, now: datetime, text: str = "", choice: str = ""
) -> Dispute:
    """Keep what somebody says happened, in their own words or by a prepared choice, and return the
    visit's dispute, which this may open. The same words twice are kept once. Raises
    DisputeRefused.
    """
    text = text.strip()
    with transaction.atomic():
        locked = lock_visit(visit)
        if _has_said(locked, by, text=text, choice=choice):
            return Dispute.objects.get(visit=locked)
        side = side_in_visit(locked, by)
        refused = refusal_of_dispute(locked, by=by, now=now)
        if refused or side is None or not (text or choice):
            raise DisputeRefused(refused or DisputeRefused.Reason.NO_TEXT)
        dispute, _is_new = Dispute.objects.get_or_create(visit=locked, defaults={"opened_at": now})
        Statement.objects.create(
            dispute=dispute,
            side=side,
            author_ref=by.ref,
            number=statements_of(dispute, by) + 1,
            choice=choice,
            text=text,
            said_at=now,
        )
        record(
            "dispute_account",
            by=by,
            on=dispute,
            at=now,
            facility=locked.facility.slug,
            side=str(side),
        )
    return dispute


def decide_dispute(
    *, dispute: Dispute, decision: Dispute.Decision, reason: str, by: Actor, now: datetime
) -> None:
    """Decide a dispute, once, and tell both people. Raises DisputeDecisionRefused.

    The account, and whether the booking counts, follow.
    """
    decision = Decision(decision)
    with transaction.atomic():
        visit = lock_visit(dispute.visit)
        account = SettledAccount.objects.get(visit=visit)
        _check_decision(visit, account, decision, reason, by)
        _move_to_decided(dispute, decision, reason, by=by, now=now)
        record(
            "decide_dispute",
            by=by,
            on=dispute,
            at=now,
            facility=visit.facility.slug,
            outcome=str(decision),
        )
        if decision == Decision.STANDS:
            note_decision(account=account, now=now)
        else:
            correct_verdict(account=account, fault=fault_of(decision), by=by, now=now)
        notify_party("account_decided", visit.booking, now=now)


def fault_of(decision: Dispute.Decision) -> Fault | None:
    """Return who failed the visit by a decision that changes the account; None if it took place."""
    return None if decision == Decision.TOOK_PLACE else Fault(decision.value)


def _check_decision(
    visit: Visit, account: SettledAccount, decision: Dispute.Decision, reason: str, by: Actor
) -> None:
    refusal = DisputeDecisionRefused.Reason
    if account.decided_at is not None:
        raise DisputeDecisionRefused(refusal.ALREADY_DECIDED)
    if not may_decide_dispute(visit, by):
        raise DisputeDecisionRefused(refusal.OWN_VISIT)
    if not reason.strip():
        raise DisputeDecisionRefused(refusal.NO_REASON)
    if decision != Decision.STANDS and (fault_of(decision) or "") == account.fault:
        raise DisputeDecisionRefused(refusal.NOTHING_NEW)


def _move_to_decided(
    dispute: Dispute, decision: Dispute.Decision, reason: str, *, by: Actor, now: datetime
) -> None:
    sources = [
        state for state, goals in DISPUTE_TRANSITIONS.items() if DisputeState.DECIDED in goals
    ]
    decided = Dispute.objects.filter(pk=dispute.pk, state__in=sources).update(
        state=DisputeState.DECIDED,
        decision=decision,
        reason=reason.strip(),
        decided_at=now,
        decided_by=by.ref,
    )
    if not decided:
        raise DisputeDecisionRefused(DisputeDecisionRefused.Reason.ALREADY_DECIDED)


def _has_said(visit: Visit, by: Actor, *, text: str, choice: str) -> bool:
    said = Statement.objects.filter(dispute__visit=visit, author_ref=by.ref)
    return said.filter(text=text, choice=choice).exists()
