"""The one rule for names of people: visitors, children, inmates and staff.

A name reaches mails, screens and sheets of other people, so it must not carry words of its own to
them: no links, no numbers, nothing invisible. It is not guessed whether a name is a real one.
"""

import re
import unicodedata
from enum import StrEnum, auto
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parloir.typed_text.signs import (
    invisible_in,
    is_control,
    is_direction_mark,
    is_joiner,
    is_line_break,
)

LONGEST_NAME: Final = 60
LONGEST_FULL_NAME: Final = 2 * LONGEST_NAME + 1
MOST_MARKS: Final = 6
"""How many marks may follow one letter. Vietnamese needs two, Hebrew three, Burmese six."""

# Hawaiian and Arabic apostrophes are letters, and need no place here.
_OTHER_SIGNS: Final = frozenset(
    " .,-'"
    "`\u00b4\u2018\u2019"  # apostrophes as people type them
    "\u2010\u2011"  # hyphen and non-breaking hyphen
    "\u00b7\u05f3\u05f4\u05be\u0f0b\u30fb"  # Catalan, Hebrew (three), Tibetan, Japanese
)
_ORDINAL: Final = re.compile(r"(?:1st|2nd|3rd|[4-9]th|10th)\.?", re.IGNORECASE)
_LINK: Final = re.compile(r"[:@\\]|www\.", re.IGNORECASE)


class NameMistake(StrEnum):
    TOO_LONG = auto()
    CONTROL = auto()
    DIRECTION = auto()
    INVISIBLE = auto()
    LINK = auto()
    DIGIT = auto()
    SIGN = auto()
    MARKS = auto()
    NO_LETTER = auto()


_TEXTS: Final[dict[NameMistake, Promise]] = {
    NameMistake.TOO_LONG: _("This name is too long. Shorten it the way the ID does."),
    NameMistake.CONTROL: _(
        "This name has a line break or a control character in it. Type it by hand, in one line."
    ),
    NameMistake.DIRECTION: _(
        "This name has an invisible sign in it, which turns the direction of writing. Type it by "
        "hand instead of pasting it."
    ),
    NameMistake.INVISIBLE: _(
        "This name has an invisible sign in it. Type it by hand instead of pasting it."
    ),
    NameMistake.LINK: _(
        "This looks like an address on the internet. Type only the name, with a space after each "
        "period."
    ),
    NameMistake.DIGIT: _("Type the name without digits. Only an ending like 3rd can stay."),
    NameMistake.SIGN: _(
        "A name has letters, spaces, hyphens, apostrophes and periods. Leave out the rest."
    ),
    NameMistake.MARKS: _(
        "This name has more accents than letters can carry. Type it as on the ID."
    ),
    NameMistake.NO_LETTER: _("Type the name in letters."),
}


class NameRefused(ValueError):
    """An operation was given something that is not a name; forms say so before."""

    def __init__(self, mistake: NameMistake) -> None:
        super().__init__(mistake)
        self.mistake = mistake


def text_of(mistake: NameMistake) -> str:
    """Return what is wrong and what the person can do."""
    return str(_TEXTS[mistake])


def tidy_name(text: str) -> str:
    """Return the name in composed letters (Unicode NFC), with single plain spaces."""
    spaced = "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in text)
    return re.sub(" +", " ", unicodedata.normalize("NFC", spaced)).strip(" ")


def mistake_in_name(text: str, *, longest: int = LONGEST_NAME) -> NameMistake | None:
    """Return why this cannot be a name, or None if it can."""
    if len(text) > longest:
        return NameMistake.TOO_LONG
    if any(is_line_break(sign) or is_control(sign) for sign in text):
        return NameMistake.CONTROL
    if any(is_direction_mark(sign) for sign in text):
        return NameMistake.DIRECTION
    if invisible_in(text):
        return NameMistake.INVISIBLE
    if _LINK.search(text) or any(map(_is_link, _words_of(text))):
        return NameMistake.LINK
    if _has_digit(text):
        return NameMistake.DIGIT
    if not all(map(_is_sign_of_names, _without_initials(text))):
        return NameMistake.SIGN
    if _has_loose_or_many_marks(text):
        return NameMistake.MARKS
    if not any(map(_is_letter, text)):
        return NameMistake.NO_LETTER
    return None


def check_names(*names: str) -> None:
    """Raises NameRefused if one of these cannot be a name."""
    for name in names:
        _check(name, longest=LONGEST_NAME)


def check_full_name(name: str) -> None:
    """Raises NameRefused if this cannot be first and last name together. None at all is right."""
    if name:
        _check(name, longest=LONGEST_FULL_NAME)


def _check(name: str, *, longest: int) -> None:
    mistake = mistake_in_name(name, longest=longest)
    if mistake is not None:
        raise NameRefused(mistake)


def must_be_name(text: str) -> None:
    """Validate a form's or a model's field. Raises ValidationError."""
    _validate(text, longest=LONGEST_NAME)


def must_be_full_name(text: str) -> None:
    """Like `must_be_name`, for first and last name in one field."""
    _validate(text, longest=LONGEST_FULL_NAME)


def _validate(text: str, *, longest: int) -> None:
    mistake = mistake_in_name(text, longest=longest)
    if mistake is not None:
        raise ValidationError(text_of(mistake), code=str(mistake))


def _words_of(text: str) -> list[str]:
    return text.split(" ")


def _is_link(word: str) -> bool:
    """Return whether programs may make a link of the word: a label and a domain of two letters.

    Initials (J.R.), titles (Ph.D.) and a period at the end make none.
    """
    first, *rest = word.rstrip(".,").split(".")
    return any(_letters_in(part) != 1 for part in rest) or (bool(rest) and not first)


def _letters_in(part: str) -> int:
    return sum(map(_is_letter, part))


def _has_digit(text: str) -> bool:
    """Return whether it has a digit of any script outside an ordinal that ends the name."""
    *before, last = _words_of(text)
    is_ordinal = _ORDINAL.fullmatch(last) is not None and any(map(_is_letter, " ".join(before)))
    return any(_is_digit(sign) for sign in (" ".join(before) if is_ordinal else text))


def _is_digit(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "N"


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "L"


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Mc"}


def _is_sign_of_names(sign: str) -> bool:
    # Digits that are left here belong to an ordinal, and joiners stand where they may.
    return (
        _is_letter(sign)
        or _is_mark(sign)
        or _is_digit(sign)
        or is_joiner(sign)
        or sign in _OTHER_SIGNS
    )


def _without_initials(text: str) -> str:
    """Return the text without words like A/L, S/O and C/O, which are parts of names in India,
    Malaysia and Singapore."""
    return " ".join(
        "" if re.fullmatch(r"[A-Za-z]/[A-Za-z]", word) else word for word in _words_of(text)
    )


def _has_loose_or_many_marks(text: str) -> bool:
    """Return whether an accent has no letter before it, or a letter has too many."""
    marks, carried = 0, False
    for sign in text:
        if _is_mark(sign):
            marks += 1
            if not carried or marks > MOST_MARKS:
                return True
        elif not is_joiner(sign):
            marks, carried = 0, _is_letter(sign)
    return False
