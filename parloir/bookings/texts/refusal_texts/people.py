"""The texts about people."""

from datetime import timedelta
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parloir.bookings.quota_kinds import INMATE, QUOTA_KINDS
from parloir.bookings.texts.refusal_texts.texts import (
    date_in,
    moment_in,
    phone_of,
    text_for,
    with_next_date,
)
from parloir.bookings.texts.wording import say_party
from parloir.facilities.models import Facility, VisitKind
from parloir.facilities.wording import say_date, say_minutes, say_moment
from parloir.scheduling.quotas import Period
from parloir.scheduling.refusals import Refusal, Rule


@text_for(Rule.NOT_REGISTERED)
def _not_registered(refusal: Refusal, facility: Facility) -> str:
    return _(
        "Your registration is not complete yet. Take the photo and the pictures of your ID that "
        "are still missing; then you can go on."
    )


@text_for(Rule.NOT_ASKED)
def _not_asked(refusal: Refusal, facility: Facility) -> str:
    return _(
        "%(agency)s decides for itself who visits its facilities, and you have not asked there "
        "yet. Ask %(agency)s to look at your photo and ID; then you can go on."
    ) % {"agency": refusal.facts.get("agency", facility.name)}


@text_for(Rule.NOT_APPROVED)
def _not_approved(refusal: Refusal, facility: Facility) -> str:
    hours = timedelta(hours=cast("int", refusal.facts.get("hours", facility.answer_hours)))
    return _(
        "We are still looking at your photo and ID. That takes %(time)s at most, and we write to "
        "you as soon as it is done. Then you can go on."
    ) % {"time": say_minutes(hours)}


@text_for(Rule.RESTRICTED)
def _restricted(refusal: Refusal, facility: Facility) -> str:
    until = date_in(refusal, "until")
    words = {"facility": facility.name, "phone": phone_of(facility, refusal)}
    if until is None:
        sentence = _(
            "Visits at %(facility)s are not open to you, with no end date. Why, and how to "
            "appeal, is in your account on the web site, under “Restrictions”. Questions: "
            "%(phone)s."
        )
        return sentence % words
    words |= {
        "until": say_date(until),
        "next": say_date(refusal.next_date or until + timedelta(days=1)),
    }
    sentence = _(
        "Visits at %(facility)s are not open to you until and including %(until)s. Visits from "
        "%(next)s on can be booked, also today. Why, and how to appeal, is in your account on "
        "the web site, under “Restrictions”. Questions: %(phone)s."
    )
    return sentence % words


@text_for(Rule.INMATE_UNAVAILABLE)
def _inmate_unavailable(refusal: Refusal, facility: Facility) -> str:
    return _(
        "This person can't have visits at %(facility)s at the moment. They may have been moved or "
        "released: call %(phone)s to ask."
    ) % {"facility": facility.name, "phone": phone_of(facility, refusal)}


@text_for(Rule.COMPANION_CANNOT)
def _companion_cannot(refusal: Refusal, facility: Facility) -> str:
    words = {"name": refusal.facts.get("name", _("Somebody"))}
    sentence = _(
        "%(name)s can't come along on this day. They can see why when they sign in themselves."
    )
    return with_next_date(sentence % words, refusal)


@text_for(Rule.COMPANION_NOT_AGREED)
def _companion_not_agreed(refusal: Refusal, facility: Facility) -> str:
    return _(
        "%(name)s has not agreed to come along with you, or does not come along any more. Invite "
        "them under “People who come with you”, or book without them."
    ) % {"name": refusal.facts.get("name", _("Somebody"))}


@text_for(Rule.PARTY_TOO_LARGE)
def _party_too_large(refusal: Refusal, facility: Facility) -> str:
    limits = cast("tuple[tuple[int, int], ...]", refusal.facts.get("limits", ((1, 0),)))
    return _("That is more people than one visit can have. Possible are: %(parties)s.") % {
        "parties": _(" or ").join(say_party(adults, minors) for adults, minors in limits)
    }


@text_for(Rule.MINOR_WITHOUT_GUARDIAN)
def _minor_without_guardian(refusal: Refusal, facility: Facility) -> str:
    return _(
        "%(name)s can come along only with the adult who registered them. Add that adult, or "
        "leave the child out."
    ) % {"name": refusal.facts.get("name", _("The child"))}


@text_for(Rule.MINOR_IS_ADULT)
def _minor_is_adult(refusal: Refusal, facility: Facility) -> str:
    return _(
        "%(name)s is 18 by then and needs a registration of their own, with a photo and an ID."
    ) % {"name": refusal.facts.get("name", _("The child"))}


@text_for(Rule.MINOR_REMOVED)
def _minor_removed(refusal: Refusal, facility: Facility) -> str:
    return _(
        "%(name)s was removed from those who come along. Add the child again under “People who "
        "come with you”, or book without them."
    ) % {"name": refusal.facts.get("name", _("The child"))}


@text_for(Rule.NO_CONTACT)
def _no_contact(refusal: Refusal, facility: Facility) -> str:
    return _(
        "Visits with this person can't be booked from your account. Call %(phone)s to ask why."
    ) % {"phone": phone_of(facility, refusal)}


@text_for(Rule.NOT_ON_LIST)
def _not_on_list(refusal: Refusal, facility: Facility) -> str:
    return _(
        "At %(facility)s each person has a list of visitors, and you are not on this one yet. The "
        "person you want to see can ask the staff to add you."
    ) % {"facility": facility.name}


@text_for(Rule.INMATE_NO_VISITS)
def _inmate_no_visits(refusal: Refusal, facility: Facility) -> str:
    until = date_in(refusal, "until")
    if until is None:
        return _("This person can't have visits on this day. Please choose a later one.")
    words = {
        "until": say_date(until),
        "next": say_date(refusal.next_date or until + timedelta(days=1)),
    }
    return (
        _(
            "This person can't have visits until and including %(until)s. Visits from %(next)s on "
            "can be booked, also today."
        )
        % words
    )


@text_for(Rule.INMATE_CAME_IN)
def _inmate_came_in(refusal: Refusal, facility: Facility) -> str:
    free_from = moment_in(refusal, "free_from")
    if free_from is None:
        return _("This person came in a short while ago. Please choose a later day.")
    return _("This person came in a short while ago. Visits are possible from %(when)s on.") % {
        "when": say_moment(free_from, facility)
    }


@text_for(Rule.QUOTA_USED)
def _quota_used(refusal: Refusal, facility: Facility) -> str:
    most = cast("int", refusal.facts.get("most", 0))
    kind = QUOTA_KINDS[str(refusal.facts.get("of", INMATE.code))]
    words = {
        "whose": kind.whose(str(refusal.facts.get("name", ""))),
        "visits": _quota_visits(str(refusal.facts.get("kind", "")), most),
        "period": _("a day") if refusal.facts.get("period") == Period.DAY else _("a week"),
    }
    sentence = _("%(whose)s can have %(visits)s %(period)s, and all are booked.") % words
    return with_next_date(sentence, refusal)


def _quota_visits(kind: str, most: int) -> str:
    if kind == VisitKind.ONSITE:
        words = ngettext("%(count)d on-site visit", "%(count)d on-site visits", most)
    elif kind == VisitKind.REMOTE:
        words = ngettext("%(count)d remote visit", "%(count)d remote visits", most)
    else:
        words = ngettext("%(count)d visit", "%(count)d visits", most)
    return words % {"count": most}
