"""The rules of time, as pure functions from facts to refusals.

The page that offers times and the operations that book and move use them.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from parloir.scheduling.intervals import Interval, require_utc
from parloir.scheduling.judging import EVERY_RULE, Judges
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.slots import iter_starts, require_whole_ticks
from parloir.scheduling.wall_time import local_date, names_a_skipped_time
from parloir.scheduling.weekly_hours import Opening, WeeklyHours

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeFacts:
    """The facts to judge a time: for one facility, one kind of visit and one moment.

    `closures` are all that may matter, in any order. `earliest_notice` is elapsed time: a visit
    begins at `now` + `earliest_notice` or later. `latest_notice_days` counts dates of the
    facility's calendar: today and that many dates after it are open for booking. Raises ValueError
    if `length` or `grid` isn't whole ticks, a notice is negative, or `now` isn't in UTC.
    """

    now: datetime
    zone: ZoneInfo
    effective_date: date
    hours: WeeklyHours
    length: timedelta
    grid: timedelta
    closures: tuple[Interval, ...] = ()
    earliest_notice: timedelta = timedelta(0)
    latest_notice_days: int

    def __post_init__(self) -> None:
        require_utc(self.now)
        require_whole_ticks(length=self.length, grid=self.grid)
        if self.earliest_notice < timedelta(0) or self.latest_notice_days < 0:
            raise ValueError("a notice is not negative")

    @property
    def earliest_start_at(self) -> datetime:
        return self.now + self.earliest_notice

    @property
    def last_date(self) -> date:
        """The last facility-local date on which a visit may be booked at `now`."""
        return local_date(self.now, self.zone) + self.latest_notice_days * _ONE_DAY

    @property
    def first_date(self) -> date:
        """The first bookable date. It is after `last_date` if nothing can be booked yet."""
        return max(self.effective_date, local_date(self.earliest_start_at, self.zone))


TIME_RULES = Judges[[datetime, TimeFacts]]()
WRITTEN_TIME_RULES = Judges[[datetime, ZoneInfo]]()


def starts_on(*, on_date: date, facts: TimeFacts) -> list[Interval]:
    """Return every visit on a date that `check_start` would not refuse, in order."""
    return list(_starts_on(on_date, facts, not_before=facts.earliest_start_at))


def next_start(*, not_before: datetime, facts: TimeFacts) -> Interval | None:
    """Return the first visit at `not_before` or later that `check_start` would not refuse.

    Returns None if none can be booked yet.
    """
    not_before = max(require_utc(not_before), facts.earliest_start_at)
    on_date = max(facts.first_date, local_date(not_before, facts.zone))
    while on_date <= facts.last_date:
        for interval in _starts_on(on_date, facts, not_before=not_before):
            return interval
        on_date += _ONE_DAY
    return None


def check_start(*, starts_at: datetime, facts: TimeFacts) -> list[Refusal]:
    """Return a refusal for every rule of time that a visit beginning at `starts_at` breaks.

    Each refusal has the next start after `starts_at` that breaks no rule, or None if it is too far
    ahead to be booked.
    """
    refusals = broken_rules(starts_at=starts_at, facts=facts)
    if not refusals:
        return []
    interval = next_start(not_before=starts_at, facts=facts)
    if interval is None:
        return refusals
    next_date = local_date(interval.starts_at, facts.zone)
    return [
        replace(refusal, next_at=interval.starts_at, next_date=next_date) for refusal in refusals
    ]


def broken_rules(
    *, starts_at: datetime, facts: TimeFacts, among: Set[Rule] = EVERY_RULE
) -> list[Refusal]:
    """Return what `check_start` returns, without searching the next start."""
    return list(TIME_RULES.refusals(among, require_utc(starts_at), facts))


@WRITTEN_TIME_RULES.of(Rule.NO_SUCH_TIME)
def no_such_time(written: datetime, zone: ZoneInfo) -> Refusal | None:
    """Judge a written time before it is converted: the spring night skips some wall times."""
    return Refusal(Rule.NO_SUCH_TIME) if names_a_skipped_time(written, zone) else None


class RestrictionDates(NamedTuple):
    """The facility-local dates of a restriction, both included."""

    from_date: date
    until_date: date

    @property
    def first_free_date(self) -> date:
        return self.until_date + _ONE_DAY

    def covers(self, visit_date: date) -> bool:
        return self.from_date <= visit_date <= self.until_date


def restriction_dates(first_offense_date: date, days: int = 90) -> RestrictionDates:
    """Return the dates that an offense on a facility-local date restricts.

    `procedure.md` P17: the day of the offense is not counted. An offense on date D covers the rest
    of D and the `days` dates after it; with 90 days the first free date is D + 91.
    """
    if days < 0:
        raise ValueError(f"a restriction does not end before it begins: {days} days")
    return RestrictionDates(first_offense_date, first_offense_date + days * _ONE_DAY)


def _starts_on(on_date: date, facts: TimeFacts, *, not_before: datetime) -> Iterator[Interval]:
    if on_date > facts.last_date:
        return iter(())
    return iter_starts(
        hours=facts.hours,
        on_date=on_date,
        zone=facts.zone,
        length=facts.length,
        grid=facts.grid,
        not_before=not_before,
        closures=facts.closures,
        effective_date=facts.effective_date,
    )


@TIME_RULES.of(Rule.NOT_YET_IN_SERVICE)
def _not_yet_in_service(starts_at: datetime, facts: TimeFacts) -> Refusal | None:
    """P1. Facts: `effective_date`."""
    if local_date(starts_at, facts.zone) >= facts.effective_date:
        return None
    return Refusal(Rule.NOT_YET_IN_SERVICE, {"effective_date": facts.effective_date})


@TIME_RULES.of(Rule.IN_THE_PAST)
def _in_the_past(starts_at: datetime, facts: TimeFacts) -> Refusal | None:
    """A start at `now` is not yet past."""
    return Refusal(Rule.IN_THE_PAST) if starts_at < facts.now else None


@TIME_RULES.of(Rule.TOO_SOON)
def _too_soon(starts_at: datetime, facts: TimeFacts) -> Refusal | None:
    """Never refuses the past. Facts: `earliest_notice`, `earliest_at`."""
    if not facts.now <= starts_at < facts.earliest_start_at:
        return None
    return Refusal(
        Rule.TOO_SOON,
        {"earliest_notice": facts.earliest_notice, "earliest_at": facts.earliest_start_at},
    )


@TIME_RULES.of(Rule.TOO_FAR)
def _too_far(starts_at: datetime, facts: TimeFacts) -> Refusal | None:
    """Facts: `last_date`, and `bookable_from_date`, from which on this date can be booked."""
    on_date = local_date(starts_at, facts.zone)
    if on_date <= facts.last_date:
        return None
    bookable_from = on_date - facts.latest_notice_days * _ONE_DAY
    return Refusal(
        Rule.TOO_FAR, {"last_date": facts.last_date, "bookable_from_date": bookable_from}
    )


@TIME_RULES.of(Rule.OUTSIDE_HOURS)
def _outside_hours(starts_at: datetime, facts: TimeFacts) -> Refusal | None:
    """P14, P15: the whole visit lies in one opening.

    Facts: `windows`, those of the date; empty if there are no visiting hours that day.
    """
    openings = _openings_on_the_date_of(starts_at, facts)
    if _opening_around(starts_at, openings, facts) is not None:
        return None
    return Refusal(Rule.OUTSIDE_HOURS, {"windows": tuple(opening.window for opening in openings)})


@TIME_RULES.of(Rule.OFF_GRID)
def _off_grid(starts_at: datetime, facts: TimeFacts) -> Refusal | None:
    """The visit begins on its opening's grid. Facts: `grid`, and `opens_at`, where it begins."""
    opening = _opening_around(starts_at, _openings_on_the_date_of(starts_at, facts), facts)
    if opening is None or not (starts_at - opening.window.starts_at) % facts.grid:
        return None
    return Refusal(Rule.OFF_GRID, {"grid": facts.grid, "opens_at": opening.window.starts_at})


def _openings_on_the_date_of(starts_at: datetime, facts: TimeFacts) -> list[Opening]:
    return facts.hours.openings_on(local_date(starts_at, facts.zone), facts.zone)


def _opening_around(
    starts_at: datetime, openings: list[Opening], facts: TimeFacts
) -> Opening | None:
    end = starts_at + facts.length
    around = (one for one in openings if one.window.contains(starts_at) and end <= one.closes_at)
    return next(around, None)


@TIME_RULES.of(Rule.CLOSED)
def _closed(starts_at: datetime, facts: TimeFacts) -> Refusal | None:
    """Facts: `closed_from`, `closed_until` of the overlapping closure that ends last."""
    interval = Interval(starts_at, starts_at + facts.length)
    met = [closure for closure in facts.closures if closure.overlaps(interval)]
    if not met:
        return None
    longest = max(met, key=lambda closure: closure.ends_at)
    return Refusal(Rule.CLOSED, {"closed_from": longest.starts_at, "closed_until": longest.ends_at})
