"""Announce a change in the transaction that makes it."""

from datetime import datetime, timedelta

from django.db import connection

from parloir.changes.models import Change

CHANNEL = "parloir_changes"
KEPT = timedelta(hours=1)


def append_change(*topics: str, now: datetime) -> None:
    """Tell every process, once this transaction is committed, to look again at these topics.

    On PostgreSQL the notification is delivered at commit, by NOTIFY's own rules; on SQLite
    the followers see the new row (`parloir.changes.feed`).
    """
    Change.objects.bulk_create(Change(topic=topic, at=now) for topic in topics)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def forget_old_changes(*, now: datetime) -> int:
    """Followers catch up within seconds, so an hour of changes is more than any of them needs."""
    deleted, _ = Change.objects.filter(at__lt=now - KEPT).delete()
    return deleted
