"""The forms of django-allauth with our texts and limits.

On the sign-in page, the link for a lost password is next to the button.
"""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django.utils.translation import gettext_lazy as _

from parloir.credentials.password_lengths import shortest_password
from parloir.web.current_password import checked_password


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Email")
        self.fields["login"].error_messages["required"] = _("Type your email address.")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].error_messages["required"] = _("Type your password.")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "At least %(least)d letters, digits or signs. Three words in a row are easy to keep."
        ) % {"least": shortest_password(self.user)}

    def clean_oldpassword(self) -> str:
        return checked_password(self.user, self.cleaned_data.get("oldpassword", ""))
