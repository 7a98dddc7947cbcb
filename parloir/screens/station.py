"""The screens of an inmate's station."""

from datetime import datetime

from django.utils.translation import gettext as _

from parloir.bookings.models import Booking
from parloir.bookings.states import BookingState
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import Station
from parloir.facilities.wording import say_moment
from parloir.pin_tries.operations import tries_at
from parloir.pin_tries.rule import waits_until
from parloir.protocol.screens.screen import Refusal
from parloir.protocol.screens.station import (
    PastVisitsScreen,
    SignInScreen,
    StationRulesScreen,
    StationScreen,
)
from parloir.scheduling.refusals import Rule
from parloir.screens.common import (
    appointment,
    consequences,
    languages,
    names_in_visit,
    rules,
)
from parloir.screens.devices import admission_at, closed
from parloir.screens.ended import ended
from parloir.screens.facility_clock import facility_clock
from parloir.screens.inmate_updates import updates_for
from parloir.screens.live import in_the_visit
from parloir.screens.monitor import RefusedPin
from parloir.screens.past_visits import choices, how_to_read_timelines, past_visits_of
from parloir.screens.text_line import text_line_choice
from parloir.sides import Side
from parloir.visits.models import Admission
from parloir.visits.pin_lookup import next_booking_of
from parloir.visits.states import AdmissionState, VisitState


def station_screen(
    station: Station, *, refused: RefusedPin | None, now: datetime
) -> tuple[StationScreen, Admission | None]:
    """Return the whole screen, and the admission that it shows."""
    admission = admission_at(station, now=now)
    if admission is None:
        if not station.in_service:
            return closed(station.facility, now=now), None
        return _for_nobody_admitted(station, refused, now), None
    if admission.state == AdmissionState.READING:
        return _rules(admission), admission
    if admission.visit.state == VisitState.ENDED:
        return ended(admission, coming=_next_visit(admission, now)), admission
    return in_the_visit(admission, now=now), admission


def shows_past_visits(refused: RefusedPin, *, now: datetime) -> bool:
    until = refused.past_visits_until
    return refused.inmate is not None and until is not None and now < until


def is_over(refused: RefusedPin, *, now: datetime) -> bool:
    """Return whether an inmate has read about their past visits, and may have left."""
    return refused.past_visits_until is not None and not shows_past_visits(refused, now=now)


def _for_nobody_admitted(
    station: Station, refused: RefusedPin | None, now: datetime
) -> SignInScreen | PastVisitsScreen:
    if refused is not None and shows_past_visits(refused, now=now):
        return _past_visits(station, refused, now)
    if refused is not None and is_over(refused, now=now):
        refused = None
    return _sign_in(station, refused=refused, now=now)


def _sign_in(station: Station, *, refused: RefusedPin | None, now: datetime) -> SignInScreen:
    coming = (
        Booking.objects.filter(station=station, state=BookingState.BOOKED, ends_at__gt=now)
        .order_by("starts_at")
        .first()
    )
    return SignInScreen(
        facility=station.facility.name,
        station=station.name,
        phone=station.facility.phone_for(""),
        clock=facility_clock(station.facility, now=now),
        languages=languages(),
        next_starts_at=coming.starts_at if coming else None,
        next_until_at=coming.ends_at if coming else None,
        next_text=_("The next visit at this station: %(moment)s.")
        % {"moment": say_moment(coming.starts_at, station.facility)}
        if coming
        else None,
        refusal=_refusal(station, refused, now) if refused else None,
        wait_until=waits_until(tries_at(station, now=now), now=now),
    )


def _past_visits(station: Station, refused: RefusedPin, now: datetime) -> PastVisitsScreen:
    assert refused.inmate is not None and refused.past_visits_until is not None  # noqa: S101
    return PastVisitsScreen(
        facility=station.facility.name,
        station=station.name,
        phone=station.facility.phone_for(""),
        clock=facility_clock(station.facility, now=now),
        languages=languages(),
        refusal=_refusal(station, refused, now),
        visits=past_visits_of(refused.inmate, now=now),
        choices=choices(),
        timeline_text=how_to_read_timelines(),
        until_at=refused.past_visits_until,
    )


def _refusal(station: Station, refused: RefusedPin, now: datetime) -> Refusal:
    if refused.refusal.rule == Rule.PIN_UNKNOWN:
        return Refusal(
            title=_("We could not sign you in."),
            text=_("Master ID number and PIN do not go together. Please type both again."),
        )
    if refused.refusal.rule == Rule.AT_BOOKED_STATION:
        title = _("Please go to the station of your visit.")
        text = sentence_for(refused.refusal, facility=station.facility)
        return Refusal(title=title, text=text)
    updates = updates_for(refused.inmate, now=now) if refused.inmate is not None else []
    return Refusal(
        title=_("You have no visit right now."),
        text=" ".join([sentence_for(refused.refusal, facility=station.facility), *updates]),
    )


def _rules(admission: Admission) -> StationRulesScreen:
    _own_name, other_name = names_in_visit(admission.side, admission.visit)
    return StationRulesScreen(
        title=_("Rules of the visit"),
        text=appointment(admission.visit, other_name),
        rules=rules(admission.visit.facility),
        consequences=consequences(admission.visit.facility),
        languages=languages(),
        text_line=text_line_choice(admission.visit.booking, Side.INMATE),
    )


def _next_visit(admission: Admission, now: datetime) -> str:
    inmate = admission.visit.booking.inmate
    booking = next_booking_of(inmate, now=now)
    if booking is None or booking == admission.visit.booking:
        coming = _("No other visit is booked for you yet.")
    else:
        coming = _("Your next visit: %(moment)s.") % {
            "moment": say_moment(booking.starts_at, booking.facility)
        }
    return " ".join([*updates_for(inmate, now=now), coming])
