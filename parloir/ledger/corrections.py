"""What a person decides about a settled account."""

from collections.abc import Iterable
from datetime import datetime

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.operations import note_whether_it_counts
from parloir.ledger.account import Fault
from parloir.ledger.make_ups import follow_verdict
from parloir.ledger.models import SettledAccount
from parloir.ledger.verdict import counts_if_failed_by
from parloir.visits.changes import append_visit_change

OWING = frozenset({Fault.SYSTEM, Fault.FACILITY})


def note_decision(*, account: SettledAccount, now: datetime) -> None:
    """Note that a person has looked at the account, and that it is right. Runs in the caller's
    transaction, which has locked the visit."""
    _keep(account, now=now)
    append_visit_change(account.visit, now=now)


def correct_verdict(
    *, account: SettledAccount, fault: Fault | None, by: Actor, now: datetime
) -> None:
    """Let the account say this from now on. Whether the booking counts, and whether a make-up visit
    is owed, follows.

    What was measured stays as it is. If it failed through the facility or the system, they owe
    every minute that was lost; otherwise none. Runs in the caller's transaction, which has locked
    the visit.
    """
    visit = account.visit
    account.fault = fault or ""
    account.owed_ms = _lost_ms(account) if fault in OWING else 0
    _keep(account, now=now)
    counts = counts_if_failed_by(fault)
    note_whether_it_counts(booking=visit.booking, counts=counts, by=by, now=now)
    record(
        "correct_account",
        by=by,
        on=visit,
        at=now,
        facility=visit.facility.slug,
        outcome=str(fault or "took_place"),
        counts=counts,
        owed_ms=account.owed_ms,
    )
    follow_verdict(settled=account, by=by, now=now)
    append_visit_change(visit, now=now)


def _lost_ms(account: SettledAccount) -> int:
    lost_ms: Iterable[int] = account.lost_ms.values()
    return min(account.there_ms, sum(lost_ms))


def _keep(account: SettledAccount, *, now: datetime) -> None:
    account.decided_at = now
    account.save(update_fields=["fault", "owed_ms", "decided_at"])
