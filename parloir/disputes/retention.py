"""For how long words, lines and measurements are kept that a decision is based on."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from parloir.deletion import delete_oldest
from parloir.disputes.models import Dispute, Statement
from parloir.disputes.states import DisputeState
from parloir.ledger import recording
from parloir.text_lines import retention as lines

STATEMENTS_KEPT = timedelta(days=90)
"""After the decision. The decision and its reason stay with the account."""


def delete_old_statements(*, now: datetime) -> int:
    """Delete the first batch of statements about what was decided long ago. Returns how many."""
    old = Statement.objects.filter(dispute__decided_at__lt=now - STATEMENTS_KEPT)
    return delete_oldest(old.order_by("dispute__decided_at", "pk"))


def delete_old_buckets(*, now: datetime) -> int:
    """Delete the first batch of old buckets, except for visits that a person has yet to decide
    about. Returns how many."""
    return recording.delete_old_buckets(excluding_visits=_disputed_visits(), now=now)


def delete_old_lines(*, now: datetime) -> int:
    """Delete the first batch of old lines that people wrote to each other, except in visits that a
    person has yet to decide about. Returns how many."""
    return lines.delete_old_lines(excluding_visits=_disputed_visits(), now=now)


def _disputed_visits() -> "QuerySet[Dispute, int]":
    return Dispute.objects.filter(state=DisputeState.OPEN).values_list("visit", flat=True)
