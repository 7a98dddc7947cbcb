"""Who may be brought along, who was asked, and who asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from parloir.people.models import Companion, Minor, Visitor


@dataclass(frozen=True, slots=True)
class Company:
    """Whom a visitor can bring along: their own children, and adults who have agreed."""

    minors: Sequence[Minor]
    companions: Sequence[Companion]

    @property
    def adults(self) -> list[Visitor]:
        return [one.companion for one in self.companions if one.companion is not None]

    @property
    def is_nobody(self) -> bool:
        return not self.minors and not self.companions


def company_of(visitor: Visitor) -> Company:
    """Two queries."""
    agreed = Companion.objects.filter(
        visitor=visitor, companion__isnull=False, removed_at=None
    ).select_related("companion__user")
    minors = Minor.objects.filter(guardian=visitor, removed_at=None)
    return Company(
        minors=list(minors.order_by("date_of_birth", "pk")),
        companions=list(agreed.order_by("companion__first_name", "pk")),
    )


def agreed_companions(visitors: Collection[int], adults: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of keys: a visitor, and one of these adults who has agreed to come along with them."""
    agreed = Companion.objects.filter(
        visitor__in=visitors, companion__in=adults, removed_at=None
    ).values_list("visitor_id", "companion_id")
    return {(visitor, adult) for visitor, adult in agreed if adult is not None}


def unanswered_invitations_by(visitor: Visitor) -> list[Companion]:
    waiting = Companion.objects.filter(visitor=visitor, companion=None, removed_at=None)
    return list(waiting.order_by("invited_at", "pk"))


def invitations_to(visitor: Visitor) -> list[Companion]:
    """Those that wait for this visitor's answer."""
    waiting = Companion.objects.filter(email=visitor.user.email, companion=None, removed_at=None)
    return list(waiting.select_related("visitor__user").order_by("invited_at", "pk"))


def accompanied_by(visitor: Visitor) -> list[Companion]:
    """Those whom this visitor has agreed to come along with."""
    agreed = Companion.objects.filter(companion=visitor, removed_at=None)
    return list(agreed.select_related("visitor__user").order_by("visitor__first_name", "pk"))
