"""Banners: what both sides read about an officer's interventions, each in their language."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parloir.bookings.queries import party_of
from parloir.bookings.texts.wording import say_names
from parloir.facilities.models import Facility
from parloir.protocol.screens.visit import Banner, Paused
from parloir.sanctions.catalogue import say_ground
from parloir.sanctions.grounds import OTHER
from parloir.screens.common import first_names_of_visitors
from parloir.sides import Side
from parloir.visits.legs import an_officer_speaks_in
from parloir.visits.models import Admission, Intervention, PausedFor, Visit
from parloir.visits.ready_messages import READY_MESSAGES

Kind = Intervention.Kind

SHOWN_FOR = {
    Kind.MESSAGE: timedelta(seconds=45),
    Kind.WARNING: timedelta(seconds=60),
    Kind.ADD_TIME: timedelta(seconds=60),
}
SHOWN_WHILE_SPEAKING = (Kind.SPEAK, Kind.SPOKEN)
SHOWN_SHORTLY = timedelta(seconds=15)
MOST = 3


def banners(admission: Admission, *, now: datetime) -> list[Banner]:
    """Return what is shown over the picture now, the latest first, three at most."""
    recent = (
        Intervention.objects.filter(visit=admission.visit, at__gt=now - max(SHOWN_FOR.values()))
        .exclude(kind__in=SHOWN_WHILE_SPEAKING)
        .order_by("-at", "-id")
    )
    standing = [
        (one, until)
        for one in recent
        if (until := one.at + SHOWN_FOR.get(Kind(one.kind), SHOWN_SHORTLY)) > now
    ]
    return [_banner(one, admission, until) for one, until in standing[:MOST]]


def _banner(one: Intervention, admission: Admission, until: datetime) -> Banner:
    title, text = _in_words(one, admission)
    return Banner(id=one.public_id, kind=one.kind, title=title, text=text, until_at=until)


def _in_words(one: Intervention, admission: Admission) -> tuple[str, str]:
    """Return a title, which says what was done, and a text, which says what it means."""
    visit = admission.visit
    if admission.side in one.sides:
        person = _first_name(one, visit) if one.person_ref else None
        return _to_whom_it_concerns(one, visit.facility, person)
    return _to_the_other(one.kind) % {"name": _first_name(one, visit)}, ""


def _first_name(one: Intervention, visit: Visit) -> str:
    """Return the first names of the people it concerns: all visitors, unless one was named."""
    if one.sides == {Side.INMATE}:
        return visit.booking.inmate.first_name
    visitors = party_of(visit.booking)
    named = [person for person in visitors if person.public_id == one.person_ref]
    return say_names([person.first_name for person in named or visitors])


def _to_whom_it_concerns(
    one: Intervention, facility: Facility, person: str | None
) -> tuple[str, str]:
    """Return title and text. `person` is the first name of the visitor who was named, if any."""
    match one.kind:
        case Kind.MESSAGE if person:
            title = _("A message from the officer for %(name)s") % {"name": person}
            return title, message_text(one)
        case Kind.MESSAGE:
            return _("A message from the officer"), message_text(one)
        case Kind.WARNING:
            facts = {"ground": warning_text(one, facility), "name": person}
            title = _("Warning for %(name)s: %(ground)s") if person else _("Warning: %(ground)s")
            return title % facts, _("If it happens again, the officer may end this visit.")
        case Kind.EXTEND:
            return _more_time(one.minutes or 0), ""
        case Kind.ADD_TIME:
            text = _("As much was lost through the facility or our system. The visit ends later.")
            return _added_time(one.minutes or 0), text
        case Kind.CLOCK_RUNS:
            text = _("Another visit has this place afterwards, so that yours cannot end later.")
            return _("Your time goes on again."), text
    sentences = {
        Kind.MUTE: _("The officer has turned your sound off."),
        Kind.UNMUTE: _("Your sound is on again. You are heard."),
        Kind.PAUSE: _("The visit is paused."),
        Kind.RESUME: _("The visit goes on."),
        Kind.HAND_OVER: _("Another officer looks after this visit now."),
        Kind.TAKE_OVER: _("Another officer looks after this visit now."),
    }
    return sentences[Kind(one.kind)], ""


def _to_the_other(kind: str) -> str:
    """Return the title for the side that is not concerned."""
    return {
        Kind.MESSAGE: _("The officer has written to %(name)s."),
        Kind.WARNING: _("The officer has warned %(name)s."),
        Kind.MUTE: _("The officer has turned %(name)s's sound off."),
        Kind.UNMUTE: _("%(name)s's sound is on again."),
    }[Kind(kind)]


def message_text(one: Intervention) -> str:
    return str(READY_MESSAGES[one.code]) if one.code in READY_MESSAGES else one.text


def warning_text(one: Intervention, facility: Facility) -> str:
    if one.code == OTHER:
        return _("please mind the rules of the visit")
    return say_ground(one.code, facility)


def _more_time(minutes: int) -> str:
    return ngettext(
        "The officer has given you %(n)d more minute.",
        "The officer has given you %(n)d more minutes.",
        minutes,
    ) % {"n": minutes}


def _added_time(minutes: int) -> str:
    return ngettext("You have %(n)d more minute.", "You have %(n)d more minutes.", minutes) % {
        "n": minutes
    }


def paused(visit: Visit) -> Paused | None:
    """Return what is shown instead of the picture while the visit is paused."""
    if not visit.is_paused:
        return None
    if visit.paused_for == PausedFor.UNWATCHED:
        title = _("This visit is paused: no officer is at the console.")
    else:
        title = _("The officer has paused this visit.")
    if visit.clock_stopped_at is not None:
        text = _("Nobody sees or hears you. Your time stands still. Please stay here.")
    else:
        text = _("Nobody sees or hears you. Your time goes on. Please stay here.")
    return Paused(title=title, text=text)


def muted(admission: Admission) -> str | None:
    """Return a sentence for one's own picture while one is muted."""
    if not admission.visit.is_muted(admission.side):
        return None
    return _("The officer has turned your sound off.")


def other_is_muted(admission: Admission) -> str | None:
    visit = admission.visit
    other = Side(admission.side).other
    if not visit.is_muted(other):
        return None
    inmate = visit.booking.inmate.first_name
    name = inmate if other == Side.INMATE else first_names_of_visitors(visit)
    return _("The officer has turned %(name)s's sound off.") % {"name": name}


def speaking(visit: Visit) -> str | None:
    """Return a sentence while an officer speaks."""
    return _("An officer is speaking to both of you.") if an_officer_speaks_in(visit) else None
