"""Members of staff: who may sign in, and their roles at facilities."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password

from parloir.accounts.models import User
from parloir.audit.actors import Actor
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
    """Change a member of staff. Without a `password` it stays. Raises ValidationError and
    FactGone."""
    changed: dict[str, object] = {**fields}
    if "email" in fields:
        changed["email"] = fields["email"].strip().lower()
    if password:
        validate_password(password, user)
        changed["password"] = make_password(password)
    return configure(Changed(user, changed), *roles, by=by, now=now)
