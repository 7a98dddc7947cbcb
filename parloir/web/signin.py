"""Adapter of django-allauth: sign-in by email; registration, codes and mails are our own."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from parloir.accounts.models import User
from parloir.accounts.operations import choose_language
from parloir.accounts.policies import actor_of, is_member_of_staff
from parloir.clock import current_time
from parloir.credentials.passwords import change_password
from parloir.languages import is_offered
from parloir.web.current_password import checked_password
from parloir.web.second_factor.stage import STAGE
from parloir.web.sign_ins import sign_in_of
from parloir.web.signin_backend import next_sign_in_at
from parloir.web.waits import too_many_passwords


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: our own registration (P5) first proves the address."""
        return False

    def get_login_stages(self) -> list[str]:
        """Ask for a code between the password and the session."""
        return [*super().get_login_stages(), STAGE]

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and keep the language that was chosen before."""
        super().login(request, user)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if is_offered(chosen) and chosen != user.language:
            choose_language(user=user, language=chosen)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Say how long to wait if the password was not looked at. Raises ValidationError."""
        user: User | None = super().authenticate(request, **credentials)
        until = next_sign_in_at(request)
        if user is None and until is not None:
            raise ValidationError(too_many_passwords(until), code="too_early")
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        """Check the password of somebody who is signed in. Raises ValidationError."""
        checked_password(user, password)
        return True

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user = request.user
        if isinstance(user, User) and is_member_of_staff(user):
            return reverse("console")
        return reverse("home")

    def set_password(self, user: User, password: str) -> None:
        """Set the password that somebody chose who has just typed the old one.

        All other sign-ins of the account end with it.
        """
        request = self.request
        kept = sign_in_of(request) if request is not None and request.user == user else ""
        change_password(
            user=user, password=password, kept=kept, by=actor_of(user), now=current_time()
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Raise ValueError: all mails are ours."""
        raise ValueError(f"no mail of ours: {template_prefix}")
