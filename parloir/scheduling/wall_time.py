"""Where the wall clock of a facility becomes UTC, and back: the only place that does it.

Twice a year the wall clock departs from time. On the spring night an hour of the clock is
skipped; on the autumn night an hour is shown twice.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from parloir.scheduling.intervals import Interval, require_utc

_SECOND = timedelta(seconds=1)


def instants_of(on_date: date, at: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Every instant, in UTC and in order, at which the clock shows this date and time.

    None for a time that the spring night skips, two in the hour that the autumn night repeats,
    one otherwise. ValueError if `at` carries a zone of its own.
    """
    wall = _wall(on_date, at)
    readings = {_utc_reading(wall, zone, fold) for fold in (0, 1)}
    return tuple(
        sorted(instant for instant in readings if _clock_shows(instant, zone) == wall),
    )


def instant_of(on_date: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The first instant at which the clock shows this date and time, or None if it never does."""
    instants = instants_of(on_date, at, zone)
    return instants[0] if instants else None


def instant_reaching(on_date: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant at which the clock shows this date and time or has just jumped past it.

    Hours that open or close at a time which the spring night skips do so when the clock jumps.
    """
    return instant_of(on_date, at, zone) or _jump_over(_wall(on_date, at), zone)


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The date on the facility's calendar at `instant`."""
    return local_time(instant, zone).date()


def local_time(instant: datetime, zone: ZoneInfo) -> datetime:
    """`instant` as the facility's clock shows it, for people to read; never for arithmetic."""
    return require_utc(instant).astimezone(zone)


def is_shown_twice(instant: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock shows this very time once more that night, so that a label needs the zone.

    True for both of the two instants.
    """
    shown = _clock_shows(instant, zone)
    return len(instants_of(shown.date(), shown.time(), zone)) > 1


def names_a_skipped_time(written: datetime, zone: ZoneInfo) -> bool:
    """Whether `written` reads as a time that the zone's clock skips, with an offset of that night.

    An offset makes an instant of every reading; 2:30 in the spring, written with the zone's own,
    was meant as a time on the wall that never comes.
    """
    wall = written.replace(tzinfo=None)
    if instants_of(wall.date(), wall.time(), zone):
        return False
    return written.utcoffset() in {
        wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)
    }


def start_of_day(on_date: date, zone: ZoneInfo) -> datetime:
    """The first instant of the date. Where a zone's clock skips midnight, that isn't 00:00."""
    return instant_reaching(on_date, time(0), zone)


def end_of_day(on_date: date, zone: ZoneInfo) -> datetime:
    """The first instant after the date, which is the start of the next."""
    return start_of_day(on_date + timedelta(days=1), zone)


def day_interval(on_date: date, zone: ZoneInfo) -> Interval:
    """The whole of a local date: 23, 24 or 25 hours, as the night has it.

    ValueError for a date that the zone left out (Samoa's 30 December 2011).
    """
    return Interval(start_of_day(on_date, zone), end_of_day(on_date, zone))


def _wall(on_date: date, at: time) -> datetime:
    if at.tzinfo is not None:
        raise ValueError(f"a time on the wall has no zone of its own: {at!r}")
    return datetime.combine(on_date, at)


def _utc_reading(wall: datetime, zone: ZoneInfo, fold: int) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _clock_shows(instant: datetime, zone: ZoneInfo) -> datetime:
    return local_time(instant, zone).replace(tzinfo=None)


def _jump_over(skipped: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clock jumps over the wall time `skipped`.

    Read with the offset after the jump, a skipped time lies before the jump; read with the offset
    before it, at the jump or after. Between the two, bisection finds the second.
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
