"""The one search for people by their names: inmates and visitors, on both databases (P10)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from parloir.typed_text.folding import fold_words, spellings_of

LETTERS_NEEDED = 3
SHORTEST_NAME = 2
LETTERS_OF_A_MIDDLE = 4
"""How many letters are looked for inside a name. Rosters write Cruz-Lopez as Cruzlopez."""

Row = TypeVar("Row", bound=Model)


class SearchTooShort(Exception):
    """The text is neither a whole number nor three letters of a name.

    The roster is never listed.
    """


@dataclass(frozen=True, slots=True)
class Found(Generic[Row]):
    """The first people found. `has_more` says whether there are others, and `is_by_number` whether
    the text was their number."""

    people: Sequence[Row]
    has_more: bool = False
    is_by_number: bool = False


def search_people(rows: QuerySet[Row], *, text: str, most: int) -> Found[Row]:
    """Find people by letters that begin a name of theirs, or a part of one.

    Several words are the beginnings of several names, in any order. People whose first or last name
    begins so come before the others. A name of two letters is found whole. Raises SearchTooShort.
    """
    spelt = _words_in(text)
    if is_too_short(text):
        whole = rows.filter(_any_of(_is_a_part, spelt)) if _may_be_whole(spelt) else rows.none()
        found = _first_of(whole, most + 1)
        if not found:
            raise SearchTooShort
        return Found(found[:most], len(found) > most)
    found = _first_of(rows.filter(_any_of(_begins_names, spelt)), most + 1)
    if len(found) <= most:
        others = rows.exclude(pk__in=[one.pk for one in found])
        of_parts = others.filter(_any_of(_has_parts, spelt))
        found += _first_of(of_parts, most + 1 - len(found))
    return Found(found[:most], len(found) > most)


def is_too_short(text: str) -> bool:
    """Return whether the text has too few letters for the beginning of a name."""
    return all(
        sum(map(len, words)) < LETTERS_NEEDED or max(map(len, words)) < LETTERS_NEEDED - 1
        for words in _words_in(text)
    )


def names_have(text: str, *, path: str = "") -> Q:
    """Return the condition that each word of the text begins a part of the person's names.

    `path` leads from the filtered rows to the person, such as "visitor__".
    """
    spelt = [words for words in _words_in(text) if words]
    return _any_of(lambda words: _has_parts(words, path=path), spelt) if spelt else Q(pk__in=[])


def _words_in(text: str) -> list[list[str]]:
    """Return the folded words, in each spelling of the text. Signs inside a word are left out."""
    return [
        ["".join(fold_words(word)) for word in spelling.split() if fold_words(word)]
        for spelling in spellings_of(text)
    ]


def _first_of(rows: QuerySet[Row], most: int) -> list[Row]:
    return list(rows.order_by("search_last", "search_first", "pk")[:most])


def _may_be_whole(spelt: list[list[str]]) -> bool:
    return all(len(words) == 1 and len(words[0]) == SHORTEST_NAME for words in spelt)


def _any_of(condition: Callable[[list[str]], Q], spelt: Iterable[list[str]]) -> Q:
    return reduce(or_, map(condition, spelt))


def _is_a_part(words: list[str]) -> Q:
    return Q(search_parts__contains=f" {words[0]} ")


def _begins_names(words: list[str]) -> Q:
    joined = "".join(words)
    found = Q(search_first__begins_with=joined) | Q(search_last__begins_with=joined)
    for cut in range(1, len(words)):
        front, back = "".join(words[:cut]), "".join(words[cut:])
        found |= Q(search_first__begins_with=front, search_last__begins_with=back)
        found |= Q(search_first__begins_with=back, search_last__begins_with=front)
    return found


def _has_parts(words: list[str], *, path: str = "") -> Q:
    return reduce(and_, (_has_part(word, f"{path}search_parts__contains") for word in words))


def _has_part(word: str, contains: str) -> Q:
    begins = Q(**{contains: f" {word}"})
    return begins | Q(**{contains: word}) if len(word) >= LETTERS_OF_A_MIDDLE else begins
