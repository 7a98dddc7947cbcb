"""Read the barcode on the back of a US licence or state ID.

The source is the AAMVA DL/ID Card Design Standard, annex D: a PDF417 with one element a line, which
is three letters that name it and its value. The registrar sees the values beside those that the
visitor typed, to compare them; the barcode decides nothing.
"""

import datetime as dt

from parloir.pictures import decoder
from parloir.pictures.refusals import ImageRefused

_HEADER = "ANSI "
_ELEMENTS = {
    "DCS": "last_name",
    "DAC": "first_name",
    "DCT": "first_name",  # versions 2 and 3 give all first names in one
    "DBB": "date_of_birth",
    "DBA": "expires",
}
_DATES = ("date_of_birth", "expires")
_FULL_NAME = "DAA"  # version 1: LAST,FIRST,MIDDLE


def read_licence(jpeg: bytes) -> dict[str, str]:
    """Return what `parse_licence` finds in the picture's barcode; empty if none is readable."""
    try:
        texts = decoder.read_barcodes(jpeg, until=_HEADER)
    except ImageRefused:  # the picture itself is good, and the barcode decides nothing
        return {}
    return next(filter(None, map(parse_licence, texts)), {})


def parse_licence(text: str) -> dict[str, str]:
    """Return `first_name`, `last_name`, and `date_of_birth` and `expires` as ISO dates.

    Elements that are missing or not understood are left out. Empty for any other barcode.
    """
    if _HEADER not in text:
        return {}
    licence: dict[str, str] = {}
    for line in text.replace("\r", "\n").split("\n"):
        name, value = _element(line)
        if name == _FULL_NAME:
            _take_full_name(value, licence)
        elif name in _ELEMENTS and value and value.upper() not in {"NONE", "UNAVL", "UNAVAIL"}:
            licence.setdefault(_ELEMENTS[name], value)
    for field in _DATES:
        day = _date(licence.pop(field, ""))
        if day is not None:
            licence[field] = day.isoformat()
    return licence


def _element(line: str) -> tuple[str, str]:
    """Split a line. The first element follows the name of its subfile in the line of the header."""
    if _HEADER in line:
        line = line[max(line.rfind("DL"), line.rfind("ID")) + 2 :]
    elif line[:2] in {"DL", "ID"} and line[2:5] in {*_ELEMENTS, _FULL_NAME, "DAQ"}:
        line = line[2:]
    return line[:3], line[3:].strip().strip(",")


def _take_full_name(value: str, licence: dict[str, str]) -> None:
    parts = [part.strip() for part in value.replace("@", ",").split(",") if part.strip()]
    for field, part in zip(("last_name", "first_name"), parts, strict=False):
        licence.setdefault(field, part)


def _date(digits: str) -> dt.date | None:
    """Parse MMDDCCYY (United States) or CCYYMMDD (Canada, and version 1); None for neither."""
    if len(digits) != 8 or not digits.isdecimal():
        return None
    united_states = (digits[4:], digits[:2], digits[2:4])
    others = (digits[:4], digits[4:6], digits[6:])
    for year, month, day in (united_states, others):
        try:
            found = dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
        if 1900 <= found.year <= 2200:
            return found
    return None
