"""Read the values of an address. Anybody can write one, so a value that makes no sense is None."""

import re
from datetime import UTC, date, datetime, timedelta

from django.http import QueryDict

from parloir.scheduling.wall_time import SENSIBLE_YEARS

SENSIBLE = timedelta(days=1000)
HIGHEST_ROW_NUMBER = 2**63 - 1
"""The highest key that either database can compare a row's key with."""


def row_number_in(values: QueryDict, name: str) -> int | None:
    """Return the key of a row, written in the digits 0 to 9."""
    text = values.get(name, "")
    if not re.fullmatch(r"[0-9]{1,19}", text):
        return None
    number = int(text)
    return number if number <= HIGHEST_ROW_NUMBER else None


def day_in(values: QueryDict, name: str = "day") -> date | None:
    """Return the date, or None if it is malformed or of no sensible year."""
    try:
        day = date.fromisoformat(values.get(name, ""))
    except ValueError:
        return None
    return day if day.year in SENSIBLE_YEARS else None


def instant_in(values: QueryDict, name: str = "at", *, now: datetime) -> datetime | None:
    """Return the instant, or None if it is malformed or more than `SENSIBLE` away from now."""
    try:
        asked = datetime.fromisoformat(values.get(name, ""))
        if asked.tzinfo is None or abs(asked - now) > SENSIBLE:
            return None
        return asked.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
