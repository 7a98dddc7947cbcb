"""The times at which a visit can begin."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from parloir.scheduling.intervals import Interval
from parloir.scheduling.ticks import is_whole_ticks
from parloir.scheduling.weekly_hours import WeeklyHours


def starts(
    *,
    hours: WeeklyHours,
    on_date: date,
    zone: ZoneInfo,
    length: timedelta,
    grid: timedelta,
    not_before: datetime | None = None,
    closures: Iterable[Interval] = (),
    effective_date: date | None = None,
) -> list[Interval]:
    """Return every visit that can begin on a facility-local date, by time alone, in order.

    A visit lasts `length` and begins a multiple of `grid` after its window opens, both in elapsed
    time: on a DST night a visit is as long as on any other, whatever the wall clock shows. It lies
    inside one window (`procedure.md` P14, P15; `WeeklyHours` explains windows that continue past
    midnight), overlaps no closure, and begins at `not_before` or later. Before `effective_date`
    there is none (P1).

    Raises ValueError if `length` or `grid` isn't whole ticks.
    """
    return list(
        iter_starts(
            hours=hours,
            on_date=on_date,
            zone=zone,
            length=length,
            grid=grid,
            not_before=not_before,
            closures=closures,
            effective_date=effective_date,
        )
    )


def iter_starts(
    *,
    hours: WeeklyHours,
    on_date: date,
    zone: ZoneInfo,
    length: timedelta,
    grid: timedelta,
    not_before: datetime | None = None,
    closures: Iterable[Interval] = (),
    effective_date: date | None = None,
) -> Iterator[Interval]:
    """Yield what `starts` returns, for callers that need only the first."""
    require_whole_ticks(length=length, grid=grid)
    if effective_date is not None and on_date < effective_date:
        return
    known = sorted(closures)
    for opening in hours.openings_on(on_date, zone):
        reach = Interval(opening.window.starts_at, opening.closes_at)
        in_the_way = [closure for closure in known if closure.overlaps(reach)]
        last_start = opening.closes_at - length
        starts_at = opening.window.starts_at
        if not_before is not None:
            starts_at = _first_on_grid(starts_at, grid, not_before)
        while starts_at < opening.window.ends_at and starts_at <= last_start:
            interval = Interval(starts_at, starts_at + length)
            closure = next((closed for closed in in_the_way if closed.overlaps(interval)), None)
            if closure is None:
                yield interval
                starts_at += grid
            else:
                starts_at = _first_on_grid(starts_at, grid, closure.ends_at)


def require_whole_ticks(*, length: timedelta, grid: timedelta) -> None:
    if not (is_whole_ticks(length) and is_whole_ticks(grid)):
        raise ValueError(f"length and grid are whole ticks, not {length} and {grid}")


def _first_on_grid(origin: datetime, grid: timedelta, instant: datetime) -> datetime:
    """Return the first point, not before `instant`, of the grid that begins at `origin`."""
    return origin + max(0, -((origin - instant) // grid)) * grid
