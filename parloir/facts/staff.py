"""Members of staff: who may sign in, and their roles at facilities."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from parloir.accounts.models import User
from parloir.audit.actors import Actor
from parloir.credentials.passwords import SetBy, tell_of_new_address, tell_of_new_password
from parloir.facts.configuration import configure
from parloir.facts.edits import Added, Changed, Edit
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
    """Add a member of staff, who is not saved yet. Raises ValidationError."""
    validate_password(password, user)
    user.email = user.email.strip().lower()
    user.password = make_password(password)
    return configure(Added(user), *roles, by=by, now=now)


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
    ValidationError and FactGone.
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
