from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parloir.accounts.models import User
from parloir.web.current_password import checked_password

LONGEST_CODE = 40


def _code_field(label: Any, *, missing: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_CODE,
        error_messages={"required": missing},
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )


class CodeForm(forms.Form):
    """A code of the app, or one from paper, which has letters."""

    code = _code_field(_("Code"), missing=_("Type the six digits that your app shows."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A telephone's keyboard for digits has no letters for a recovery code.
        self.fields["code"].widget.attrs["inputmode"] = "text"


class PasswordForm(forms.Form):
    """Asks for the password again, before something important."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=200,
        error_messages={"required": _("Type your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        return checked_password(self.user, self.cleaned_data["password"])


class FirstSetupForm(forms.Form):
    """For somebody who has typed the password just now, to sign in."""

    code = _code_field(
        _("The six digits that the app shows"),
        missing=_("Type the six digits that your app shows."),
    )


class SetupForm(FirstSetupForm, PasswordForm):
    field_order = ("code", "password")
