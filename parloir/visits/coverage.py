"""How much of the live time officers watched, by officer and day, from what consoles reported.

Consoles report spans (`WatchSpan`). A visit is watched while its tile is on a visible page with
moving pictures, or while it is opened. Days are in the facility's time zone.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from parloir.facilities.models import Facility
from parloir.scheduling.intervals import Interval, union
from parloir.scheduling.wall_time import day_interval
from parloir.visits.models import Visit, WatchSpan

LONGEST = 92
"""The most days of one report."""

NOTHING = timedelta(0)


@dataclass(slots=True)
class DayOfWatching:
    day: date
    visits: int = 0
    live: timedelta = NOTHING
    watched: timedelta = NOTHING
    unwatched: int = 0
    """Visits that were marked because they went on while no officer was present."""
    by_officer: dict[str, timedelta] = field(default_factory=dict)

    @property
    def share(self) -> int | None:
        """The percentage of live time that was watched, rounded down; None without live time."""
        return int(100 * self.watched / self.live) if self.live else None


def coverage_of(
    *, facility: Facility, first: date, last: date, now: datetime
) -> list[DayOfWatching]:
    """Return every day from `first` to `last`, both included, also those without visits."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = []
    for day in days:
        around = day_interval(day, facility.zone)
        visits = Visit.objects.filter(
            facility=facility, started_at__isnull=False, started_at__lt=around.ends_at
        ).exclude(ended_at__lte=around.starts_at)
        found.append(_day(day, around, visits, now=now))
    return found


def _day(day: date, around: Interval, visits: Iterable[Visit], *, now: datetime) -> DayOfWatching:
    result = DayOfWatching(day)
    officers: dict[str, timedelta] = defaultdict(timedelta)
    live = {visit.pk: found for visit in visits if (found := _live(visit, around, now))}
    spans: dict[int, list[tuple[str, Interval]]] = defaultdict(list)
    for span in WatchSpan.objects.filter(visit__in=live, to_at__gt=around.starts_at):
        if span.to_at > span.from_at:
            interval = Interval(span.from_at, span.to_at)
            spans[span.visit_id].append((span.officer_ref, interval))
    for visit in visits:
        whole = live.get(visit.pk)
        if whole is None:
            continue
        result.visits += 1
        result.unwatched += visit.went_unwatched
        result.live += whole.duration
        watched = [(who, part) for who, one in spans[visit.pk] if (part := one.intersection(whole))]
        result.watched += _length(part for _who, part in watched)
        for who in {who for who, _part in watched}:
            officers[who] += _length(part for one, part in watched if one == who)
    result.by_officer = dict(officers)
    return result


def _live(visit: Visit, around: Interval, now: datetime) -> Interval | None:
    ended_at = visit.ended_at or now
    if visit.started_at is None or ended_at <= visit.started_at:
        return None
    return Interval(visit.started_at, ended_at).intersection(around)


def _length(intervals: Iterable[Interval]) -> timedelta:
    """Return how much time they cover together: what two officers watch counts once."""
    return sum((one.duration for one in union(intervals)), NOTHING)
