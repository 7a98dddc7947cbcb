from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parloir.accounts.models import User
from parloir.web.current_password import checked_password


class UnlockForm(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        error_messages={"required": _("Type your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        return checked_password(self.user, self.cleaned_data["password"])
