"""How the two showings of a time that the clock shows twice are told apart.

By the letters of the zone, CDT and CST. Where both showings have the same letters, or the zone has
none, by the offset: UTC+10:30. Letters and offsets come from the server's zone data, since browsers
and libraries call one offset by different letters.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from parloir.scheduling.wall_time import instants_of, local_time, next_jump

# No clock goes back by more than this.
_LONGEST = timedelta(hours=12)
_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)


class Showing(NamedTuple):
    """The instants from `starts_at` on and before `ends_at`: one of the two showings of an hour."""

    starts_at: datetime
    ends_at: datetime
    letters: str


def letters_of_showing(instant: datetime, zone: ZoneInfo) -> str:
    """Return what tells this showing of a time from the other; empty for a time shown once."""
    shown = local_time(instant, zone)
    showings = instants_of(shown.date(), shown.time(), zone)
    if len(showings) < 2:
        return ""
    names = {local_time(one, zone).tzname() or "" for one in showings}
    if len(names) == len(showings) and all(name.isalpha() for name in names):
        return shown.tzname() or ""
    return say_offset(shown.utcoffset() or timedelta(0))


def say_offset(offset: timedelta) -> str:
    """Return 'UTC-3:30', 'UTC+8' or 'UTC'."""
    if not offset:
        return "UTC"
    hours, minutes = divmod(abs(offset) // _MINUTE, 60)
    sign = "-" if offset < timedelta(0) else "+"
    return f"UTC{sign}{hours}:{minutes:02}" if minutes else f"UTC{sign}{hours}"


def coming_showings(now: datetime, zone: ZoneInfo, *, within: timedelta) -> tuple[Showing, ...]:
    """Return the showings of repeated hours that are not over at `now`, in order, for each jump of
    the clock within this time."""
    return tuple(
        showing
        for jump in _jumps(now - _LONGEST, now + within, zone)
        for showing in _showings_around(jump, zone)
        if showing.ends_at > now
    )


def _jumps(after: datetime, end: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    while (jump := next_jump(after, zone, within=end - after)) is not None:
        yield jump
        after = jump


def _showings_around(jump: datetime, zone: ZoneInfo) -> Iterator[Showing]:
    """Yield both showings if the clock goes back, and nothing if it goes forward."""
    before, then = (local_time(one, zone).utcoffset() for one in (jump - _SECOND, jump))
    repeated = (before or timedelta(0)) - (then or timedelta(0))
    if repeated > timedelta(0):
        for start in (jump - repeated, jump):
            yield Showing(start, start + repeated, letters_of_showing(start, zone))
