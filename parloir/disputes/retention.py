"""For how long words and measurements are kept that a decision is based on."""

from datetime import datetime, timedelta

from parloir.deletion import delete_oldest
from parloir.disputes.models import Dispute, Statement
from parloir.disputes.states import DisputeState
from parloir.ledger import recording

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
