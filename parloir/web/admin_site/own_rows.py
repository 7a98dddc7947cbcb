"""The rows of the administration that somebody sees: those of the facilities they administer.

What they may change is decided by the operations (`facts.authority`): this is a filter.
"""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from parloir.accounts.models import Role, StaffRole, User
from parloir.accounts.policies import is_operator
from parloir.bookings.models import Booking, PartyLimit, Quota
from parloir.clients.models import ApiClient
from parloir.disputes.models import Dispute
from parloir.facilities.models import (
    Agency,
    Area,
    Closure,
    Facility,
    Monitor,
    State,
    Station,
    VisitingHours,
)
from parloir.people.models import (
    ApprovedVisitor,
    Commitment,
    IdentityRequest,
    Inmate,
    NoContact,
    Separation,
    Visitor,
)
from parloir.sanctions.models import (
    Appeal,
    Ground,
    GroundText,
    InmateRestriction,
    LadderPolicy,
    LadderStep,
    Restriction,
    Review,
    Ruling,
    Violation,
)
from parloir.visits.models import Visit

Row = TypeVar("Row", bound=Model)
Person = AbstractBaseUser | AnonymousUser

# From a row to the slug of its facility.
_PATHS: Final[Mapping[type[Model], str]] = {
    Facility: "slug",
    Area: "facility__slug",
    Monitor: "facility__slug",
    Station: "area__facility__slug",
    VisitingHours: "facility__slug",
    Closure: "facility__slug",
    Quota: "facility__slug",
    PartyLimit: "facility__slug",
    Inmate: "facility__slug",
    Commitment: "inmate__facility__slug",
    ApprovedVisitor: "inmate__facility__slug",
    NoContact: "inmate__facility__slug",
    Separation: "first__facility__slug",
    LadderPolicy: "facility__slug",
    LadderStep: "policy__facility__slug",
    Ground: "facility__slug",
    GroundText: "ground__facility__slug",
    StaffRole: "facility_slug",
    Booking: "facility__slug",
    Visit: "facility__slug",
    Violation: "facility__slug",
    Restriction: "facility__slug",
    Review: "violation__facility__slug",
    Appeal: "restriction__facility__slug",
    Dispute: "visit__facility__slug",
    Ruling: "violation__facility__slug",
    InmateRestriction: "facility__slug",
}


def own_rows(rows: QuerySet[Row], *, user: Person) -> QuerySet[Row]:
    """Return those of `rows` that this person may see. An operator sees all of them."""
    if not isinstance(user, User):
        return rows.none()
    if is_operator(user):
        return rows
    if rows.model is Separation:  # One of the two may have been moved since.
        rows = rows.filter(second__facility__slug__in=_own_slugs(user))
    path = _PATHS.get(rows.model)
    if path is not None:
        return rows.filter(**{f"{path}__in": _own_slugs(user)})
    return _own_rows_without_a_facility(rows, user)


def path_to_facility(model: type[Model]) -> str | None:
    """Return how one comes from a row to its facility, or None if it has none."""
    path, separator, _slug = _PATHS.get(model, "").rpartition("__")
    return path if separator else None


def slug_of_row(row: Model) -> str:
    """Return the slug of a row's facility, empty if it has none or several."""
    path = _PATHS.get(type(row))
    if path is None:
        return ""
    found: Any = row
    for name in path.split("__"):
        found = getattr(found, name)
    return str(found)


def administers_some(user: Person) -> bool:
    """Return whether this person administers a facility that exists, or is an operator."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return is_operator(user) or _own_facilities(user).exists()


def own_facilities(user: Person) -> QuerySet[Facility]:
    return own_rows(Facility.objects.all(), user=user)


def _own_rows_without_a_facility(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    model: type[Model] = rows.model
    if model is State:  # The directory shows them to everybody.
        return rows
    if model is Agency:
        return rows.filter(pk__in=_own_facilities(user).values("agency"))
    if model is Visitor:
        agencies = _own_facilities(user).values("agency")
        known = IdentityRequest.objects.filter(agency__in=agencies)
        return rows.filter(pk__in=known.values("visitor"))
    if model is ApiClient:
        return _served_here_only(rows, user)
    if model is User:
        return _employed_here_only(rows, user)
    return rows.none()


def _served_here_only(clients: QuerySet[Any], user: User) -> QuerySet[Any]:
    through = ApiClient.facilities.through.objects.all()
    elsewhere = through.exclude(facility__in=_own_facilities(user))
    clients = clients.filter(pk__in=through.values("apiclient"))
    return clients.exclude(pk__in=elsewhere.values("apiclient"))


def _employed_here_only(users: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Return members of staff whose every role is at a facility of one's own."""
    own = StaffRole.objects.filter(facility_slug__in=_own_slugs(user))
    elsewhere = StaffRole.objects.exclude(facility_slug__in=_own_slugs(user))
    users = users.filter(pk__in=own.values("user"), is_superuser=False)
    return users.exclude(pk__in=elsewhere.values("user"))


def _own_facilities(user: User) -> QuerySet[Facility]:
    return Facility.objects.filter(slug__in=_own_slugs(user))


def _own_slugs(user: User) -> QuerySet[StaffRole, str]:
    own = StaffRole.objects.filter(user=user, role=Role.ADMINISTRATOR)
    return own.values_list("facility_slug", flat=True)
