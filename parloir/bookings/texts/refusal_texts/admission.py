"""The texts for people who want to be admitted."""

from django.utils.translation import gettext as _

from parloir.bookings.texts.refusal_texts.texts import moment_in, text_for
from parloir.facilities.models import Facility
from parloir.facilities.wording import say_clock, say_moment
from parloir.scheduling.refusals import Refusal, Rule


@text_for(Rule.PIN_UNKNOWN)
def _pin_unknown(refusal: Refusal, facility: Facility) -> str:
    """Says the same of a wrong PIN and of a wrong birth date."""
    if refusal.facts.get("birth_was_asked"):
        return _(
            "PIN and birth date do not go together. Please type both again: the PIN as it stands "
            "in your confirmation, and the day and month on which the person who booked was born. "
            "If it still doesn't work, ask the staff."
        )
    return _(
        "We don't find this PIN. Please type it again, as it stands in your confirmation. If it "
        "still isn't found, ask the staff."
    )


@text_for(Rule.PIN_WRONG_FACILITY)
def _pin_wrong_facility(refusal: Refusal, facility: Facility) -> str:
    return _(
        "This PIN is for a visit at %(facility)s, not here. Your confirmation has the address; "
        "the staff here can help you."
    ) % {"facility": refusal.facts.get("facility", _("another facility"))}


@text_for(Rule.PIN_WRONG_DAY)
def _pin_wrong_day(refusal: Refusal, facility: Facility) -> str:
    starts_at = moment_in(refusal, "starts_at")
    if starts_at is None:
        return _("This PIN is for another day. Your confirmation has the date.")
    if refusal.next_at is None:
        return _(
            "This visit was on %(when)s. You can book another one on the web site, or ask the "
            "staff."
        ) % {"when": say_moment(starts_at, facility)}
    return _("Your visit is on another day: %(when)s. Please come back then.") % {
        "when": say_moment(starts_at, facility)
    }


@text_for(Rule.PIN_TOO_EARLY)
def _pin_too_early(refusal: Refusal, facility: Facility) -> str:
    starts_at, opens_at = moment_in(refusal, "starts_at"), moment_in(refusal, "opens_at")
    if starts_at is None or opens_at is None:
        return _("It is a little early. Please try again shortly before your visit begins.")
    return _(
        "You are early: your visit begins at %(start)s. Please try again from %(opens)s on."
    ) % {"start": say_clock(starts_at, facility), "opens": say_clock(opens_at, facility)}


@text_for(Rule.PIN_TOO_LATE)
def _pin_too_late(refusal: Refusal, facility: Facility) -> str:
    starts_at, closes_at = moment_in(refusal, "starts_at"), moment_in(refusal, "closes_at")
    otherwise = _("You can book another visit on the web site, or ask the staff.")
    if starts_at is None:
        return _("The time to come in to this visit is over.") + " " + otherwise
    if closes_at is None or closes_at <= starts_at:
        over = _("This visit began at %(start)s, and the time to come in is over.") % {
            "start": say_clock(starts_at, facility)
        }
        return f"{over} {otherwise}"
    over = _("This visit began at %(start)s, and people could come in until %(closes)s.") % {
        "start": say_clock(starts_at, facility),
        "closes": say_clock(closes_at, facility),
    }
    return f"{over} {otherwise}"


@text_for(Rule.PIN_USED)
def _pin_used(refusal: Refusal, facility: Facility) -> str:
    starts_at = moment_in(refusal, "starts_at")
    if starts_at is None:
        return _("This visit has ended. Each visit has a PIN of its own.")
    return _("The visit of %(when)s has ended. Each visit has a PIN of its own.") % {
        "when": say_moment(starts_at, facility)
    }


@text_for(Rule.PIN_IN_USE)
def _pin_in_use(refusal: Refusal, facility: Facility) -> str:
    return _("This visit is already open at another place. If that is not you, tell the staff.")


@text_for(Rule.PIN_IS_REMOTE)
def _pin_is_remote(refusal: Refusal, facility: Facility) -> str:
    return _(
        "This is a remote visit: sign in on the web site with your own phone or computer and "
        "press “Join visit”. The staff can help you."
    )


@text_for(Rule.BOOKING_CANCELLED)
def _booking_cancelled(refusal: Refusal, facility: Facility) -> str:
    return _("This visit was cancelled. You can book another one on the web site.")


@text_for(Rule.BOOKING_DISPLACED)
def _booking_displaced(refusal: Refusal, facility: Facility) -> str:
    return _(
        "This visit can't take place at its time. We wrote to you with other times: choose one on "
        "the web site, or ask the staff."
    )


@text_for(Rule.NO_VISIT_NOW)
def _no_visit_now(refusal: Refusal, facility: Facility) -> str:
    return _("There is no visit booked for now. Ask the staff if you expected one.")


@text_for(Rule.AT_BOOKED_STATION)
def _at_booked_station(refusal: Refusal, facility: Facility) -> str:
    """Does not say why they cannot use another station."""
    station = refusal.facts.get("station")
    if station is None:
        return _("Your visit is at another station. Please ask an officer which one it is.")
    return _(
        "Your station for this visit: %(station)s. Please go there, or ask an officer if you can't."
    ) % {"station": station}
