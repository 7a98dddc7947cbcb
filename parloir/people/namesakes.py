"""Tell inmates who share a name apart, by no more than their facility allows."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from parloir.facilities.models import Facility
from parloir.people.models import Inmate
from parloir.people.search import Found

SHOWN_OF_NUMBER = 3

_By = Facility.ToldApartBy


def marks_of(found: Found[Inmate], *, facility: Facility) -> list[str]:
    """Return what visitors read beside each of these inmates, empty where the name is enough.

    Inmates who were found by their number are shown with it: the visitor has typed it.
    """
    if found.is_by_number:
        return [_number(one) for one in found.people]
    names = Counter(map(_name, found.people))
    return [
        _mark(one, [other for other in found.people if _name(other) == _name(one)], facility)
        if names[_name(one)] > 1
        else ""
        for one in found.people
    ]


def _name(inmate: Inmate) -> tuple[str, str]:
    return inmate.search_first, inmate.search_last


def _mark(inmate: Inmate, namesakes: Sequence[Inmate], facility: Facility) -> str:
    if facility.told_apart_by == _By.WHOLE_NUMBER:
        return _number(inmate)
    if facility.told_apart_by == _By.BIRTH_YEAR and _years_differ(namesakes):
        return _("Born in %(year)s") % {"year": inmate.year_of_birth}
    return _("Master ID ends in %(end)s") % {"end": _end_of_number(inmate, namesakes)}


def _number(inmate: Inmate) -> str:
    return _("Master ID %(number)s") % {"number": inmate.master_id}


def _years_differ(namesakes: Sequence[Inmate]) -> bool:
    """Return whether the year of each is known, and no two are the same."""
    years = {one.year_of_birth for one in namesakes}
    return None not in years and len(years) == len(namesakes)


def _end_of_number(inmate: Inmate, namesakes: Sequence[Inmate]) -> str:
    """Return the last signs of the number: as many as make the ends differ."""
    numbers = [one.master_id for one in namesakes]
    length = SHOWN_OF_NUMBER
    while len({number[-length:] for number in numbers}) < len(set(numbers)):
        length += 1
    return inmate.master_id[-length:]
