"""What unlocks a screen: the password, and the code of those who have a second factor."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parloir.accounts.models import User
from parloir.factors.operations import CodeRefused, Factor
from parloir.factors.queries import has_factor
from parloir.throttling.delays import TooEarly
from parloir.web.second_factor.forms import CodeForm, PasswordForm
from parloir.web.second_factor.passing import look_at_code
from parloir.web.second_factor.words import too_many_codes, why_refused


class UnlockForm(PasswordForm, CodeForm):
    """`passed` is with what somebody has passed, once the form is valid."""

    field_order = ("password", "code")
    passed: Factor | None = None

    def __init__(self, *args: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self._request = request
        self.fields["password"].label = _("Password")
        if not has_factor(user):
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """Look at the code once the password is right: a code counts once."""
        data = super().clean() or {}
        if "code" in self.fields and {"password", "code"} <= data.keys():
            self._look_at(data["code"])
        return data

    def _look_at(self, code: str) -> None:
        try:
            self.passed = look_at_code(self._request, user=self.user, code=code)
        except CodeRefused as refused:
            self.add_error("code", why_refused(refused))
        except TooEarly as early:
            self.add_error("code", too_many_codes(early.until))
