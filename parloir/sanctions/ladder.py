"""The ladder of `procedure.md` P17 and P18: a fold over the offenses that are upheld.

Pure: it knows no database and no clock. Nothing is counted anywhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from parloir.scheduling.rules import restriction_dates


@dataclass(frozen=True, slots=True)
class Step:
    """Facility-local dates, both included; `until_date` is None where it is permanent."""

    from_date: date
    until_date: date | None

    @property
    def is_permanent(self) -> bool:
        return self.until_date is None


@dataclass(frozen=True, slots=True)
class Offense:
    """An upheld violation that counts; `key` names it in what the fold returns."""

    key: int
    occurred_date: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Ladder:
    """`steps` are days of restriction, None for a permanent one; the last holds for every later
    offense. No steps: nothing follows. An offense counts for later ones made within
    `window_days` after its date, that day included; None: forever.
    """

    steps: tuple[int | None, ...]
    window_days: int | None = None


NOTICE_LADDER: Final = Ladder((90, None))
"""What the county's notice says: 90 days, then for good."""

NO_LADDER: Final = Ladder(())


def fold(offenses: Iterable[Offense], ladder: Ladder) -> dict[int, Step]:
    """What follows from each offense, in the order in which they were made."""
    made = sorted(offenses, key=lambda one: (one.occurred_date, one.recorded_at, one.key))
    if not ladder.steps:
        return {}
    return {
        offense.key: _step_of(offense, _still_counting(made[:place], offense, ladder), ladder)
        for place, offense in enumerate(made)
    }


def _still_counting(before: list[Offense], offense: Offense, ladder: Ladder) -> int:
    if ladder.window_days is None:
        return len(before)
    since = offense.occurred_date - timedelta(days=ladder.window_days)
    return sum(one.occurred_date >= since for one in before)


def _step_of(offense: Offense, before: int, ladder: Ladder) -> Step:
    days = ladder.steps[min(before, len(ladder.steps) - 1)]
    if days is None:
        return Step(offense.occurred_date, None)
    dates = restriction_dates(offense.occurred_date, days)
    return Step(dates.from_date, dates.until_date)
