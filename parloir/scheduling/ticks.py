"""Ticks: the unit of five minutes, in UTC, in which people and devices are claimed."""

from datetime import UTC, datetime, timedelta

from parloir.scheduling.intervals import Interval, require_utc

TICK = timedelta(minutes=5)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def is_whole_ticks(duration: timedelta) -> bool:
    """Whether `duration` is a positive multiple of the tick, as lengths and grids must be."""
    return duration > timedelta(0) and not duration % TICK


def tick_at(instant: datetime) -> int:
    """Return the number of the tick in which `instant` lies, counted from 1970 in UTC."""
    return (require_utc(instant) - _EPOCH) // TICK


def tick_ending_at(instant: datetime) -> int:
    """Return the number after that of the last tick that begins before `instant`."""
    return -((_EPOCH - require_utc(instant)) // TICK)


def ticks_of(interval: Interval) -> range:
    """Return the ticks that `interval` fills. Raises ValueError if an end lies inside a tick."""
    return range(_tick_beginning_at(interval.starts_at), _tick_beginning_at(interval.ends_at))


def bits_of(interval: Interval, first_tick: int) -> int:
    """Return the ticks that the interval overlaps, as bits counted from `first_tick`."""
    begin = max(tick_at(interval.starts_at) - first_tick, 0)
    end = max(tick_ending_at(interval.ends_at) - first_tick, begin)
    return ((1 << (end - begin)) - 1) << begin


def _tick_beginning_at(instant: datetime) -> int:
    tick, rest = divmod(instant - _EPOCH, TICK)
    if rest:
        raise ValueError(f"not on a boundary of {TICK}: {instant}")
    return tick
