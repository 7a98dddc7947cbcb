"""Read the barcode on the back of a US or Canadian licence or identity card.

The registrar sees the values beside those that the visitor typed, to compare them; the barcode
decides nothing. Where a card can be understood in several ways, nothing is said.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from parloir.people.barcode_state import BarcodeState
from parloir.people.licence_elements import elements_of
from parloir.people.licence_names import given_names, one_name, whole_name
from parloir.people.licence_tracks import Tracks, tracks_in
from parloir.pictures import decoder
from parloir.pictures.refusals import ImageRefused

# The first of these elements that a card has counts. Version 1 has DAB; versions 2 and 3 have all
# first names in DCT.
_LAST_NAMES: Final = ("DCS", "DAB")
_FIRST_NAMES: Final = ("DAC", "DCT")
_WHOLE_NAME: Final = "DAA"  # version 1
_DATES: Final = {"date_of_birth": "DBB", "expires": "DBA"}
_CUT: Final = {"last_name": "DDE", "first_name": "DDF"}


@dataclass(frozen=True, slots=True)
class CardBarcode:
    """What was found when the picture of a card was looked at. `licence` is empty unless READ."""

    state: BarcodeState
    licence: dict[str, str] = field(default_factory=dict)


def look_for_barcode(jpeg: bytes) -> CardBarcode:
    """Return what `parse_licence` finds in the picture's barcode, or why it finds nothing."""
    try:
        found = decoder.read_barcodes(jpeg)
    except ImageRefused:  # the picture itself is good, and the barcode decides nothing
        return CardBarcode(BarcodeState.NOT_LOOKED_FOR)
    licence = next(filter(None, map(parse_licence, found.texts)), {})
    if licence:
        return CardBarcode(BarcodeState.READ, licence)
    if found.texts:
        return CardBarcode(BarcodeState.OTHER)
    is_there = found.is_one_unreadable
    return CardBarcode(BarcodeState.UNREADABLE if is_there else BarcodeState.NONE_FOUND)


def read_licence(jpeg: bytes) -> dict[str, str]:
    """Return what `parse_licence` finds in the picture's barcode; empty if none is readable."""
    return look_for_barcode(jpeg).licence


def parse_licence(text: str) -> dict[str, str]:
    """Return `first_name`, `last_name`, and `date_of_birth` and `expires` as ISO dates.

    Elements that are missing or not understood are left out. Empty for any other barcode.
    `last_name_cut` and `first_name_cut` say T if the card has only the first letters of a name.
    """
    elements = elements_of(text)
    if elements is not None:
        return _licence_of_elements(elements)
    tracks = tracks_in(text)
    return {} if tracks is None else _licence_of_tracks(tracks)


def _licence_of_elements(elements: Mapping[str, str]) -> dict[str, str]:
    whole = whole_name(elements.get(_WHOLE_NAME, ""))
    last = next((one_name(elements[name]) for name in _LAST_NAMES if name in elements), "")
    first = next((given_names(elements[name]) for name in _FIRST_NAMES if name in elements), "")
    names = {"last_name": last or whole.last, "first_name": first or whole.first}
    dates = {field: _date(elements.get(name, "")) for field, name in _DATES.items()}
    cut = {
        f"{field}_cut": "T"
        for field, name in _CUT.items()
        if names[field] and elements.get(name) == "T"
    }
    return _without_gaps({**names, **{field: _iso(day) for field, day in dates.items()}, **cut})


def _licence_of_tracks(tracks: Tracks) -> dict[str, str]:
    whole = whole_name(tracks.name)
    return _without_gaps(
        {
            "last_name": whole.last,
            "first_name": whole.first,
            "date_of_birth": _iso(_date(tracks.birth)),
            "expires": _iso(tracks.expires),
        }
    )


def _without_gaps(licence: dict[str, str]) -> dict[str, str]:
    return {field: value for field, value in licence.items() if value}


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _date(text: str) -> dt.date | None:
    """Parse MMDDCCYY (United States) or CCYYMMDD (Canada, and version 1); None for neither.

    No text is both: no month is 19 or higher.
    """
    digits = re.sub(r"[-/. ]", "", text)
    if len(digits) != 8 or not (digits.isascii() and digits.isdecimal()):
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
