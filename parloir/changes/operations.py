"""Append to the change feed, in the transaction that makes the change."""

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.db import connection, transaction

from parloir.changes.bell import bell_of, ring
from parloir.changes.models import Change
from parloir.deletion import delete_oldest

CHANNEL = "parloir_changes"
NOTICES_CHANNEL = "parloir_notices"
CHANGE_TTL = timedelta(hours=1)


def append_change(*topics: str, now: datetime) -> None:
    """Append a change of each topic. Every process reads it once this transaction is committed.

    PostgreSQL delivers the notification at commit, by the rules of NOTIFY. On SQLite a bell rings
    after the commit (`parloir.changes.bell`).
    """
    Change.objects.bulk_create(Change(topic=topic, at=now) for topic in topics)
    if connection.vendor == "postgresql":
        _notify(CHANNEL)
    else:
        _ring_when_committed()


def wake_for_notices() -> None:
    """Wake the worker for a notice, once this transaction is committed.

    Nothing is appended. On PostgreSQL the notification is a transaction of its own: one inside the
    caller's would make all commits that enqueue a mail wait for one another (ADR 8).
    """
    if connection.vendor == "postgresql":
        transaction.on_commit(partial(_notify, NOTICES_CHANNEL), robust=True)
    else:
        _ring_when_committed()


def delete_old_changes(*, now: datetime) -> int:
    """Delete changes older than an hour, a batch at a time. Returns how many.

    Followers catch up within seconds, so none of them needs older ones.
    """
    return delete_oldest(Change.objects.filter(at__lt=now - CHANGE_TTL).order_by("at"))


def _notify(channel: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [channel])


def _ring_when_committed() -> None:
    bell = bell_of(Path(connection.settings_dict["NAME"]))
    transaction.on_commit(partial(ring, bell), robust=True)
