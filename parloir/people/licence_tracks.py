"""The tracks of a magnetic stripe, which British Columbia prints as a PDF417.

The source is the AAMVA DL/ID Card Design Standard, annex F. The first track has the jurisdiction,
the city and the name, the second one the issuer, the number, and two dates.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

_FIRST: Final = re.compile(r"%?[A-Z]{2}(?P<rest>[^?;]+)\?")
_SECOND: Final = re.compile(
    r";(?:636|604)\d{3}[\d ]*=(?P<year>\d\d)(?P<month>\d\d)(?P<birth>\d{8})\D"
)
_LONGEST_CITY: Final = 13
_LONGEST_NAME: Final = 35
_ON_BIRTHDAY, _AFTER_BIRTH_MONTH = 99, 88


@dataclass(frozen=True, slots=True)
class Tracks:
    """`name` has the last name, `$`, and the others; `birth` is CCYYMMDD."""

    name: str
    birth: str
    expires: date | None


def tracks_in(text: str) -> Tracks | None:
    """Return what the tracks say; None if the text has no first and second track."""
    first = _FIRST.match(text.lstrip())
    second = _SECOND.search(text, first.end()) if first else None
    if first is None or second is None:
        return None
    _, rest = _cut(first["rest"], _LONGEST_CITY)
    name, _ = _cut(rest, _LONGEST_NAME)
    expires = _expiry(2000 + int(second["year"]), int(second["month"]), second["birth"])
    return Tracks("".join(filter(str.isprintable, name)), second["birth"], expires)


def _cut(text: str, longest: int) -> tuple[str, str]:
    """Return a field and what follows: a field of the full length may have no `^` at its end."""
    field, _, rest = text[: longest + 1].partition("^")
    if len(field) > longest:
        return text[:longest], text[longest:]
    return field, rest + text[longest + 1 :]


def _expiry(year: int, month: int, birth: str) -> date | None:
    """Return the last day on which the card may be valid; None if it has no end or no month.

    The track has the month alone. Two values instead of a month refer to the birthday.
    """
    try:
        if month == _ON_BIRTHDAY:
            return date(year, int(birth[4:6]), int(birth[6:]))
        if month == _AFTER_BIRTH_MONTH:
            year, month = year + 1, int(birth[4:6])
        return date(year, month, calendar.monthrange(year, month)[1])
    except ValueError:
        return None
