from collections.abc import Collection, Sequence

from django.db.models import Q

from parloir.facilities.models import Facility
from parloir.people.models import (
    ApprovedVisitor,
    Commitment,
    Inmate,
    NoContact,
    Separation,
    Visitor,
)
from parloir.people.names import searchable
from parloir.scheduling.intervals import Interval

LETTERS_NEEDED = 3
MOST_RESULTS = 10


class SearchTooShort(Exception):
    """The text is neither a whole master ID nor three letters of a name.

    The roster is never listed.
    """


def find_inmates(*, facility: Facility, text: str) -> list[Inmate]:
    """Find inmates by a whole master ID, or by three or more letters that begin a name (P10).

    Two words are the beginnings of both names, in either order. Return at most ten inmates who
    are held at the facility. Raises SearchTooShort.
    """
    text = text.strip()
    here = Inmate.objects.filter(facility=facility, status=Inmate.Status.HELD)
    by_number = list(here.filter(master_id__iexact=text)[:1]) if text else []
    if by_number:
        return by_number
    if any(sign.isdigit() for sign in text):
        return []  # a number that nobody here has
    words = [word for word in map(searchable, text.split()) if word]
    if sum(map(len, words)) < LETTERS_NEEDED or max(map(len, words)) < LETTERS_NEEDED - 1:
        raise SearchTooShort
    return list(
        here.filter(_begins_a_name(words)).order_by("search_last", "search_first")[:MOST_RESULTS]
    )


def inmate_with_master_id(*, facility: Facility, master_id: str) -> Inmate | None:
    """Return the inmate with this number at the facility, held or released; else None."""
    known = Inmate.objects.filter(facility=facility, master_id__iexact=master_id.strip())
    return known.select_related("area").order_by("status", "id").first()


def visitor_with_id(public_id: str) -> Visitor | None:
    return Visitor.objects.select_related("user").filter(public_id=public_id).first()


def _begins_a_name(words: list[str]) -> Q:
    joined = "".join(words)
    found = Q(search_first__startswith=joined) | Q(search_last__startswith=joined)
    for cut in range(1, len(words)):
        front, back = "".join(words[:cut]), "".join(words[cut:])
        found |= Q(search_first__startswith=front, search_last__startswith=back)
        found |= Q(search_first__startswith=back, search_last__startswith=front)
    return found


Pair = tuple[int, int]
"""The primary keys of an inmate and a visitor."""


def pairs_without_contact(*, inmates: Collection[int], visitors: Collection[int]) -> set[Pair]:
    """Return the pairs of these inmates and visitors who must not see each other."""
    return _pairs(NoContact, inmates, visitors)


def pairs_on_lists(*, inmates: Collection[int], visitors: Collection[int]) -> set[Pair]:
    """Return the pairs in which the visitor is on the inmate's list."""
    return _pairs(ApprovedVisitor, inmates, visitors)


def _pairs(
    relation: type[NoContact] | type[ApprovedVisitor],
    inmates: Collection[int],
    visitors: Collection[int],
) -> set[Pair]:
    if not inmates:
        return set()
    rows = relation.objects.filter(inmate__in=inmates, visitor__in=visitors)
    return set(rows.values_list("inmate_id", "visitor_id"))


def commitments_of(inmate: Inmate, span: Interval) -> Sequence[Commitment]:
    """Return the commitments that overlap the span."""
    return list(
        Commitment.objects.filter(
            inmate=inmate, starts_at__lt=span.ends_at, ends_at__gt=span.starts_at
        )
    )


def inmates_separated_from(inmate: Inmate) -> frozenset[int]:
    """Return the primary keys of the inmates who must not meet this one."""
    pairs = Separation.objects.filter(Q(first=inmate) | Q(second=inmate))
    return frozenset(
        one
        for pair in pairs.values_list("first_id", "second_id")
        for one in pair
        if one != inmate.pk
    )
