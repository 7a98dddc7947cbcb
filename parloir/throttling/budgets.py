"""So many in each window of time, for those who ask often and by machine.

Where an `Attempt` is a row, a budget is one row a key. A process takes a portion of what is left
with one write and gives it out from memory, so that reading costs no write. Together the
processes never give out more than the budget; one that ends forfeits the rest of its portion.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from django.db import IntegrityError, transaction
from django.db.models import F

from parloir.throttling.models import Spending

PORTIONS = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class _Portion:
    window_starts_at: datetime
    left: int


_portions: dict[str, _Portion] = {}
_lock = Lock()


def spend_one(*, key: str, times: int, window: timedelta, now: datetime) -> datetime | None:
    """When the next one may be had, or None if it may be had now, and is spent by this call."""
    starts_at = now - (now - _EPOCH) % window
    if _from_memory(key, starts_at):
        return None
    taken = _take_from_row(key, _open_window(key, starts_at, window), times)
    if not taken:
        return starts_at + window
    _keep(key, starts_at, taken - 1)
    return None


def forget_old_spendings(*, now: datetime) -> int:
    deleted, _ = Spending.objects.filter(window_starts_at__lt=now - timedelta(days=1)).delete()
    return deleted


def _from_memory(key: str, starts_at: datetime) -> bool:
    with _lock:
        portion = _portions.get(key)
        if portion is None or portion.window_starts_at != starts_at or not portion.left:
            return False
        portion.left -= 1
        return True


def _keep(key: str, starts_at: datetime, left: int) -> None:
    """Another thread may have taken a portion meanwhile: they are added."""
    with _lock:
        portion = _portions.get(key)
        if portion is not None and portion.window_starts_at == starts_at:
            portion.left += left
        else:
            _portions[key] = _Portion(starts_at, left)


def _open_window(key: str, starts_at: datetime, window: timedelta) -> datetime:
    """The start of the window that the row counts in.

    It is the next one where another process's clock is ahead by a little.
    """
    rows = Spending.objects.filter(key=key)
    known = rows.values_list("window_starts_at", flat=True).first()
    if known is None:
        with suppress(IntegrityError), transaction.atomic():  # another process was faster
            Spending.objects.create(key=key, window_starts_at=starts_at)
        return starts_at
    if known in {starts_at, starts_at + window}:
        return known
    rows.filter(window_starts_at=known).update(window_starts_at=starts_at, spent=0)
    return starts_at


def _take_from_row(key: str, starts_at: datetime, times: int) -> int:
    """How many were taken: a whole portion, else a single one, or none."""
    row = Spending.objects.filter(key=key, window_starts_at=starts_at)
    for wanted in (max(times // PORTIONS, 1), 1):
        if row.filter(spent__lte=times - wanted).update(spent=F("spent") + wanted):
            return wanted
    return 0
