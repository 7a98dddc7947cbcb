from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet

from parloir.facilities.models import Facility
from parloir.people.models import (
    ApprovedVisitor,
    Commitment,
    Inmate,
    NoContact,
    Separation,
    Visitor,
)
from parloir.people.search import Found, search_people
from parloir.scheduling.intervals import Interval
from parloir.typed_text.folding import fold_number

MOST_RESULTS = 10


class NumberNotClear(Exception):
    """Several inmates have a number that differs only in signs: the exact one is needed."""

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__("several numbers fit")
        self.numbers = numbers


def find_inmates(*, facility: Facility, text: str) -> Found[Inmate]:
    """Find inmates by a whole master ID, or by three or more letters that begin a name (P10).

    Return at most ten inmates who are held at the facility. Raises SearchTooShort.
    """
    here = Inmate.objects.filter(facility=facility, status=Inmate.Status.HELD)
    by_number = with_number(here, text)
    if by_number:
        has_more = len(by_number) > MOST_RESULTS
        return Found(by_number[:MOST_RESULTS], has_more, is_by_number=True)
    if any(sign.isdigit() for sign in text):
        return Found([])  # a number that nobody here has
    return search_people(here, text=text, most=MOST_RESULTS)


def with_number(inmates: QuerySet[Inmate], number: str) -> list[Inmate]:
    """Return who has exactly this master ID; else all whose numbers differ only in letter case,
    signs, blanks or leading zeros."""
    alike = numbered_alike(inmates, number)
    return [one for one in alike if one.master_id == number.strip()] or alike


def numbered_alike(inmates: QuerySet[Inmate], number: str) -> list[Inmate]:
    """Return all whose numbers are the same without letter case, signs, blanks and leading zeros,
    who has exactly this one first."""
    folded, typed = fold_number(number), number.strip()
    # A number of signs alone has nothing to be folded to.
    same = Q(search_number=folded) if folded else Q(master_id=typed)
    alike = inmates.filter(same) if typed else inmates.none()
    # Not sorted by the database: SQLite would read everybody in that order.
    return sorted(alike, key=lambda one: (one.master_id != typed, one.master_id, one.pk))


def inmate_with_master_id(*, facility: Facility, master_id: str) -> Inmate | None:
    """Return the inmate with this number at the facility, held or released; else None.

    Raises NumberNotClear if nobody has exactly this number, and several have one like it.
    """
    at_facility = Inmate.objects.filter(facility=facility).select_related("facility", "area")
    found = with_number(at_facility, master_id)
    if len(found) > 1:
        raise NumberNotClear([one.master_id for one in found])
    return found[0] if found else None


def visitor_with_id(public_id: str) -> Visitor | None:
    return Visitor.objects.select_related("user").filter(public_id=public_id).first()


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
