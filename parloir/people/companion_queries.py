"""Who can be a visitor's companion, who was invited, and who invites."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from parloir.people.invitation_stops import invitations_reach
from parloir.people.models import Companionship, Minor, Visitor


@dataclass(frozen=True, slots=True)
class PossibleCompanions:
    """The companions that a visitor can choose: their children, and adults who have agreed."""

    minors: Sequence[Minor]
    companionships: Sequence[Companionship]

    @property
    def adults(self) -> list[Visitor]:
        return [one.companion for one in self.companionships if one.companion is not None]

    @property
    def is_empty(self) -> bool:
        return not self.minors and not self.companionships


def possible_companions(visitor: Visitor) -> PossibleCompanions:
    """Makes two queries."""
    agreed = Companionship.objects.filter(
        visitor=visitor, companion__isnull=False, removed_at=None
    ).select_related("companion__user")
    minors = Minor.objects.filter(guardian=visitor, removed_at=None)
    return PossibleCompanions(
        minors=list(minors.order_by("date_of_birth", "pk")),
        companionships=list(agreed.order_by("companion__first_name", "pk")),
    )


def agreed_pairs(visitors: Collection[int], adults: Collection[int]) -> set[tuple[int, int]]:
    """Return pairs of primary keys: a visitor, and one of `adults` who has agreed to come along."""
    agreed = Companionship.objects.filter(
        visitor__in=visitors, companion__in=adults, removed_at=None
    ).values_list("visitor_id", "companion_id")
    return {(visitor, adult) for visitor, adult in agreed if adult is not None}


def unanswered_invitations_by(visitor: Visitor) -> list[Companionship]:
    waiting = Companionship.objects.filter(visitor=visitor, companion=None, removed_at=None)
    return list(waiting.order_by("invited_at", "pk"))


def invitations_to(visitor: Visitor) -> list[Companionship]:
    """Invitations that wait for this visitor's answer; none if invitations don't reach them."""
    if not invitations_reach(visitor.user.email):
        return []
    waiting = Companionship.objects.filter(
        email=visitor.user.email, companion=None, removed_at=None
    )
    return list(waiting.select_related("visitor__user").order_by("invited_at", "pk"))


def companionships_with_others(visitor: Visitor) -> list[Companionship]:
    """Companionships in which this visitor is the companion."""
    agreed = Companionship.objects.filter(companion=visitor, removed_at=None)
    return list(agreed.select_related("visitor__user").order_by("visitor__first_name", "pk"))
