"""Signs that nobody sees, or that change how the text around them reads (Unicode 15)."""

import unicodedata
from typing import Final

JOINERS: Final = "\u200c\u200d"  # zero width non-joiner, zero width joiner
# Scripts whose letters change with a joiner, by the first word of their letters' Unicode names.
_SCRIPTS_WITH_JOINERS: Final = frozenset(
    {
        "ARABIC",
        "BENGALI",
        "DEVANAGARI",
        "GUJARATI",
        "GURMUKHI",
        "KANNADA",
        "MALAYALAM",
        "MONGOLIAN",
        "NKO",
        "ORIYA",
        "SINHALA",
        "SYRIAC",
        "TAMIL",
        "TELUGU",
    }
)
_LINE_BREAKS: Final = frozenset("\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029")
_DIRECTIONS: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# Letters and marks that are drawn as nothing. Format signs (Cf) are found by their category.
_INVISIBLE_LETTERS: Final = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
)
_VARIATION_SELECTORS: Final = (range(0xFE00, 0xFE10), range(0xE0000, 0xE1000))
_CONTROLS: Final = frozenset(("Cc", "Cn", "Co", "Cs"))


def is_line_break(sign: str) -> bool:
    return sign in _LINE_BREAKS


def is_control(sign: str) -> bool:
    """Return whether the sign is a control character, unassigned, private or half of a pair."""
    return unicodedata.category(sign) in _CONTROLS


def is_direction_mark(sign: str) -> bool:
    return sign in _DIRECTIONS


def invisible_in(text: str) -> bool:
    """Return whether the text has an invisible sign.

    A joiner counts as visible between two letters of a script that uses it, as in Persian and
    Hindi.
    """
    return any(
        _is_invisible(sign) and not (sign in JOINERS and _joins(text, at))
        for at, sign in enumerate(text)
    )


def is_joiner(sign: str) -> bool:
    return sign in JOINERS


def _is_invisible(sign: str) -> bool:
    return (
        unicodedata.category(sign) == "Cf"
        or sign in _INVISIBLE_LETTERS
        or any(ord(sign) in selectors for selectors in _VARIATION_SELECTORS)
    )


def _joins(text: str, at: int) -> bool:
    script = _script_of(text[at - 1 : at])  # of nothing, if the joiner comes first
    return script in _SCRIPTS_WITH_JOINERS and script == _script_of(text[at + 1 : at + 2])


def _script_of(sign: str) -> str | None:
    """Return the script of a letter or a mark; None for any other sign, and for nothing."""
    if not sign or unicodedata.category(sign)[0] not in "LM":
        return None
    return unicodedata.name(sign, "").partition(" ")[0]
