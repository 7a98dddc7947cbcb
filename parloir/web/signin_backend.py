"""The sign-in backend: limits how often passwords are looked at, and loads accounts."""

from datetime import datetime
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from parloir.accounts.failed_sign_ins import record_failed_sign_in
from parloir.accounts.models import User
from parloir.clock import current_time
from parloir.factors.queries import with_roles
from parloir.throttling.delays import TooEarly
from parloir.web.signin_throttle import begin_sign_in

BACKEND = "parloir.web.signin_backend.SignInBackend"
"""As sessions name it."""


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Look at the password unless it is too early, whichever page it comes from.

        Then `next_sign_in_at` returns when the next one will be looked at. Without a request
        there is no page and no limit.
        """
        if request is None:
            return _user(super().authenticate(request, **credentials))
        email = str(credentials.get("email") or credentials.get("username") or "")
        try:
            attempt = begin_sign_in(request, email)
        except TooEarly as early:
            request.next_sign_in_at = early.until  # type: ignore[attr-defined]
            raise PermissionDenied from early
        user = _user(super().authenticate(request, **credentials))
        if user is None:
            record_failed_sign_in(email=email, now=current_time())
        else:
            attempt.take_back()
        return user

    def get_user(self, user_id: int) -> User | None:
        """Return the account, its visitor and whether it has a role, in one query: every page needs
        them."""
        accounts = with_roles(User.objects.select_related("visitor"))
        user = accounts.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


def next_sign_in_at(request: HttpRequest) -> datetime | None:
    """Return when the next password will be looked at, if this one was not."""
    return getattr(request, "next_sign_in_at", None)


def _user(found: object) -> User | None:
    return found if isinstance(found, User) else None
