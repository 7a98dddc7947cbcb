"""Conversion between a facility's wall clock and UTC. Nothing else converts.

Twice a year the wall clock jumps. On the spring night it skips an hour; on the autumn night it
shows an hour twice.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from parloir.scheduling.intervals import Interval, require_utc

SENSIBLE_YEARS = range(2000, 2100)
"""Years of the dates that people and programs may ask for. Where the calendar of a computer ends,
the day after a date, or the date in another zone, is an error."""
_SECOND = timedelta(seconds=1)
# No clock jumps twice within this time.
_STEP = timedelta(days=1)


def instants_of(on_date: date, at: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return every instant, in UTC and in order, at which the clock shows this date and time.

    There is none for a time that the spring night skips, two in the hour that the autumn night
    repeats, one otherwise. Raises ValueError if `at` has a zone of its own.
    """
    wall = _wall(on_date, at)
    readings = {_utc_reading(wall, zone, fold) for fold in (0, 1)}
    return tuple(
        sorted(instant for instant in readings if _clock_shows(instant, zone) == wall),
    )


def instant_of(on_date: date, at: time, zone: ZoneInfo) -> datetime | None:
    """Return the first instant at which the clock shows this date and time, or None."""
    instants = instants_of(on_date, at, zone)
    return instants[0] if instants else None


def instant_reaching(on_date: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the first instant at which the clock shows this date and time, or has jumped past it.

    Hours that open or close at a time which the spring night skips do so when the clock jumps.
    """
    return instant_of(on_date, at, zone) or _jump_over(_wall(on_date, at), zone)


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """Return the date on the facility's calendar at `instant`."""
    return local_time(instant, zone).date()


def local_time(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return what the facility's clock shows, for people to read; never for arithmetic."""
    return require_utc(instant).astimezone(zone)


def is_shown_twice(instant: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock shows this time twice that night, so that a label needs the zone.

    True for both instants.
    """
    shown = _clock_shows(instant, zone)
    return len(instants_of(shown.date(), shown.time(), zone)) > 1


def names_a_skipped_time(written: datetime, zone: ZoneInfo) -> bool:
    """Whether `written` is a time that the zone's clock skips, with an offset of that night.

    With an offset, any time can be converted to an instant. But 2:30 on the spring night, written
    with the zone's own offset, was meant as a wall time that does not exist.
    """
    wall = written.replace(tzinfo=None)
    if instants_of(wall.date(), wall.time(), zone):
        return False
    return written.utcoffset() in {
        wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)
    }


def next_jump(after: datetime, zone: ZoneInfo, *, within: timedelta) -> datetime | None:
    """Return the first instant, to the second, at which the zone's clock jumps, or None if it does
    not jump within this time."""
    before, end = after.replace(microsecond=0), after + within
    offset = local_time(before, zone).utcoffset()
    while before < end:
        later = min(before + _STEP, end)
        if local_time(later, zone).utcoffset() != offset:
            return _first_with_another_offset(before, later, zone)
        before = later
    return None


def start_of_hour(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant of the hour that the clock shows at `instant`: a full hour there, or
    the jump if the clock jumped into the hour."""
    shown = local_time(instant, zone)
    begun = instant - timedelta(
        minutes=shown.minute, seconds=shown.second, microseconds=shown.microsecond
    )
    return next_jump(begun, zone, within=instant - begun) or begun


def start_of_day(on_date: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of the date. If the clock skips midnight, it isn't 00:00."""
    return instant_reaching(on_date, time(0), zone)


def end_of_day(on_date: date, zone: ZoneInfo) -> datetime:
    """Return the first instant after the date, which is the start of the next."""
    return start_of_day(on_date + timedelta(days=1), zone)


def day_interval(on_date: date, zone: ZoneInfo) -> Interval:
    """Return the whole of a local date: 23, 24 or 25 hours.

    Raises ValueError for a date that the zone skipped (Samoa's 30 December 2011).
    """
    return Interval(start_of_day(on_date, zone), end_of_day(on_date, zone))


def _first_with_another_offset(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the second of the jump between two instants with different offsets, by bisection."""
    offset = local_time(before, zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if local_time(middle, zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def _wall(on_date: date, at: time) -> datetime:
    if at.tzinfo is not None:
        raise ValueError(f"a time on the wall has no zone of its own: {at!r}")
    return datetime.combine(on_date, at)


def _utc_reading(wall: datetime, zone: ZoneInfo, fold: int) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _clock_shows(instant: datetime, zone: ZoneInfo) -> datetime:
    return local_time(instant, zone).replace(tzinfo=None)


def _jump_over(skipped: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clock jumps over the wall time `skipped`.

    With the offset after the jump, a skipped time is before the jump; with the offset before it,
    it is at the jump or after. Bisection between the two finds the second of the jump.
    """
    skipped = skipped.replace(microsecond=0)
    before = _utc_reading(skipped, zone, fold=1)
    after = _utc_reading(skipped, zone, fold=0)
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if _clock_shows(middle, zone) > skipped:
            after = middle
        else:
            before = middle
    return after
