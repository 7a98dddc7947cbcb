"""The screens of a monitor in the lobby (P13)."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from parloir.bookings.models import Booking
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import Monitor
from parloir.people.models import Inmate
from parloir.pin_tries.operations import tries_at
from parloir.pin_tries.rule import asks_for_birth, waits_until
from parloir.protocol.screens.monitor import (
    GreetScreen,
    MonitorCheckScreen,
    MonitorRulesScreen,
    MonitorScreen,
    PinScreen,
)
from parloir.protocol.screens.screen import Refusal as RefusalShown
from parloir.scheduling.refusals import Refusal
from parloir.screens.common import (
    appointment,
    consequences,
    first_names_of_visitors,
    languages,
    names_in_visit,
    rules,
)
from parloir.screens.devices import admission_at, closed
from parloir.screens.facility_clock import facility_clock
from parloir.screens.live import in_the_visit
from parloir.screens.text_line import text_line_choice
from parloir.sides import Side
from parloir.visits.models import Admission
from parloir.visits.states import AdmissionState


@dataclass(frozen=True, slots=True)
class RefusedPin:
    """The refusal of the last PIN, shown until the next one is typed.

    `past_visits_until` is until when an inmate who signed in reads about their past visits.
    """

    refusal: Refusal
    booking: Booking | None = None
    inmate: Inmate | None = None
    past_visits_until: datetime | None = None


def monitor_screen(
    monitor: Monitor, *, refused: RefusedPin | None, now: datetime
) -> tuple[MonitorScreen, Admission | None]:
    """Return the whole screen, and the admission that it shows."""
    admission = admission_at(monitor, now=now)
    if admission is None:
        if not monitor.in_service:
            return closed(monitor.facility, now=now), None
        return _pin(monitor, refused=refused, now=now), None
    return _admitted(admission, now), admission


def _admitted(admission: Admission, now: datetime) -> MonitorScreen:
    state = AdmissionState(admission.state)
    match state:
        case AdmissionState.GREETED:
            return _greet(admission, now)
        case AdmissionState.READING:
            return _rules(admission)
        case AdmissionState.CHECKING:
            return _check(admission)
        case AdmissionState.READY | AdmissionState.LEFT:
            return in_the_visit(admission, now=now)
        case _:
            assert_never(state)


def _pin(monitor: Monitor, *, refused: RefusedPin | None, now: datetime) -> PinScreen:
    tries = tries_at(monitor, now=now)
    return PinScreen(
        facility=monitor.facility.name,
        phone=monitor.facility.phone_for(""),
        clock=facility_clock(monitor.facility, now=now),
        languages=languages(),
        refusal=_refusal(monitor, refused) if refused else None,
        wait_until=waits_until(tries, now=now),
        birth_months=_months() if asks_for_birth(tries, now=now) else None,
    )


def _months() -> list[str]:
    return [str(MONTHS[number]) for number in range(1, 13)]


def _refusal(monitor: Monitor, refused: RefusedPin) -> RefusalShown:
    booking = refused.booking
    facility = booking.facility if booking else monitor.facility
    own_number = booking.visitor.phone if booking else ""
    return RefusalShown(
        title=_("This PIN does not open a visit now."),
        text=sentence_for(refused.refusal, facility=facility, to=own_number),
    )


def _greet(admission: Admission, now: datetime) -> GreetScreen:
    own_name, other_name = names_in_visit(admission.side, admission.visit)
    return GreetScreen(
        facility=admission.visit.facility.name,
        clock=facility_clock(admission.visit.facility, now=now),
        languages=languages(),
        title=_("Hello %(name)s.") % {"name": first_names_of_visitors(admission.visit)},
        text=appointment(admission.visit, other_name),
        own_name=own_name,
        other_name=other_name,
    )


def _rules(admission: Admission) -> MonitorRulesScreen:
    return MonitorRulesScreen(
        title=_("Rules of the visit"),
        rules=rules(admission.visit.facility),
        consequences=consequences(admission.visit.facility),
        languages=languages(),
    )


def _check(admission: Admission) -> MonitorCheckScreen:
    _own_name, other_name = names_in_visit(admission.side, admission.visit)
    return MonitorCheckScreen(
        title=_("Can you see and hear yourself?"),
        text=_("Stand so that your face is in the picture, and say a few words."),
        other_name=other_name,
        languages=languages(),
        text_line=text_line_choice(admission.visit.booking, Side.VISITOR),
    )
