"""Adapter of django-allauth: sign-in by email, our own registration, mails by our outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from parloir.accounts.models import User
from parloir.accounts.operations import CODE_DIGITS, choose_language
from parloir.accounts.policies import is_member_of_staff
from parloir.accounts.resets import sealed_reset_code
from parloir.accounts.sign_ins import note_new_password
from parloir.clock import current_time
from parloir.languages import is_offered, spoken_language
from parloir.notices.operations import enqueue_notice
from parloir.vault.names import new_digits
from parloir.web.current_password import checked_password
from parloir.web.sign_ins import sign_in_of
from parloir.web.signin_backend import next_sign_in_at
from parloir.web.waits import too_many_passwords

RESET_CODE_MAIL = "account/email/password_reset_code"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: our own registration (P5) first proves the address."""
        return False

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
        """Save only the password: other fields may have changed since the account was read.

        All other sign-ins of the account end with it.
        """
        user.set_password(password)  # before the transaction: it computes for a while
        kept = sign_in_of(self.request) if self.request.user == user else ""
        with transaction.atomic():
            user.save(update_fields=["password"])
            note_new_password(user=user, kept=kept, now=current_time())

    def generate_password_reset_code(self) -> str:
        """Return digits only, as in the registration: people type them on a phone."""
        return new_digits(CODE_DIGITS)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send the code for a new password, allauth's only mail that we send."""
        if template_prefix != RESET_CODE_MAIL:
            raise ValueError(f"no mail of ours: {template_prefix}")
        user = User.objects.filter(email=email.lower()).first()
        enqueue_notice(
            "password_reset",
            email=email,
            language=user.language if user else spoken_language(),
            now=current_time(),
            sealed_code=sealed_reset_code(context["code"]),
        )
