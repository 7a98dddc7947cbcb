"""Zones and nights with jumps of the wall clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHICAGO = ZoneInfo("America/Chicago")
NEW_YORK = ZoneInfo("America/New_York")
LONDON = ZoneInfo("Europe/London")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # its clock jumps by half an hour
HAVANA = ZoneInfo("America/Havana")  # its clock skips midnight
NUUK = ZoneInfo("America/Nuuk")  # its clock skips the last hour of a Saturday

# Zone, spring date, autumn date, and the hour on the wall that is skipped and repeated.
DST_NIGHTS = [
    (CHICAGO, date(2026, 3, 8), date(2026, 11, 1), 2, 1),
    (NEW_YORK, date(2026, 3, 8), date(2026, 11, 1), 2, 1),
    (LONDON, date(2026, 3, 29), date(2026, 10, 25), 1, 1),
]


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
