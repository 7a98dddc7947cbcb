"""Who may do what, by role. When it may be done is for the operations themselves."""

from parloir.accounts.models import Role, StaffRole, User
from parloir.audit.actors import Actor


def actor_of(user: User) -> Actor:
    return Actor("staff" if is_member_of_staff(user) else "visitor", user.public_id)


def as_visitor(user: User) -> Actor:
    """Whoever acts on a visitor's own page, though they may be staff elsewhere."""
    return Actor("visitor", user.public_id)


def is_member_of_staff(user: User) -> bool:
    return user.is_active and (user.is_staff or user.roles.exists())


def facilities_served(user: User, *roles: Role) -> frozenset[str]:
    """Slugs of the facilities where this person has any of these roles (any role if none)."""
    if not user.is_active:
        return frozenset()
    found = StaffRole.objects.filter(user=user)
    if roles:
        found = found.filter(role__in=roles)
    return frozenset(found.values_list("facility_slug", flat=True))


def may(user: User, *roles: Role, at: str) -> bool:
    return at in facilities_served(user, *roles)
