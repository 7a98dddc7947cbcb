"""Letters about codes for a new password, links, and what was changed on an account."""

from collections.abc import Mapping
from typing import Any, assert_never

from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.accounts.models import User
from parloir.credentials.codes import digits_of
from parloir.credentials.links import token_of
from parloir.credentials.models import PasswordLink, SealedCode
from parloir.credentials.passwords import SetBy
from parloir.notices.composition import compose
from parloir.notices.rendering import Letter, renders


@renders("password_code")
def password_code(params: Mapping[str, Any]) -> Letter | None:
    """Return None for an address without an account, and for a code that nobody needs any more."""
    code = SealedCode.objects.filter(
        public_id=params["code"], proven_at=None, expires_at__gt=params["now"]
    ).first()
    if code is None or not params.get("user"):
        return None
    return compose(
        subject=_("Your code for a new password"),
        paragraphs=[_("Type this code into the page that asks for it, then choose a password.")],
        code=(_("Your code"), digits_of(code)),
        closing=[
            _("The code is good for 30 minutes."),
            _("Tell it to nobody. We never ask for it by phone."),
            _("If you did not ask for it, your password stays as it is."),
        ],
    )


@renders("password_reset")
def password_reset(params: Mapping[str, Any]) -> Letter | None:
    """Return None: the first version had its codes in the outbox, and none of them counts now."""
    return None


@renders("password_link")
def password_link(params: Mapping[str, Any]) -> Letter | None:
    link = _live_link(params)
    if link is None:
        return None
    return compose(
        subject=_("Your link for a new password"),
        paragraphs=[
            _(
                "Somebody, probably you, asked for a new password. So many codes were asked for "
                "or mistyped that no more are sent today. This link does the same."
            )
        ],
        action=_choose_with(link),
        closing=[
            *_about_link(),
            _("If you did not ask for it, your password stays as it is."),
        ],
    )


@renders("first_password")
def first_password(params: Mapping[str, Any]) -> Letter | None:
    """Return None if a password was chosen before the letter was sent.

    It is sent with an expired link too: it says how to get another one.
    """
    link = _unused_link(params)
    if link is None:
        return None
    return compose(
        subject=_("Your account as an administrator"),
        paragraphs=[
            _(
                "Somebody who runs this site for video visits has made you the administrator of a "
                "facility. Choose a password, then sign in with this address."
            )
        ],
        action=_choose_with(link),
        closing=[
            *_about_link(),
            _("If it has expired, press “I don't know my password” where you sign in."),
        ],
    )


@renders("staff_invitation")
def staff_invitation(params: Mapping[str, Any]) -> Letter | None:
    """Return None if a password was chosen, or another invitation sent, before this was sent.

    It is sent with an expired link too: it says how to get another one.
    """
    link = _unused_link(params)
    if link is None:
        return None
    return compose(
        subject=_("Your account as a member of staff"),
        paragraphs=[
            _(
                "An administrator has made an account for you at a facility that holds video "
                "visits. Choose a password, then sign in with this address."
            )
        ],
        action=_choose_with(link),
        closing=[
            _("The link is good for 7 days, and once."),
            _("Send it on to nobody: anybody who has it can choose your password."),
            _("If it has expired, press “I don't know my password” where you sign in."),
        ],
    )


@renders("codes_closed")
def codes_closed(params: Mapping[str, Any]) -> Letter | None:
    link = _live_link(params)
    if link is None:
        return None
    return compose(
        subject=_("Wrong codes were typed for your account"),
        paragraphs=[
            _(
                "Within a day, 30 wrong codes were typed for your account. Somebody may be trying "
                "to guess one. Nobody got in with them, and your password is as it was."
            ),
            _(
                "For 24 hours no code is accepted for your account. You can sign in as always. If "
                "you need a new password, follow this link; or ask the facility, in person."
            ),
        ],
        action=_choose_with(link),
        closing=_about_link(),
    )


@renders("password_link_handed_out")
def password_link_handed_out(params: Mapping[str, Any]) -> Letter | None:
    link = PasswordLink.objects.filter(public_id=params["link"]).first()
    if link is None or link.user is None:
        return None
    return compose(
        subject=_("You were given a sheet for a new password"),
        paragraphs=[
            _(
                "A member of staff has just handed out a sheet with which a new password can be "
                "chosen for your account."
            )
        ],
        action=(_("Facilities and their phone numbers"), reverse("facilities")),
        closing=[_("If it was not you who got it, call the facility now.")],
    )


@renders("password_changed")
def password_changed(params: Mapping[str, Any]) -> Letter | None:
    user = User.objects.filter(public_id=params["user"]).first()
    if user is None:
        return None
    return compose(
        subject=_("Your password was changed"),
        paragraphs=[_how_it_was_set(SetBy(params["how"]))],
        action=(_("Choose another password"), reverse("account_reset_password")),
        closing=[
            _("If it was you, there is nothing you need to do."),
            _(
                "If it was not you, choose another password now, and call the facility that you "
                "visit or work at."
            ),
        ],
    )


def _how_it_was_set(how: SetBy) -> str:
    match how:
        case SetBy.OWNER:
            return _("Somebody who knew your password has set a new one.")
        case SetBy.CODE:
            return _("A new password was set with a code that we sent to this address.")
        case SetBy.LINK:
            return _("A new password was set with a link for your account.")
        case SetBy.STAFF:
            return _("An administrator has set a new password for your account.")
        case _:
            assert_never(how)


@renders("address_changed")
def address_changed(params: Mapping[str, Any]) -> Letter | None:
    if not User.objects.filter(public_id=params["user"]).exists():
        return None
    return compose(
        subject=_("Your email address was changed"),
        paragraphs=[
            _(
                "An administrator has given your account another email address. From now on you "
                "sign in with that one, and all mails go there."
            )
        ],
        action=(_("Facilities and their phone numbers"), reverse("facilities")),
        closing=[_("If you know nothing of this, call the facility now.")],
    )


def _live_link(params: Mapping[str, Any]) -> PasswordLink | None:
    link = _unused_link(params)
    return link if link and link.expires_at > params["now"] else None


def _unused_link(params: Mapping[str, Any]) -> PasswordLink | None:
    links = PasswordLink.objects.filter(user__is_active=True, used_at=None)
    return links.filter(public_id=params["link"]).first()


def _choose_with(link: PasswordLink) -> tuple[str, str]:
    return _("Choose a new password"), reverse("password_by_link", args=[token_of(link)])


def _about_link() -> list[str]:
    return [
        _("The link is good for 24 hours, and once."),
        _("Send it on to nobody: anybody who has it can choose your password."),
    ]
