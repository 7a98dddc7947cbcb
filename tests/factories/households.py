"""A kind of quota that exists only in tests: the visits of all people at one address."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from django.utils.translation import gettext_lazy

from parloir.bookings.quota_kinds import QUOTA_KINDS, QuotaKind, declare_quota_kind
from parloir.people.models import Visitor

LIME_STREET = {"street": "12 Lime Street", "postal_code": "64106"}


def those_at_the_address(adults: Collection[int]) -> Mapping[int, frozenset[int]]:
    streets = Visitor.objects.filter(pk__in=adults).values("street")
    homes: dict[tuple[str, str], set[int]] = {}
    for pk, *home in Visitor.objects.filter(street__in=streets).values_list(
        "pk", "street", "postal_code"
    ):
        homes.setdefault((home[0], home[1]), set()).add(pk)
    return {pk: frozenset(them) for them in homes.values() for pk in them & set(adults)}


HOUSEHOLD = QuotaKind(
    code="household",
    label=gettext_lazy("for each household"),
    whose=lambda name: "Your household",
    shared_by=those_at_the_address,
    is_with_one_inmate=False,
)


@contextmanager
def declared(kind: QuotaKind) -> Iterator[None]:
    declare_quota_kind(kind)
    try:
        yield
    finally:
        del QUOTA_KINDS[kind.code]
