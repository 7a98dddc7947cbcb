"""The refusal of a change of facts by somebody who may not make it."""

from collections.abc import Collection, Mapping
from enum import StrEnum, auto
from typing import Final

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    ELSEWHERE = auto()
    INSTALLATION = auto()
    """Only the operator decides it, for all agencies."""
    NAME_OF_AGENCY = auto()
    NOT_ASKED = auto()
    NO_ROLE = auto()
    NOT_STAFF = auto()
    SERVES_ELSEWHERE = auto()
    LAST_ADMINISTRATOR = auto()
    LAST_OPERATOR = auto()
    LAST_ROLE = auto()


TEXTS: Final[Mapping[Reason, Promise]] = {
    Reason.ELSEWHERE: _(
        "Your roles do not allow this change at this facility. Ask one of its administrators. "
        "Nothing was changed."
    ),
    Reason.INSTALLATION: _(
        "Only the operator of this site can change this. Ask them. Nothing was changed."
    ),
    Reason.NAME_OF_AGENCY: _(
        "Only an administrator of all facilities of an agency can change its name. Ask the "
        "operator of this site. Nothing was changed."
    ),
    Reason.NOT_ASKED: _(
        "This visitor has not asked to visit at your agency. They have to ask first. Nothing was "
        "changed."
    ),
    Reason.NO_ROLE: _(
        "Give this person at least one role at one of your facilities. Nothing was changed."
    ),
    Reason.NOT_STAFF: _(
        "This is not the account of a member of staff. Add a new member of staff, with another "
        "address. Nothing was changed."
    ),
    Reason.SERVES_ELSEWHERE: _(
        "You can change an account only if you administer every facility at which this person "
        "serves. You can still end their roles at your facilities. Nothing was changed."
    ),
    Reason.LAST_ADMINISTRATOR: _(
        "This is the last administrator of a facility. Make somebody else an administrator there "
        "first. Nothing was changed."
    ),
    Reason.LAST_OPERATOR: _(
        "This is the last account over the whole installation. Give another one these rights "
        "first. Nothing was changed."
    ),
    Reason.LAST_ROLE: _(
        "Nobody looks after an account without a role. Keep one role and close the account "
        "instead. Nothing was changed."
    ),
}


class ChangeRefused(PermissionDenied):
    """The actor may not make this change. Nothing was changed; the message says what to do.

    Pages answer it with 403 unless they show its message themselves.
    """

    def __init__(self, reason: Reason, *, at: Collection[str] = ()) -> None:
        """`at` are the slugs of the facilities that it was about, if that is known."""
        super().__init__(str(TEXTS[reason]))
        self.reason = reason
        self.at = at
