"""The ladder of `procedure.md` P17 and P18: a fold over the upheld offenses.

It is pure, without database or clock. Offenses are counted nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from parloir.scheduling.rules import restriction_dates


@dataclass(frozen=True, slots=True)
class Step:
    """A restriction's dates at the facility, both included. `until_date` None means permanent."""

    from_date: date
    until_date: date | None

    @property
    def is_permanent(self) -> bool:
        return self.until_date is None


@dataclass(frozen=True, slots=True)
class Offense:
    """An upheld violation that counts. `key` identifies it in the result of `fold`."""

    key: int
    occurred_date: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Ladder:
    """The restrictions for the first, second, … offense.

    `steps` are days of restriction, or None for a permanent one. The last applies to every later
    offense; without steps there are no restrictions. An offense counts for later ones within
    `window_days` after its date, that day included, or forever if that is None.
    """

    steps: tuple[int | None, ...]
    window_days: int | None = None


NOTICE_LADDER: Final = Ladder((90, None))
"""The ladder in the county's notice: 90 days, then permanent."""

NO_LADDER: Final = Ladder(())


def fold(offenses: Iterable[Offense], ladder: Ladder) -> dict[int, Step]:
    """Return the step that follows from each offense, by key, in order of the offenses' dates."""
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
