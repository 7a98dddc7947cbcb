"""Who has a second factor, and who must have one."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from parloir.accounts.models import StaffRole, User
from parloir.factors.models import AuthenticatorApp, RecoveryCode

PASSED = "second_factor"
"""Under this name a session says with what its person has passed: a word of `Factor`."""


def with_roles(users: "QuerySet[User]") -> "QuerySet[User]":
    """Load with each account whether it has a role, so that `must_pass` makes no query."""
    return users.annotate(has_role=Exists(StaffRole.objects.filter(user=OuterRef("pk"))))


def with_factors(users: "QuerySet[User]") -> "QuerySet[User]":
    """Load with each account whether it has a second factor, as `has_app`."""
    return users.annotate(has_app=Exists(AuthenticatorApp.objects.filter(user=OuterRef("pk"))))


def must_pass(user: User) -> bool:
    """Return whether this account is good for nothing without a second factor: that of staff."""
    if user.is_staff or user.is_superuser:
        return True
    has_role = getattr(user, "has_role", None)
    return user.roles.exists() if has_role is None else bool(has_role)


def may_go_on(user: User, session: Mapping[str, Any]) -> bool:
    """Return whether this person may do in this session what their roles permit."""
    return PASSED in session or not must_pass(user)


def has_factor(user: User) -> bool:
    return AuthenticatorApp.objects.filter(user=user).exists()


def recovery_codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()
