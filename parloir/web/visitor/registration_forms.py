"""The questions of the registration (P5), one form a page."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from parloir.accounts.models import User
from parloir.people.operations import YOUNGEST_VISITOR
from parloir.typed_text.phone_field import PhoneFormField
from parloir.typed_text.plain_lines import must_be_plain_line
from parloir.web.fields import MailAddressField, MemorableDateField, NameField


class EmailForm(forms.Form):
    email = MailAddressField(
        label=_("What is your email address?"),
        help_text=_(
            "We send your confirmations there. First we send a code, to see that it works."
        ),
        error_messages={
            "required": _("Type your email address."),
            "invalid": _("This is not an email address. It looks like name@example.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NameForm(forms.Form):
    first_name = NameField(
        label=_("First name"),
        error_messages={"required": _("Type your first name as it stands on your ID.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = NameField(
        label=_("Last name"),
        error_messages={"required": _("Type your last name as it stands on your ID.")},
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )


class BirthForm(forms.Form):
    date_of_birth = MemorableDateField(
        label=_("When were you born?"),
        help_text=_("As it stands on your ID."),
        birthday=True,
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_date_of_birth(self) -> dt.date:
        born: dt.date = self.cleaned_data["date_of_birth"]
        years = self.today.year - born.year
        age = years - ((self.today.month, self.today.day) < (born.month, born.day))
        if age < 0 or age > 120:
            raise forms.ValidationError(_("Look at the year again: it has four digits."))
        if age < YOUNGEST_VISITOR:
            raise forms.ValidationError(
                _(
                    "People register here from their 18th birthday on. If the date is not right, "
                    "correct it; otherwise ask the facility how you can visit."
                )
            )
        return born


class PhoneForm(forms.Form):
    phone = PhoneFormField(
        label=_("What is your phone number?"),
        help_text=_("The facility calls it only if something about a visit changes suddenly."),
        error_messages={"required": _("Type a phone number with its area code.")},
    )


class AddressForm(forms.Form):
    street = forms.CharField(
        label=_("Street and number"),
        max_length=120,
        validators=[must_be_plain_line],
        error_messages={"required": _("Type the street and the number.")},
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    city = forms.CharField(
        label=_("City"),
        max_length=60,
        validators=[must_be_plain_line],
        error_messages={"required": _("Type the city.")},
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    region = forms.CharField(
        label=_("State"),
        max_length=40,
        validators=[must_be_plain_line],
        error_messages={"required": _("Type the state, for example Missouri.")},
        widget=forms.TextInput(attrs={"autocomplete": "address-level1"}),
    )
    postal_code = forms.CharField(
        label=_("ZIP code"),
        max_length=10,
        validators=[must_be_plain_line],
        error_messages={"required": _("Type the ZIP code.")},
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 8 letters, digits or signs. Three words in a row are easy to keep."),
        strip=False,
        max_length=200,
        error_messages={"required": _("Choose a password with at least 8 signs.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password
