"""Names folded for searching: case and accents do not count (P10).

Folded in Python and stored, because SQLite's LIKE folds ASCII alone.
"""

import unicodedata

# Letters that Unicode does not decompose into a base letter and a mark.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})


def searchable(name: str) -> str:
    """'Núñez-O'Brien' becomes 'nunezobrien': letters alone, folded, without accents."""
    folded = unicodedata.normalize("NFKD", name).casefold().translate(_PLAIN)
    return "".join(sign for sign in folded if sign.isalpha())
