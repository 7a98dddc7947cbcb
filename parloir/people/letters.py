"""Letters about registration and accounts."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.credentials.codes import digits_of
from parloir.credentials.models import SealedCode
from parloir.notices.composition import compose
from parloir.notices.rendering import Letter, renders
from parloir.people.queries import visitor_with_id


@renders("email_code")
def email_code(params: Mapping[str, Any]) -> Letter | None:
    """Return None for a code that counts no more."""
    code = SealedCode.objects.filter(
        public_id=params["code"], proven_at=None, expires_at__gt=params["now"]
    ).first()
    if code is None:
        return None
    digits = digits_of(code)
    return compose(
        subject=_("Your code for registering"),
        paragraphs=[
            _(
                "Somebody, probably you, is registering for video visits with this address. Type "
                "this code into the page that asks for it, or follow the link."
            )
        ],
        code=(_("Your code"), digits),
        action=(_("Fill the code in"), f"{reverse('register_code')}?code={digits}"),
        closing=[
            _("The code is good for 30 minutes."),
            _("If it was not you, there is nothing you need to do."),
        ],
    )


@renders("already_registered")
def already_registered(params: Mapping[str, Any]) -> Letter:
    return compose(
        subject=_("You already have an account"),
        paragraphs=[
            _(
                "Somebody, probably you, wanted to register for video visits with this address. "
                "It already has an account: you only need to sign in."
            )
        ],
        action=(_("Sign in"), reverse("account_login")),
        closing=[
            _("If you don't remember your password, you can choose a new one on that page."),
            _("If it was not you, there is nothing you need to do."),
        ],
    )


@renders("account_closed")
def account_closed(params: Mapping[str, Any]) -> Letter | None:
    """Return None if the account is open again before the letter is sent."""
    visitor = visitor_with_id(params["visitor"])
    if visitor is None or visitor.user.is_active:
        return None
    return compose(
        subject=_("Your account is closed"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": visitor.first_name},
            _(
                "A member of staff has closed your account, because somebody else may be using "
                "it. Nobody can sign in with it now, and every device that was signed in is out."
            ),
            _(
                "The visits that you have booked stay booked. Each gets a new PIN, which you "
                "receive when your account is open again."
            ),
        ],
        action=(_("Facilities and their phone numbers"), reverse("facilities")),
        closing=[
            _(
                "To have it opened again, call the facility that you visit, or go there with "
                "your ID. If this is a mistake, tell them too."
            ),
            _("If you used the same password elsewhere, change it there as well."),
        ],
    )


@renders("account_reopened")
def account_reopened(params: Mapping[str, Any]) -> Letter | None:
    """Return None if the account was closed again before the letter is sent."""
    visitor = visitor_with_id(params["visitor"])
    if visitor is None or not visitor.user.is_active:
        return None
    return compose(
        subject=_("Your account is open again"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": visitor.first_name},
            _(
                "Your account is open again. Your old password is no longer valid: choose a new "
                "one with the button below, and one that you use nowhere else."
            ),
            _("For each visit that you have booked you get another mail with its new PIN."),
        ],
        action=(_("Choose a new password"), reverse("account_reset_password")),
    )
