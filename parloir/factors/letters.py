"""Letters about what was changed on somebody's second factor."""

from collections.abc import Mapping
from typing import Any, assert_never

from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.accounts.models import User
from parloir.factors.break_glass import Step
from parloir.factors.operations import What
from parloir.notices.composition import compose
from parloir.notices.rendering import Letter, renders


@renders("factor_changed")
def factor_changed(params: Mapping[str, Any]) -> Letter | None:
    user = User.objects.filter(public_id=params["user"]).first()
    if user is None:
        return None
    subject, happened = _said(What(params["what"]))
    return compose(
        subject=subject,
        paragraphs=[happened],
        action=(_("Choose another password"), reverse("account_reset_password")),
        closing=[
            _("If it was you, there is nothing you need to do."),
            _(
                "If it was not you, choose another password now, and call the facility that you "
                "visit or work at."
            ),
        ],
    )


def _said(what: What) -> tuple[str, str]:
    match what:
        case What.ADDED:
            return _("A second factor was added"), _(
                "From now on, signing in to your account takes a code from an app on your phone, "
                "after the password."
            )
        case What.NEW_CODES:
            return _("You have new recovery codes"), _(
                "New recovery codes were made for your account. The ones before no longer count."
            )
        case What.CODE_USED:
            return _("A recovery code was used"), _(
                "Somebody, probably you, has signed in to your account with a recovery code."
            )
        case What.SWITCHED_OFF:
            return _("Your second factor was switched off"), _(
                "Signing in to your account takes no code any more."
            )
        case What.TAKEN_AWAY:
            return _("Your second factor was taken away"), _(
                "An administrator has taken away the second factor of your account. When you sign "
                "in next, you set up a new one."
            )
        case What.TAKEN_IN_PERSON:
            return _("Your second factor was taken away"), _(
                "A member of staff has taken away the second factor of your account, for somebody "
                "who came to the facility with your ID. Signing in takes no code any more."
            )
        case _:
            assert_never(what)


@renders("break_glass")
def break_glass(params: Mapping[str, Any]) -> Letter | None:
    """It goes to every administrator."""
    user = User.objects.filter(public_id=params["user"]).first()
    if user is None:
        return None
    subject, happened = _said_of_emergency(Step(params["step"]))
    return compose(
        subject=subject,
        paragraphs=[happened % {"name": user.full_name or user.email}],
        action=(_("Open the configuration"), reverse("admin:index")),
        closing=[
            _("If you know of it, there is nothing you need to do."),
            _(
                "If you do not, call the person who runs the server now, and close this account "
                "in the configuration."
            ),
        ],
    )


def _said_of_emergency(step: Step) -> tuple[str, str]:
    match step:
        case Step.MADE:
            return _("An emergency sign-in was made"), _(
                "On the server, somebody has made an emergency sign-in for %(name)s. It works "
                "once, within 15 minutes, without password and second factor."
            )
        case Step.USED:
            return _("An emergency sign-in was used"), _(
                "%(name)s has signed in without password and second factor, by the emergency "
                "sign-in."
            )
        case _:
            assert_never(step)
