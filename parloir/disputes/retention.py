"""For how long words, lines and measurements are kept that a decision is based on."""

from datetime import datetime, timedelta

from parloir.deletion import delete_oldest
from parloir.disputes.models import Dispute, Statement
from parloir.disputes.states import DisputeState
from parloir.ledger import recording
from parloir.text_lines import retention as lines
from parloir.visits.models import Visit

STATEMENTS_KEPT = timedelta(days=90)
"""After the decision. The decision and its reason stay with the account."""


def delete_old_statements(*, now: datetime) -> int:
    """Delete the first batch of statements about what was decided long ago. Returns how many."""
    old = Statement.objects.filter(dispute__decided_at__lt=now - STATEMENTS_KEPT)
    return delete_oldest(old.order_by("dispute__decided_at", "pk"))


def delete_old_buckets(*, now: datetime) -> int:
    """Delete the first batch of old buckets, except for visits that a person has yet to decide
    about. Returns how many."""
    waiting = Dispute.objects.filter(state=DisputeState.OPEN).values("visit")
    return recording.delete_old_buckets(excluding_visits=waiting, now=now)


def delete_old_lines(*, now: datetime) -> int:
    """Take the first batch of lines that are due to be deleted, and delete those that nobody needs.
    Returns how many were taken."""
    return lines.delete_due_lines(is_disputed=_is_disputed, now=now)


def _is_disputed(visit: Visit) -> bool:
    return Dispute.objects.filter(visit=visit, state=DisputeState.OPEN).exists()
