"""The grounds for terminating a visit: the six of P16, the facility's own, and "other" (P19)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from parloir.facilities.models import Facility
from parloir.sanctions.grounds import GROUNDS, OTHER, OTHER_TEXT, ground_text, is_ground
from parloir.sanctions.models import Ground, Violation


@dataclass(frozen=True, slots=True)
class KnownGround:
    """A ground that can be chosen. `text` is in the active language."""

    code: str
    text: str
    is_own: bool = False


def own_grounds() -> QuerySet[Ground]:
    """Return all facilities' own grounds, with what their texts need, in two queries."""
    return Ground.objects.select_related("facility").prefetch_related("texts")


def grounds_of(facility: Facility) -> list[KnownGround]:
    """Return the grounds that an officer chooses from, "other" last, with at most two queries."""
    return grounds_at([facility])


def grounds_at(facilities: Iterable[Facility]) -> list[KnownGround]:
    """Return the grounds of several facilities, each code once, with at most two queries."""
    return _with_those_of_all(own_grounds().filter(facility__in=list(facilities), in_use=True))


def grounds_by_facility(facilities: Iterable[Facility]) -> dict[str, list[KnownGround]]:
    """Return the grounds of each facility, by its slug, with at most two queries."""
    by_slug: dict[str, list[Ground]] = {one.slug: [] for one in facilities}
    for ground in own_grounds().filter(facility__slug__in=by_slug, in_use=True):
        by_slug[ground.facility.slug].append(ground)
    return {slug: _with_those_of_all(grounds) for slug, grounds in by_slug.items()}


def _with_those_of_all(own: Iterable[Ground]) -> list[KnownGround]:
    once = {one.code: KnownGround(one.code, one.text, is_own=True) for one in own}
    return [
        *(KnownGround(code, str(text)) for code, text in GROUNDS.items()),
        *once.values(),
        KnownGround(OTHER, str(OTHER_TEXT)),
    ]


def rules_of(facility: Facility) -> list[KnownGround]:
    """Return the grounds that visitors read before a visit: all but "other"."""
    return [one for one in grounds_of(facility) if one.code != OTHER]


def is_ground_of(facility: Facility, code: str) -> bool:
    return (
        is_ground(code) or Ground.objects.filter(facility=facility, code=code, in_use=True).exists()
    )


def say_ground(code: str, facility: Facility) -> str:
    """Return a ground's text, also if it is no longer in use. Makes a query only for the
    facility's own grounds."""
    if is_ground(code):
        return ground_text(code)
    own = own_grounds().filter(facility=facility, code=code).first()
    return own.text if own else ground_text(OTHER)


def with_ground_texts(violations: Iterable[Violation]) -> list[tuple[Violation, str]]:
    """Return each violation with its ground's text, with at most two queries."""
    listed = list(violations)
    own_codes = {one.ground for one in listed if not is_ground(one.ground)}
    own = {
        (ground.facility_id, ground.code): ground.text
        for ground in (own_grounds().filter(code__in=own_codes) if own_codes else ())
    }
    return [
        (one, own.get((one.facility_id, one.ground)) or ground_text(one.ground)) for one in listed
    ]
