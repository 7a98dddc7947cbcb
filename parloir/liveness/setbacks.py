"""Due work that fails again and again: it is tried after growing waits, and the operator is told.

Each worker counts its own failures, in memory. A failure of the database counts for nothing: it
says nothing about the row.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=1)
TOLD_AFTER = 3
"""How many failures in a row are told to the operator."""
FORGOTTEN_AFTER = timedelta(minutes=10)
"""A row that is not tried any more has been moved by somebody else."""

Key = tuple[str, str]


@dataclass(slots=True)
class _Failures:
    times: int
    last_at: datetime

    @property
    def next_try_at(self) -> datetime:
        if self.times == 1:  # somebody else may have changed the row at the same moment
            return self.last_at
        wait: timedelta = min(FIRST_WAIT * 2 ** min(self.times - 2, 10), LONGEST_WAIT)
        return self.last_at + wait


@dataclass(slots=True)
class Setbacks:
    """The failures of one process, by the work and the public id of the row."""

    _failures: dict[Key, _Failures] = field(default_factory=dict)

    def is_due(self, work: str, ref: str, *, now: datetime) -> bool:
        """Return whether the work may be tried now. A clock that was set back does not delay it."""
        known = self._failures.get((work, ref))
        return known is None or not known.last_at <= now < known.next_try_at

    def note(self, work: str, ref: str, error: Exception, *, now: datetime) -> None:
        if isinstance(error, OperationalError | InterfaceError):
            return
        known = self._failures.get((work, ref))
        times = known.times + 1 if known is not None else 1
        self._failures[work, ref] = _Failures(times, now)

    def forget(self, work: str, ref: str) -> None:
        self._failures.pop((work, ref), None)

    def count_told(self, *, now: datetime) -> int:
        """Return how many rows have failed too often, and forget those that were not tried
        lately."""
        for key, known in list(self._failures.items()):
            if abs(now - known.last_at) > FORGOTTEN_AFTER:
                self._failures.pop(key, None)
        return sum(known.times >= TOLD_AFTER for known in list(self._failures.values()))


setbacks = Setbacks()
"""The failures of this process."""
