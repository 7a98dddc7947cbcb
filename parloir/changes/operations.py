"""Append to the change feed, in the transaction that makes the change."""

from datetime import datetime, timedelta

from django.db import connection

from parloir.changes.models import Change

CHANNEL = "parloir_changes"
CHANGE_TTL = timedelta(hours=1)


def append_change(*topics: str, now: datetime) -> None:
    """Append a change of each topic. Every process reads it once this transaction is committed.

    PostgreSQL delivers the notification at commit, by the rules of NOTIFY. On SQLite, the
    followers see the new row (`parloir.changes.feed`).
    """
    Change.objects.bulk_create(Change(topic=topic, at=now) for topic in topics)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def delete_old_changes(*, now: datetime) -> int:
    """Delete changes older than an hour. Returns how many.

    Followers catch up within seconds, so none of them needs older ones.
    """
    deleted, _ = Change.objects.filter(at__lt=now - CHANGE_TTL).delete()
    return deleted
