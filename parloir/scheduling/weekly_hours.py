"""The hours of the week in which one kind of visit takes place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from parloir.scheduling.intervals import Interval
from parloir.scheduling.ticks import TICK
from parloir.scheduling.wall_time import end_of_day, instant_reaching

MIDNIGHT = time(0)

Window = tuple[time, time]
"""When a day's window opens and closes. Midnight as the close is the end of the day, 24:00."""

_ONE_DAY = timedelta(days=1)
_WEEKDAYS = range(7)


@dataclass(frozen=True, slots=True)
class Opening:
    """A day's window, and by when a visit that begins in it has to end.

    Visits begin in `window`, on the grid counted from its start. They end by `closes_at`: the
    window's end, or later if the hours continue past midnight.
    """

    window: Interval
    closes_at: datetime


@dataclass(frozen=True, slots=True, init=False)
class WeeklyHours:
    """For each weekday, Monday first, any number of windows on the wall clock.

    A visit lies inside one window (`procedure.md` P14). Windows that touch on the wall clock are
    one opening: 8 to 12 and 12 to 5 are stored as 8 to 5, and a window that closes at midnight
    continues in one that opens at midnight on the next day. Windows of one day become one; across
    midnight they stay two, so that every date has its own starts and its own grid, and
    `openings_on` says by when a visit has to end.

    Raises ValueError for a weekday that isn't 0 to 6, a window that does not open before it
    closes, windows that overlap, and times that are not whole ticks of five minutes.
    """

    days: tuple[tuple[Window, ...], ...]

    def __init__(self, windows: Mapping[int, Iterable[Window]]) -> None:
        strangers = set(windows) - set(_WEEKDAYS)
        if strangers:
            raise ValueError(f"weekdays are 0 (Monday) to 6 (Sunday), not {sorted(strangers)}")
        days = tuple(_in_order_and_joined(windows.get(weekday, ())) for weekday in _WEEKDAYS)
        object.__setattr__(self, "days", days)

    @classmethod
    def on(cls, weekdays: Iterable[int], *windows: Window) -> "WeeklyHours":
        """Return hours with these windows on each of these weekdays and none on the others."""
        return cls(dict.fromkeys(weekdays, windows))

    @classmethod
    def every_day(cls, *windows: Window) -> "WeeklyHours":
        return cls.on(_WEEKDAYS, *windows)

    @classmethod
    def round_the_clock(cls) -> "WeeklyHours":
        return cls.every_day((MIDNIGHT, MIDNIGHT))

    def windows_on(self, on_date: date, zone: ZoneInfo) -> list[Interval]:
        """Return the windows of a date as absolute time, in order.

        A window whose opening or close the spring night skips opens or closes when the clock
        jumps; a window that lies completely in the skipped hour is left out. On the autumn night,
        a time that is shown twice counts when it is first shown.
        """
        spans = (
            (instant_reaching(on_date, opens, zone), _close(on_date, closes, zone))
            for opens, closes in self.days[on_date.weekday()]
        )
        return [
            Interval(opens_at, closes_at) for opens_at, closes_at in spans if opens_at < closes_at
        ]

    def openings_on(self, on_date: date, zone: ZoneInfo) -> list[Opening]:
        """Return the windows of a date, each with the instant by which a visit in it has to end.

        Hours that continue past midnight end with the next day's first window. Windows with a gap
        on the wall clock stay two, even if the spring night's jump closes the gap.
        """
        windows = self.windows_on(on_date, zone)
        openings = [Opening(window=window, closes_at=window.ends_at) for window in windows]
        if windows and self._stays_open_past_midnight(on_date.weekday()):
            next_morning = self.windows_on(on_date + _ONE_DAY, zone)[:1]
            if next_morning and next_morning[0].starts_at == windows[-1].ends_at:
                openings[-1] = Opening(window=windows[-1], closes_at=next_morning[0].ends_at)
        return openings

    def _stays_open_past_midnight(self, weekday: int) -> bool:
        tonight, tomorrow = self.days[weekday], self.days[(weekday + 1) % len(self.days)]
        return (
            bool(tonight and tomorrow) and tonight[-1][1] == MIDNIGHT and tomorrow[0][0] == MIDNIGHT
        )


def _in_order_and_joined(windows: Iterable[Window]) -> tuple[Window, ...]:
    joined: list[Window] = []
    for opens, closes in sorted(windows, key=lambda window: window[0]):
        _check(opens, closes)
        if not joined:
            joined.append((opens, closes))
            continue
        earlier_opens, earlier_closes = joined[-1]
        if earlier_closes == MIDNIGHT or opens < earlier_closes:
            raise ValueError(f"windows overlap: {opens} is before the close at {earlier_closes}")
        if opens == earlier_closes:
            joined[-1] = (earlier_opens, closes)
        else:
            joined.append((opens, closes))
    return tuple(joined)


def _check(opens: time, closes: time) -> None:
    for at in (opens, closes):
        since_midnight = timedelta(
            hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond
        )
        if at.tzinfo is not None or since_midnight % TICK:
            raise ValueError(f"hours are wall times on whole ticks of {TICK}, not {at!r}")
    if closes != MIDNIGHT and closes <= opens:
        raise ValueError(f"a window opens before it closes: {opens} to {closes}")


def _close(on_date: date, closes: time, zone: ZoneInfo) -> datetime:
    if closes == MIDNIGHT:
        return end_of_day(on_date, zone)
    return instant_reaching(on_date, closes, zone)
