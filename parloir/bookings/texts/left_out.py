"""Why an adult no longer comes along to a visit, and the words in which they read it."""

from enum import StrEnum, auto

from django.utils.translation import gettext as _

from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import Facility
from parloir.scheduling.refusals import Refusal, Rule


class LeftOutFor(StrEnum):
    OWN_WISH = auto()
    RESTRICTION = auto()
    LIST = auto()
    UNSAID = auto()
    """A no-contact order, which may protect somebody: nobody reads of it in a mail."""


_BY_RULE = {Rule.RESTRICTED: LeftOutFor.RESTRICTION, Rule.NOT_ON_LIST: LeftOutFor.LIST}


def left_out_for(rule: Rule) -> LeftOutFor:
    """Return what may be said of a rule that refuses one adult."""
    return _BY_RULE.get(rule, LeftOutFor.UNSAID)


def say_why_left_out(why: LeftOutFor, facility: Facility, *, to: str) -> str:
    """Return it for the reader with this phone number."""
    if why is LeftOutFor.OWN_WISH:
        return _("You told us that you can't come. Thank you.")
    if why is LeftOutFor.RESTRICTION:
        return _(
            "It falls into the time in which visits are not open to you. Another mail says until "
            "when, why, and how to have it reviewed."
        )
    if why is LeftOutFor.LIST:
        return sentence_for(Refusal(Rule.NOT_ON_LIST), facility=facility)
    return _("Call %(phone)s if you want to know more.") % {"phone": facility.phone_for(to)}
