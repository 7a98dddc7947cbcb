"""Companions: children, and adults who have agreed."""

from datetime import date, datetime

from parloir.bookings.models import PartyLimit
from parloir.facilities.models import Facility
from parloir.people.companions import accept_invitation, invite_companion, register_minor
from parloir.people.models import Companionship, Minor, Visitor
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import as_visitor, make_visitor

EIGHT_YEARS_OLD = date(2018, 3, 2)


def allow_parties(facility: Facility, *limits: tuple[int, int]) -> None:
    PartyLimit.objects.bulk_create(
        PartyLimit(facility=facility, adults=adults, minors=minors) for adults, minors in limits
    )


def make_child(
    guardian: Visitor, *, first_name: str = "Leo", born: date = EIGHT_YEARS_OLD
) -> Minor:
    return register_minor(
        guardian=guardian, first_name=first_name, last_name="Alvarez", date_of_birth=born,
        by=as_visitor(guardian), now=NINE_ON_MONDAY,
    )  # fmt: skip


def invited_by(visitor: Visitor, *, email: str, now: datetime = NINE_ON_MONDAY) -> Companionship:
    return invite_companion(visitor=visitor, email=email, by=as_visitor(visitor), now=now)


def agree(companion: Visitor, *, visitor: Visitor) -> Companionship:
    """Make this adult a companion of this visitor, by an earlier or a new agreement."""
    known, _ = Companionship.objects.get_or_create(
        visitor=visitor, companion=companion, removed_at=None,
        defaults={
            "email": companion.user.email,
            "invited_at": NINE_ON_MONDAY,
            "accepted_at": NINE_ON_MONDAY,
        },
    )  # fmt: skip
    return known


def make_companion(visitor: Visitor, **fields) -> Visitor:
    """Return a visitor who has agreed to be this visitor's companion."""
    companion = make_visitor(**{"first_name": "Ana", "last_name": "Ruiz", **fields})
    invitation = invited_by(visitor, email=companion.user.email)
    accept_invitation(
        invitation=invitation, invited=companion, by=as_visitor(companion), now=NINE_ON_MONDAY
    )
    return companion
