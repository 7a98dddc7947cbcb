"""Ids that are missing among the events, and may still come.

PostgreSQL gives an id before the transaction commits, so an event with a lower id may appear after
one with a higher id. An id is given up only once every transaction has ended that was running when
it was first missed, and a minute has passed: a transaction takes its id a moment before it counts
as running.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

GIVEN_UP_AFTER: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """Ids from `first` to `last`, which were missed when transactions up to `until` ran."""

    first: int
    last: int
    until: int
    seen_at: datetime

    def may_still_come(self, *, oldest: int, now: datetime) -> bool:
        """`oldest` is the oldest transaction that was running before the events were read."""
        return oldest < self.until or now < self.seen_at + GIVEN_UP_AFTER


def missing_among(ids: Iterable[int], *, above: int) -> list[tuple[int, int]]:
    """Return the first and last of each run of ids that is missing above this one."""
    missing, expected = [], above + 1
    for one in sorted(ids):
        if one > expected:
            missing.append((expected, one - 1))
        expected = max(expected, one + 1)
    return missing


def what_is_left_of(gap: Gap, found: Iterable[int]) -> list[Gap]:
    """Return the parts of a gap in which no event has been found."""
    inside = [one for one in found if gap.first <= one <= gap.last]
    parts = missing_among([*inside, gap.last + 1], above=gap.first - 1)
    return [Gap(first, last, gap.until, gap.seen_at) for first, last in parts]
