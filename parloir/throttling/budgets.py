"""Budgets: a number of requests in each window of time, for programs that send many.

An `Attempt` is a row for each attempt; a budget is one row for each key. A process takes a portion
of the rest with one write and spends it from memory, so that a read request costs no write.
Together, processes never spend more than the budget; a process that ends loses the rest of its
portion.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from django.db import IntegrityError, transaction
from django.db.models import F

from parloir.deletion import delete_oldest
from parloir.throttling.models import Spending

PORTIONS = 20
MOST_PORTIONS = 2000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class _Portion:
    window_starts_at: datetime
    left: int


_portions: dict[str, _Portion] = {}
_lock = Lock()


def spend_one(*, key: str, times: int, window: timedelta, now: datetime) -> datetime | None:
    """Spend one and return None, or return when the next one will be available."""
    starts_at = now - (now - _EPOCH) % window
    if _from_memory(key, starts_at):
        return None
    taken = _take_from_row(key, _open_window(key, starts_at, window), times)
    if not taken:
        return starts_at + window
    _keep(key, starts_at, taken - 1)
    return None


def delete_old_spendings(*, now: datetime) -> int:
    """Delete the first batch of budgets whose window began more than a day ago.

    Returns how many.
    """
    old = Spending.objects.filter(window_starts_at__lt=now - timedelta(days=1))
    return delete_oldest(old.order_by("window_starts_at"))


def _from_memory(key: str, starts_at: datetime) -> bool:
    with _lock:
        portion = _portions.get(key)
        if portion is None or portion.window_starts_at != starts_at or not portion.left:
            return False
        portion.left -= 1
        return True


def _keep(key: str, starts_at: datetime, left: int) -> None:
    """Keep the portion, added to one that another thread may have taken meanwhile."""
    with _lock:
        portion = _portions.get(key)
        if portion is not None and portion.window_starts_at == starts_at:
            portion.left += left
        else:
            if len(_portions) >= MOST_PORTIONS:
                _forget_past_portions(starts_at)
            _portions[key] = _Portion(starts_at, left)


def _forget_past_portions(starts_at: datetime) -> None:
    """Bound the memory that many keys take, such as addresses. What is forgotten is lost."""
    past = [key for key, one in _portions.items() if one.window_starts_at < starts_at]
    for key in past or list(_portions):
        del _portions[key]


def _open_window(key: str, starts_at: datetime, window: timedelta) -> datetime:
    """Return the start of the window in which the row counts.

    It is the next window if another process's clock is slightly ahead.
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
    """Take a whole portion, otherwise a single one, or none, and return how many."""
    row = Spending.objects.filter(key=key, window_starts_at=starts_at)
    for wanted in (max(times // PORTIONS, 1), 1):
        if row.filter(spent__lte=times - wanted).update(spent=F("spent") + wanted):
            return wanted
    return 0
