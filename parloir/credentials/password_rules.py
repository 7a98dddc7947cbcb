"""Refuse passwords that are guessed first: common ones, also doubled or with a year, and names.

The list of common passwords is the one that Django ships. Case, accents, spaces and what stands
after the letters (digits, signs) make no difference.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parloir.accounts.models import User
from parloir.credentials.known_words import folded, words_about, words_of_facilities

LEAST_OF_ITS_OWN = 5
"""Letters that have to remain when the known words are taken out."""
LONGEST_WORD = 15
"""A longer run of letters is several words."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_SIGNS = re.compile(r"[\W_]")
_ENDING = re.compile(r"[\W\d_]+$")
_BEGINNING = re.compile(r"^[\W\d_]+")
_LETTERS = re.compile(r"[^\W\d_]")


class GuessedFirstValidator:
    """Refuses a password that is common, says one thing twice, or is one word with a year."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError, which says what to choose instead."""
        for form in _forms_of(password):
            if not _LETTERS.search(form) or form in _common():
                raise ValidationError(
                    _("Many people choose this password. Choose three words of your own."),
                    code="password_too_common",
                )
            if _is_repeated(form):
                raise ValidationError(
                    _("This says the same thing twice. Choose three different words."),
                    code="password_repeats",
                )
        if _is_word_with_year(password):
            raise ValidationError(
                _("One word with a year is guessed soon. Choose three words."),
                code="password_is_word_with_year",
            )

    def get_help_text(self) -> str:
        return _("Not a common password, not one word twice, and not one word with a year.")


class KnownWordsValidator:
    """Refuses a password made of the names of the person and of the facilities."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError, which says what to choose instead."""
        rest = _without(words_of_facilities() | words_about(user), folded(password))
        letters = _LETTERS.findall(rest)
        if len(letters) < LEAST_OF_ITS_OWN or _bare(rest) in _common():
            raise ValidationError(
                _("Names and places are guessed soon. Choose words that nobody knows of you."),
                code="password_is_known",
            )

    def get_help_text(self) -> str:
        return _("Not made of your name or of the name of a facility.")


def _forms_of(password: str) -> Iterator[str]:
    """Return the forms of this password in which it is compared, each without what is ignored."""
    whole = folded(password)
    plain = _SIGNS.sub("", whole)
    yield from (whole, _bare(whole))
    yield from (plain, _bare(plain), _bare(_YEAR.sub("", plain)))
    yield "".join(_LETTERS.findall(whole))


def _bare(text: str) -> str:
    return _BEGINNING.sub("", _ENDING.sub("", text))


def _is_repeated(form: str) -> bool:
    """Return whether the whole text is a shorter one, twice or more often."""
    return bool(form) and form in (form + form)[1:-1]


def _is_word_with_year(password: str) -> bool:
    """Return whether this is a single run of letters with a year, and digits or signs around."""
    words = re.findall(r"[^\W\d_]+", password)
    return len(words) == 1 and len(words[0]) <= LONGEST_WORD and bool(_YEAR.search(password))


def _without(words: Iterable[str], text: str) -> str:
    """Return the text without these words, the longest first."""
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Return every common password, whole and without its trailing digits."""
    listed = {folded(one) for one in CommonPasswordValidator().passwords}
    return frozenset(listed | {bare for one in listed if (bare := _ENDING.sub("", one))})
