"""The screens of a monitor in the lobby (P13)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from parloir.bookings.models import Booking
from parloir.bookings.refusal_texts import sentence_for
from parloir.facilities.models import Monitor
from parloir.facilities.wording import say_clock
from parloir.people.models import Inmate
from parloir.scheduling.refusals import Refusal
from parloir.throttling.operations import slowed_until
from parloir.visits.admission import WRONG_PINS
from parloir.visits.models import Admission
from parloir.visits.screens.common import (
    Screen,
    appointment,
    first_names_of_visitors,
    iso,
    languages,
    name_for_other,
    rules,
    what_follows,
)
from parloir.visits.screens.devices import admission_at, closed
from parloir.visits.screens.live import in_the_visit
from parloir.visits.states import AdmissionState


@dataclass(frozen=True, slots=True)
class RefusedPin:
    """The last PIN's refusal, which the pad shows until the next one is typed."""

    refusal: Refusal
    booking: Booking | None = None
    inmate: Inmate | None = None


def monitor_screen(
    monitor: Monitor, *, refused: RefusedPin | None, now: datetime
) -> tuple[Screen, Admission | None]:
    """The whole screen, and the admission that it speaks of."""
    admission = admission_at(monitor, now=now)
    if admission is None:
        if not monitor.in_service:
            return closed(monitor.facility, now=now), None
        return _pin(monitor, refused=refused, now=now), None
    screens = {
        AdmissionState.GREETED: _greet,
        AdmissionState.READING: _rules,
        AdmissionState.CHECKING: _check,
    }
    on_the_way = screens.get(AdmissionState(admission.state))
    if on_the_way is not None:
        return on_the_way(admission, now), admission
    return in_the_visit(admission, now=now), admission


def _pin(monitor: Monitor, *, refused: RefusedPin | None, now: datetime) -> Screen:
    until = slowed_until(WRONG_PINS, key=monitor.public_id, now=now)
    return {
        "name": "pin",
        "facility": monitor.facility.name,
        "clock": say_clock(now, monitor.facility),
        "languages": languages(),
        "refusal": _refusal(monitor, refused) if refused else None,
        "wait_until": iso(until) if until else None,
    }


def _refusal(monitor: Monitor, refused: RefusedPin) -> dict[str, str]:
    facility = refused.booking.facility if refused.booking else monitor.facility
    return {
        "title": _("This PIN does not open a visit now."),
        "text": sentence_for(refused.refusal, facility=facility),
    }


def _greet(admission: Admission, now: datetime) -> Screen:
    you, other = name_for_other(admission.party, admission.visit)
    return {
        "name": "greet",
        "facility": admission.visit.facility.name,
        "clock": say_clock(now, admission.visit.facility),
        "languages": languages(),
        "title": _("Hello %(name)s.") % {"name": first_names_of_visitors(admission.visit)},
        "text": appointment(admission.visit, other),
        "you": you,
        "other": other,
    }


def _rules(admission: Admission, now: datetime) -> Screen:
    return {
        "name": "rules",
        "title": _("Rules of the visit"),
        "rules": rules(admission.visit.facility),
        "more": what_follows(admission.visit.facility),
        "languages": languages(),
    }


def _check(admission: Admission, now: datetime) -> Screen:
    _you, other = name_for_other(admission.party, admission.visit)
    return {
        "name": "check",
        "title": _("Can you see and hear yourself?"),
        "text": _("Stand so that your face is in the picture, and say a few words."),
        "other": other,
        "languages": languages(),
    }
