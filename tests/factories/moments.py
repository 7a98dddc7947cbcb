"""Moments in one week of May 2026, by the jail's clock (Central)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from parloir.scheduling.wall_time import instant_of

CHICAGO = ZoneInfo("America/Chicago")
MONDAY = date(2026, 5, 11)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (
    MONDAY + timedelta(days=days) for days in range(1, 7)
)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def at(on_date: date, hour: int, minute: int = 0) -> datetime:
    """Return the instant at which the jail's clock shows this, in UTC."""
    instant = instant_of(on_date, time(hour, minute), CHICAGO)
    assert instant is not None
    return instant


NINE_ON_MONDAY = at(MONDAY, 9)
