"""Fold names for searching, without case and accents (P10).

Names are folded in Python and stored, because SQLite's LIKE folds only ASCII.
"""

import unicodedata

# Letters that Unicode does not decompose into a base letter and a mark.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})


def searchable(name: str) -> str:
    """Return only the letters of a name, folded: "Núñez-O'Brien" becomes "nunezobrien"."""
    folded = unicodedata.normalize("NFKD", name).casefold().translate(_PLAIN)
    return "".join(sign for sign in folded if sign.isalpha())
