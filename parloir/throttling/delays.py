"""Growing delays: some tries cost nothing, then each wrong one doubles the wait for the next.

Nobody is locked out: however many tries were wrong, the wait never exceeds `longest_wait`. A wrong
try is an `Attempt`, so every process sees it.

A try is recorded before it is looked at, and the record is taken back if it was right. So of many
simultaneous tries no more are looked at than of the same tries one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from parloir.locks import lock_name
from parloir.throttling.models import Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowingDelay:
    """`free` wrong tries within `window` cost no wait, the next one `first_wait`, and so on."""

    name: str
    free: int
    first_wait: timedelta
    longest_wait: timedelta
    window: timedelta

    def wait_after(self, wrong_tries: int) -> timedelta:
        """Return how long after the last of so many wrong tries the next one is allowed."""
        beyond = wrong_tries - self.free
        if beyond < 0:
            return timedelta()
        factor: int = 2 ** min(beyond, 30)  # more doublings exceed any wait, and overflow
        return min(self.first_wait * factor, self.longest_wait)


@dataclass(frozen=True, slots=True)
class Counted:
    """A delay for one key, such as an account's. The key is a public id or a keyed hash."""

    delay: GrowingDelay
    key: str

    @property
    def row_key(self) -> str:
        return f"{self.delay.name}:{self.key}"


class TooEarly(Exception):
    """The try was not looked at; the next one is allowed at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until:%Y-%m-%d %H:%M:%S%z}")
        self.until = until


@dataclass(frozen=True, slots=True)
class Try:
    """A try that may be looked at. It counts as wrong until it is `taken_back`."""

    rows: tuple[int, ...]

    def take_back(self) -> None:
        Attempt.objects.filter(pk__in=self.rows).delete()


@transaction.atomic
def begin_try(counted: Sequence[Counted], *, now: datetime) -> Try:
    """Record a try under all of these keys, and return it. Raises TooEarly if one is too early.

    The keys are locked in the order in which they are given, which must be the same everywhere.
    """
    for one in counted:
        lock_name(one.row_key)
    waits = [until for one in counted if (until := next_try_at(one, now=now)) is not None]
    if waits:
        raise TooEarly(max(waits))
    rows = [Attempt.objects.create(key=one.row_key, at=now) for one in counted]
    return Try(tuple(row.pk for row in rows))


def next_try_at(counted: Counted, *, now: datetime) -> datetime | None:
    """Return when the next try is allowed, or None if it is allowed now."""
    delay = counted.delay
    wrong = Attempt.objects.filter(key=counted.row_key, at__gt=now - delay.window)
    count = wrong.count()
    if count < delay.free:
        return None
    last = wrong.order_by("-at").values_list("at", flat=True).first()
    if last is None:
        return None
    until = last + delay.wait_after(count)
    return until if until > now else None
