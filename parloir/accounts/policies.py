"""What each role permits. When something is permitted is decided by the operations."""

from collections.abc import Iterable

from parloir.accounts.models import Role, StaffRole, User
from parloir.audit.actors import INSTALLATION_ACTORS, Actor


def actor_of(user: User) -> Actor:
    return Actor("staff" if is_member_of_staff(user) else "visitor", user.public_id)


def as_visitor(user: User) -> Actor:
    """Return the actor for a visitor's own pages, even if the user is staff elsewhere."""
    return Actor("visitor", user.public_id)


def is_member_of_staff(user: User) -> bool:
    return user.is_active and (user.is_staff or user.roles.exists())


def is_operator(user: User) -> bool:
    """Return whether this person runs the installation, and so may do anything in it."""
    return user.is_active and user.is_superuser


def facilities_served(user: User, *roles: Role) -> frozenset[str]:
    """Return the slugs of the facilities where this person has one of `roles`.

    Without `roles`, any role counts.
    """
    if not user.is_active:
        return frozenset()
    found = StaffRole.objects.filter(user=user)
    if roles:
        found = found.filter(role__in=roles)
    return frozenset(found.values_list("facility_slug", flat=True))


def administers_all(by: Actor, facilities: Iterable[str]) -> bool:
    """Return whether this actor administers all facilities with these slugs.

    An operator does. Of the others, only members of staff administer anything.
    """
    if by.kind != "staff":
        return by.kind in INSTALLATION_ACTORS
    user = User.objects.filter(public_id=by.ref, is_active=True).first()
    if user is None:
        return False
    return is_operator(user) or set(facilities) <= facilities_served(user, Role.ADMINISTRATOR)


def may(user: User, *roles: Role, at: str) -> bool:
    """Return whether this person has one of `roles` at the facility with the slug `at`."""
    return at in facilities_served(user, *roles)
