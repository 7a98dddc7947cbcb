"""Rate limits. The counts are rows, so that every process sees them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from parloir.deletion import delete_oldest
from parloir.locks import lock_name
from parloir.throttling.models import Attempt


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` within `window`, for each key."""

    name: str
    times: int
    window: timedelta


def note_attempt(limit: Limit, *, key: str, now: datetime) -> None:
    Attempt.objects.create(key=f"{limit.name}:{key}", at=now)


def try_once(limit: Limit, *, key: str, now: datetime) -> datetime | None:
    """Record an attempt and return None if it is allowed now; else return when the next one is.

    Of many simultaneous attempts, no more are allowed than the limit has left.
    """
    with transaction.atomic():
        lock_name(f"{limit.name}:{key}")
        until = slowed_until(limit, key=key, now=now)
        if until is None:
            note_attempt(limit, key=key, now=now)
        return until


def slowed_until(limit: Limit, *, key: str, now: datetime) -> datetime | None:
    """Return when the next attempt is allowed, or None if it is allowed now."""
    recent = list(
        Attempt.objects.filter(key=f"{limit.name}:{key}", at__gt=now - limit.window)
        .order_by("-at")
        .values_list("at", flat=True)[: limit.times]
    )
    return recent[-1] + limit.window if len(recent) == limit.times else None


def forget_attempts(limit: Limit, *, key: str) -> None:
    Attempt.objects.filter(key=f"{limit.name}:{key}").delete()


def delete_old_attempts(*, now: datetime) -> int:
    """Delete the first batch of attempts older than a day. Returns how many."""
    return delete_oldest(Attempt.objects.filter(at__lt=now - timedelta(days=1)).order_by("at"))
