"""The questions on the way to a new password."""

import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from parloir.accounts.models import User
from parloir.credentials.codes import CODE_DIGITS

LONGEST_PASSWORD = 200


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Type the code that we sent to you"),
        max_length=40,
        error_messages={"required": _("Type the eight digits of the code.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        digits = re.sub(r"[^0-9]", "", self.cleaned_data["code"])
        if len(digits) != CODE_DIGITS:
            raise forms.ValidationError(_("The code has eight digits. Please type all of them."))
        return digits


class CodeElsewhereForm(CodeForm):
    """For people who type the code in another browser than the one they began in."""

    email = forms.EmailField(
        label=_("Your email address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    field_order = ("email", "code")


class AccountAddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Email"),
        error_messages={
            "required": _("Type your email address."),
            "invalid": _("This is not an email address. It looks like name@example.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class SheetForm(forms.Form):
    token = forms.CharField(
        label=_("Type the letters and digits on your sheet"),
        max_length=60,
        error_messages={"required": _("Type the letters and digits on your sheet.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class NewPasswordForm(forms.Form):
    password1 = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        error_messages={"required": _("Choose a password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("New password once more"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        error_messages={"required": _("Type the new password once more.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"password1", "password2"} <= set(data) and data["password1"] != data["password2"]:
            self.add_error("password2", _("The two passwords are not the same. Type both again."))
        return data
