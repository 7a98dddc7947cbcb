"""Fold what people type, so that the same name or number is equal however it is written.

Texts are folded in Python and stored, because each database folds in its own way: SQLite's LIKE
knows only ASCII, and PostgreSQL's unaccent keeps apostrophes.
"""

import re
import unicodedata
from typing import Final

# Letters that Unicode does not decompose into a base letter and a mark.
_PLAIN: Final = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\u0131": "i",  # dotless
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ɓ": "b",
        "ɗ": "d",
        "ƙ": "k",
        "ƴ": "y",
    }
)
# Apostrophes that Unicode counts as letters: modifier letters and the saltillo.
_LETTERLIKE_APOSTROPHES: Final = re.compile("[\u02b0-\u02ff\ua78b\ua78c]")
_WRITTEN_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


def fold_name(name: str) -> str:
    """Return only the letters of a name, folded: "Núñez-O'Brien" becomes "nunezobrien"."""
    folded = unicodedata.normalize("NFKD", name).casefold().translate(_PLAIN)
    # Case folding takes some letters apart again: İ becomes an i with a dot.
    folded = _LETTERLIKE_APOSTROPHES.sub("", unicodedata.normalize("NFKD", folded))
    return "".join(sign for sign in folded if sign.isalpha())


def fold_title(title: str) -> str:
    """Return the letters and digits of a name of a place, folded: "Bayamón 501" becomes
    "bayamon501"."""
    plain = unicodedata.normalize("NFKD", title)
    return "".join(sign if sign.isdecimal() else fold_name(sign) for sign in plain)


def fold_words(name: str) -> list[str]:
    """Return the folded words of a name: "Núñez-O'Brien" becomes "nunez", "o" and "brien"."""
    apart = _LETTERLIKE_APOSTROPHES.sub(" ", unicodedata.normalize("NFC", name))
    spaced = "".join(sign if _is_of_word(sign) else " " for sign in apart)
    return [word for word in map(fold_name, spaced.split()) if word]


def spellings_of(name: str) -> list[str]:
    """Return the name, and the name with its umlauts written out if it has any: Müller, Mueller."""
    lower = unicodedata.normalize("NFC", name).lower()
    written_out = lower.translate(_WRITTEN_OUT)
    return [name] if written_out == lower else [name, written_out]


def fold_number(number: str) -> str:
    """Return a number as it is compared: without letter case, signs, blanks and leading zeros.

    "a-0012" becomes "A0012", and "0012" becomes "12". It is empty if there is no letter or digit.
    """
    folded = unicodedata.normalize("NFKD", number).upper()
    signs = "".join(sign for sign in folded if sign.isalnum())
    return signs.lstrip("0") or signs[:1]


def _is_of_word(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM"
