"""Delete the rows that have outlived their use, a batch at a time."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.contrib.sessions.models import Session

from parloir.accounts.known_browsers import delete_old_browsers
from parloir.accounts.sign_ins import delete_old_sign_ins
from parloir.audit.retention import empty_old_sources
from parloir.changes.operations import delete_old_changes
from parloir.clients.answers import delete_old_answers
from parloir.credentials.codes import delete_old_codes
from parloir.credentials.links import delete_old_links
from parloir.deletion import BATCH, delete_oldest
from parloir.disputes.retention import (
    delete_old_buckets,
    delete_old_lines,
    delete_old_statements,
)
from parloir.pin_tries.operations import delete_old_tries
from parloir.throttling.budgets import delete_old_spendings
from parloir.throttling.operations import delete_old_attempts
from parloir.trials.operations import delete_old_trials
from parloir.visits.still_retention import delete_old_stills

log = logging.getLogger(__name__)

_BATCHES = 50
"""How many batches of one kind are deleted in one run; the others wait for the next."""


def delete_expired_sessions(*, now: datetime) -> int:
    """Delete the first batch of sessions that have expired. Returns how many.

    Nobody can use them; Django deletes one only when its browser comes back.
    """
    return delete_oldest(Session.objects.filter(expire_date__lt=now).order_by("expire_date"))


_DELETIONS: tuple[Callable[..., int], ...] = (
    delete_old_changes,
    delete_old_attempts,
    delete_old_spendings,
    delete_old_answers,
    delete_expired_sessions,
    delete_old_sign_ins,
    delete_old_tries,
    delete_old_browsers,
    delete_old_codes,
    delete_old_links,
    delete_old_buckets,
    delete_old_lines,
    delete_old_statements,
    delete_old_trials,
    empty_old_sources,
)


def delete_old_rows(*, now: datetime) -> None:
    """Delete rows of each kind, even if those of another kind cannot be deleted."""
    for deletion in (*_DELETIONS, delete_old_stills):
        try:
            _delete_batches(deletion, now=now)
        except Exception:  # tried again at the next time
            log.exception("%s failed", deletion.__name__)


def _delete_batches(deletion: Callable[..., int], *, now: datetime) -> None:
    """Delete what is too old, each batch in a transaction of its own."""
    for _ in range(_BATCHES):
        if deletion(now=now) < BATCH:
            return
