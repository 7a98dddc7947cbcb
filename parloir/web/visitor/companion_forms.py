"""The forms for children and for invitations of adults."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parloir.web.fields import MailAddressField, MemorableDateField, NameField


class ChildForm(forms.Form):
    first_name = NameField(
        label=_("First name of the child"),
        error_messages={"required": _("Type the first name of the child.")},
    )
    last_name = NameField(
        label=_("Last name of the child"),
        error_messages={"required": _("Type the last name of the child.")},
    )
    date_of_birth = MemorableDateField(label=_("Date of birth of the child"))


class InvitationForm(forms.Form):
    email = MailAddressField(
        label=_("Email address of the other person"),
        error_messages={
            "required": _("Type the email address of the person whom you want to bring along."),
            "invalid": _("This is not an email address. It looks like name@example.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
