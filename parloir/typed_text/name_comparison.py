"""Whether a typed name and the name on a card can be the same person's."""

import re
from collections.abc import Sequence
from itertools import accumulate, product
from typing import Final

from parloir.typed_text.folding import fold_name, spellings_of

# A card says that it has cut a name off, or is full; older ones were cut without a word.
_FEWEST_LETTERS_OF_CUT: Final = 3
_FEWEST_LETTERS_WITHOUT_MARK: Final = 12
# What a last name may begin with, and cannot be by itself.
_PARTICLES: Final = frozenset(
    {"da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la", "las"}
    | {"le", "los", "mac", "mc", "o", "san", "santa", "st", "ten", "ter", "van", "von"}
)


def can_be_same_name(typed: str, on_card: str, *, is_cut: bool = False) -> bool:
    """Return whether the names are the same without letter case, accents, signs and spaces.

    One may have more whole words at its end than the other (Jane, Jane Marie), and an umlaut may be
    written out. `is_cut` says that the card has only the first letters. A name without a letter is
    the same as no other.
    """
    fewest = _FEWEST_LETTERS_OF_CUT if is_cut else _FEWEST_LETTERS_WITHOUT_MARK
    return any(
        _agree(_words_of(one), _words_of(other), fewest)
        for one, other in product(spellings_of(typed), spellings_of(on_card))
    )


def has_letters(name: str) -> bool:
    return bool(fold_name(name))


def _agree(typed: Sequence[str], on_card: Sequence[str], fewest_of_cut: int) -> bool:
    if not typed or not on_card:
        return False
    here, there = "".join(typed), "".join(on_card)
    if here == there or (len(there) >= fewest_of_cut and here.startswith(there)):
        return True
    return _begins(typed, with_words=on_card) or _begins(on_card, with_words=typed)


def _begins(words: Sequence[str], *, with_words: Sequence[str]) -> bool:
    """Return whether the first of these words are the others, wherever their spaces are."""
    whole = "".join(with_words)
    is_a_name = len(whole) > 1 and with_words[-1] not in _PARTICLES
    return is_a_name and whole in accumulate(words)


def _words_of(name: str) -> list[str]:
    """Return the folded words. An apostrophe separates none: O'Brien is one."""
    return [word for part in re.split(r"[\s\-\u2010\u2011]+", name) if (word := fold_name(part))]
