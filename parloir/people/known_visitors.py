"""The visitors whom an agency knows: those who have asked to visit there.

Staff and programs find, open and act on these. Of anybody else they learn only that an account
exists.
"""

from collections.abc import Collection

from django.db.models import QuerySet

from parloir.facilities.models import Agency
from parloir.people.models import IdentityRequest, Visitor


def visitors_known_at(agencies: Collection[Agency]) -> QuerySet[Visitor]:
    """Return the visitors who have asked one of these agencies, with their accounts."""
    asked = IdentityRequest.objects.filter(agency__in=agencies)
    return Visitor.objects.filter(pk__in=asked.values("visitor")).select_related("user")


def visitor_known_at(agencies: Collection[Agency], *, public_id: str) -> Visitor | None:
    """Return the visitor with this id if they have asked one of these agencies, else None."""
    return visitors_known_at(agencies).filter(public_id=public_id).first()


def agencies_that_know(visitor: Visitor, *, among: Collection[Agency]) -> list[Agency]:
    """Return those of these agencies that the visitor has asked, by name."""
    asked = IdentityRequest.objects.filter(visitor=visitor, agency__in=among)
    return list(Agency.objects.filter(pk__in=asked.values("agency")))


def is_unknown_account(email: str, *, agencies: Collection[Agency]) -> bool:
    """Return whether a visitor signs in with this address who has asked none of these agencies."""
    has_account = Visitor.objects.filter(user__email=email.strip().lower())
    return has_account.exclude(pk__in=visitors_known_at(agencies).values("pk")).exists()
