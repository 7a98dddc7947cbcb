"""Names as licences write them: one in each element, or a whole name with separators."""

import re
from dataclasses import dataclass
from typing import Final

_SEPARATOR: Final = re.compile(r",\$|[,$@]")
_SUFFIXES: Final = frozenset({"JR", "SR", "II", "III", "IV", "1ST", "2ND", "3RD", "4TH", "5TH"})
# Before the last word, one of these says that the last name may have several words.
_PARTICLES: Final = frozenset(
    {"DA", "DAS", "DE", "DEL", "DELLA", "DEN", "DER", "DI", "DO", "DOS", "DU", "EL", "LA", "LAS"}
    | {"LE", "LOS", "MAC", "SAN", "SANTA", "ST", "TEN", "TER", "VAN", "VON", "Y", "ZU"}
)


@dataclass(frozen=True, slots=True)
class WholeName:
    """Either is empty if the card does not say it clearly."""

    last: str = ""
    first: str = ""


def one_name(value: str) -> str:
    """Return the name without padding and without separators at its ends."""
    return " ".join(value.strip(" ,$@").split())


def given_names(value: str) -> str:
    """Return all first names with spaces between them."""
    return one_name(_SEPARATOR.sub(" ", value))


def whole_name(value: str) -> WholeName:
    """Split LAST,FIRST,MIDDLE or LAST$FIRST$MIDDLE; without a separator, FIRST MIDDLE LAST."""
    if _SEPARATOR.search(value.rstrip(" ,$@")) is None:
        return _in_spoken_order(one_name(value))
    last, first, *_ = (one_name(part) for part in _SEPARATOR.split(value))
    return WholeName(*("" if name.upper() == "NONE" else name for name in (last, first)))


def _in_spoken_order(name: str) -> WholeName:
    words = [word for word in name.split() if word.strip(".").upper() not in _SUFFIXES]
    if len(words) < 2:
        return WholeName()
    *others, last = words
    if any(word.upper() in _PARTICLES for word in others[1:]):
        last = ""
    return WholeName(last, others[0])
