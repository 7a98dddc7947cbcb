"""Letters about what was changed on somebody's second factor."""

from collections.abc import Mapping
from typing import Any, assert_never

from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.accounts.models import User
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
        case _:
            assert_never(what)
