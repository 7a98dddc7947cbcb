"""The most visits in a day or week, counted by the dates of a facility's calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_ONE_DAY = timedelta(days=1)


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` visits in a period, of one kind or, if `kind` is empty, of any.

    `of` says for whom they are counted.
    """

    of: str
    kind: str
    period: Period
    most: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A visit that counts: its facility-local date and its kind."""

    on: date
    kind: str


@dataclass(frozen=True, slots=True)
class Used:
    """A limit that is reached on a date, and the first later date on which it is not."""

    limit: Limit
    next_date: date | None


def used_up(
    limit: Limit,
    *,
    day: date,
    kind: str,
    counted: Sequence[Counted],
    week_begins: int,
    last_date: date,
) -> Used | None:
    """Return the limit that one more visit of `kind` on `day` would exceed, or None.

    `counted` are the existing visits that count for this limit. `week_begins` is the weekday (0
    for Monday) on which the facility's week begins. The next date is searched up to `last_date`,
    and is None if there is none until then.
    """
    if limit.kind not in {"", kind} or not _is_full(limit, day, counted, week_begins):
        return None
    return Used(limit, _next_free(limit, day, counted, week_begins, last_date))


def first_of_period(day: date, period: Period, week_begins: int) -> date:
    """Return the first date of the period in which `day` lies."""
    if period == Period.DAY:
        return day
    return day - (day.weekday() - week_begins) % 7 * _ONE_DAY


def after_period(day: date, period: Period, week_begins: int) -> date:
    """Return the first date of the next period."""
    length = 1 if period == Period.DAY else 7
    return first_of_period(day, period, week_begins) + length * _ONE_DAY


def _is_full(limit: Limit, day: date, counted: Sequence[Counted], week_begins: int) -> bool:
    first = first_of_period(day, limit.period, week_begins)
    after = after_period(day, limit.period, week_begins)
    used = sum(first <= one.on < after and limit.kind in {"", one.kind} for one in counted)
    return used >= limit.most


def _next_free(
    limit: Limit, day: date, counted: Sequence[Counted], week_begins: int, last_date: date
) -> date | None:
    day = after_period(day, limit.period, week_begins)
    while day <= last_date:
        if not _is_full(limit, day, counted, week_begins):
            return day
        day = after_period(day, limit.period, week_begins)
    return None
