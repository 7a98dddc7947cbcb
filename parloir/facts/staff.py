"""Members of staff: who may sign in, and their roles at facilities."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from parloir.accounts.models import Role, StaffRole, User
from parloir.accounts.policies import facilities_served
from parloir.audit.actors import Actor
from parloir.bookings.operations import lock_facts
from parloir.credentials.links import send_invitation
from parloir.credentials.passwords import SetBy, tell_of_new_address, tell_of_new_password
from parloir.facts.account_authority import serves_only_at
from parloir.facts.authority import member_of_staff
from parloir.facts.change_refused import ChangeRefused, Reason
from parloir.facts.configuration import configure
from parloir.facts.edits import Added, Changed, Edit, FactGone, Removed
from parloir.facts.impact import ChangeImpact


class AccountFields(TypedDict, total=False):
    email: str
    full_name: str
    language: str
    is_active: bool
    is_staff: bool
    is_superuser: bool


def add_staff(
    *, user: User, password: str, roles: Sequence[Edit] = (), by: Actor, now: datetime
) -> ChangeImpact:
    """Add a member of staff, who is not saved yet. Raises ValidationError and ChangeRefused."""
    user.joins_staff = True
    validate_password(password, user)
    user.email = user.email.strip().lower()
    user.password = make_password(password)
    return configure(Added(user), *roles, by=by, now=now)


def invite_staff(
    *, user: User, roles: Sequence[Edit] = (), by: Actor, now: datetime
) -> ChangeImpact:
    """Add a member of staff, who is not saved yet, and mail them a link to choose a password.

    Raises ValidationError and ChangeRefused."""
    user.email = user.email.strip().lower()
    user.password = make_password(None)
    with transaction.atomic():
        impact = configure(Added(user), *roles, by=by, now=now)
        send_invitation(user=user, by=by, now=now)
    return impact


def give_role(*, role: StaffRole, by: Actor, now: datetime) -> ChangeImpact:
    """Give a role, which is not saved yet, to a member of staff, who may serve elsewhere too.

    Raises ValidationError and ChangeRefused.
    """
    return configure(Added(role), by=by, now=now, action="give_role", outcome=role.role)


def take_role(*, role: StaffRole, by: Actor, now: datetime) -> ChangeImpact:
    """Raises FactGone and ChangeRefused."""
    return configure(Removed(role), by=by, now=now, action="take_role", outcome=role.role)


def end_service(*, user: User, by: Actor, now: datetime) -> ChangeImpact:
    """End what somebody does at the facilities that `by` administers.

    Somebody who serves nowhere else has their account closed, and keeps their roles in case it is
    opened again. Otherwise their roles there end, and the account stays as it is. Raises FactGone
    and ChangeRefused.
    """
    administrator = member_of_staff(by)
    if administrator is None:
        raise ChangeRefused(Reason.ELSEWHERE)
    with transaction.atomic():
        lock_facts()
        slugs = facilities_served(administrator, Role.ADMINISTRATOR)
        if serves_only_at(user, slugs):
            closed = Changed(user, {"is_active": False})
            return configure(closed, by=by, now=now, action="end_service")
        roles = [Removed(role) for role in user.roles.filter(facility_slug__in=slugs)]
        if not roles:
            raise FactGone
        return configure(*roles, by=by, now=now, action="end_service")


def change_staff(
    *,
    user: User,
    password: str = "",
    roles: Sequence[Edit] = (),
    by: Actor,
    now: datetime,
    **fields: Unpack[AccountFields],
) -> ChangeImpact:
    """Change a member of staff. Without a `password` it stays.

    The person is told by mail of a new password, and at the old address of a new one. Raises
    ValidationError, FactGone and ChangeRefused.
    """
    changed: dict[str, object] = {**fields}
    if "email" in fields:
        changed["email"] = fields["email"].strip().lower()
    if password:
        validate_password(password, user)
        changed["password"] = make_password(password)
    with transaction.atomic():
        before = User.objects.filter(pk=user.pk).first()
        impact = configure(Changed(user, changed), *roles, by=by, now=now)
        after = User.objects.get(pk=user.pk)
        if password:
            tell_of_new_password(after, how=SetBy.STAFF, by=by, now=now)
        if before is not None and before.email != after.email:
            tell_of_new_address(after, old_email=before.email, now=now)
    return impact
