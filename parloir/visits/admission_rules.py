"""The rules of admission (P13): at a monitor, at a station and for a remote visit.

The people are checked again as they were for the booking. Where several rules refuse, the first one
is the answer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from parloir.bookings.models import Booking
from parloir.bookings.queries import request_of_booking
from parloir.bookings.rules.catalog import HOW_TO_JUDGE, require_each
from parloir.bookings.rules.eligibility import check_people
from parloir.bookings.rules.people_facts import facts_of_request, facts_of_visitor
from parloir.bookings.states import BookingState
from parloir.facilities.models import Closure, Monitor, Station, VisitKind
from parloir.people.models import Inmate, Visitor
from parloir.scheduling.admission import WINDOW_RULES, AdmissionWindow, check_admission_window
from parloir.scheduling.judging import EVERY_RULE, Judges
from parloir.scheduling.refusals import Group, Refusal, Rule
from parloir.sides import Side
from parloir.visits.models import Admission
from parloir.visits.separation import SEPARATION_RULES
from parloir.visits.states import AdmissionState

ABANDONED_AFTER = timedelta(seconds=30)
"""How long a device is disconnected until its visitor may come in at another one."""


@dataclass(frozen=True, slots=True)
class AtMonitor:
    """A booking whose PIN is typed at a monitor.

    `earlier` is the current admission of its visitor, if there is one.
    """

    booking: Booking
    monitor: Monitor
    is_free: bool
    earlier: Admission | None
    now: datetime


PIN_RULES = Judges[[Booking | Inmate | None]]()
MONITOR_RULES = Judges[[AtMonitor]]()
STATION_RULES = Judges[[Booking | None, Station]]()
CLOSED_RULES = Judges[[Booking]]()
MISSED_RULES = Judges[[Booking]]()


def refusal_at_monitor(booking: Booking | None, monitor: Monitor, now: datetime) -> Refusal | None:
    """Return why a PIN does not admit at this monitor, or None if it does.

    `booking` is the one with this PIN; None is refused. A visitor who was admitted in time may
    continue at another monitor if the first one has failed.
    """
    if booking is None:
        return _first(PIN_RULES.refusals(EVERY_RULE, booking))
    asked = _at_monitor(booking, monitor, now)
    refusal = _first(MONITOR_RULES.refusals(EVERY_RULE, asked))
    if refusal is not None or asked.earlier is not None:
        return refusal
    return _first(_refusals_of_booking(booking, now))


def refusal_at_station(
    inmate: Inmate | None, booking: Booking | None, station: Station, now: datetime
) -> Refusal | None:
    """Return why an inmate is not admitted at this station, or None.

    `booking` is the inmate's next one. Without both it is refused.
    """
    refusal = _first(
        chain(
            PIN_RULES.refusals(EVERY_RULE, inmate),
            STATION_RULES.refusals(EVERY_RULE, booking, station),
        )
    )
    if refusal is not None or booking is None:
        return refusal
    return _first(check_admission_window(_window_of(booking, until=booking.ends_at, now=now)))


def refusal_for_remote(*, booking: Booking, visitor: Visitor, now: datetime) -> Refusal | None:
    """Return why a visitor cannot join this remote visit, or None if they can."""
    is_theirs = booking.visitor_id == visitor.pk and booking.kind == VisitKind.REMOTE
    if not is_theirs:
        return _first(PIN_RULES.refusals(EVERY_RULE, None))
    if admission_in(booking, Side.VISITOR) is not None:
        return None
    return _first(_refusals_of_booking(booking, now))


def refusal_of_closed(booking: Booking) -> Refusal | None:
    """Return why a booking that is closed or has lost its time can no longer begin, or None."""
    return _first(CLOSED_RULES.refusals(EVERY_RULE, booking))


def is_abandoned(admission: Admission, now: datetime) -> bool:
    """Return whether the device has been disconnected for longer than a reload takes."""
    return not admission.connection and admission.touched_at < now - ABANDONED_AFTER


def admission_in(booking: Booking, side: Side) -> Admission | None:
    return (
        Admission.objects.filter(visit__booking=booking, side=side)
        .exclude(state=AdmissionState.LEFT)
        .first()
    )


def _first(refusals: Iterable[Refusal]) -> Refusal | None:
    return next(iter(refusals), None)


def _refusals_of_booking(booking: Booking, now: datetime) -> Iterator[Refusal]:
    yield from CLOSED_RULES.refusals(EVERY_RULE, booking)
    window = _window_of(booking, until=booking.last_admission_at, now=now)
    yield from check_admission_window(window)
    yield from MISSED_RULES.refusals(EVERY_RULE, booking)
    facts = facts_of_request(request_of_booking(booking))
    yield from check_people(facts, day=booking.visit_date, to_be_admitted=True)


def _window_of(booking: Booking, *, until: datetime, now: datetime) -> AdmissionWindow:
    return AdmissionWindow(
        now=now,
        starts_at=booking.starts_at,
        early=timedelta(minutes=booking.facility.early_minutes),
        late=until - booking.starts_at,
        ends_at=booking.ends_at,
        zone=booking.facility.zone,
    )


def _at_monitor(booking: Booking, monitor: Monitor, now: datetime) -> AtMonitor:
    used = Admission.objects.filter(monitor=monitor).exclude(state=AdmissionState.LEFT)
    closed = Closure.objects.filter(monitor=monitor, starts_at__lte=now, ends_at__gt=now)
    return AtMonitor(
        booking=booking,
        monitor=monitor,
        is_free=monitor.in_service and not used.exists() and not closed.exists(),
        earlier=admission_in(booking, Side.VISITOR) if booking.is_open else None,
        now=now,
    )


# --- The PIN and the device -------------------------------------------------------------------


@PIN_RULES.of(Rule.PIN_UNKNOWN)
def _pin_unknown(meant: Booking | Inmate | None) -> Refusal | None:
    """`meant` is the booking or the inmate that the PIN belongs to."""
    return Refusal(Rule.PIN_UNKNOWN) if meant is None else None


@MONITOR_RULES.of(Rule.PIN_WRONG_FACILITY)
def _pin_wrong_facility(asked: AtMonitor) -> Refusal | None:
    """Facts: `facility`, the name of the right one."""
    if asked.booking.facility_id == asked.monitor.facility_id:
        return None
    return Refusal(Rule.PIN_WRONG_FACILITY, {"facility": asked.booking.facility.name})


@MONITOR_RULES.of(Rule.PIN_IS_REMOTE)
def _pin_is_remote(asked: AtMonitor) -> Refusal | None:
    return Refusal(Rule.PIN_IS_REMOTE) if asked.booking.kind != VisitKind.ONSITE else None


@MONITOR_RULES.of(Rule.NO_MONITOR_FREE)
def _no_monitor_free(asked: AtMonitor) -> Refusal | None:
    """The monitor is the one at which the PIN was typed."""
    return None if asked.is_free else Refusal(Rule.NO_MONITOR_FREE)


@MONITOR_RULES.of(Rule.PIN_IN_USE)
def _pin_in_use(asked: AtMonitor) -> Refusal | None:
    if asked.earlier is None or is_abandoned(asked.earlier, asked.now):
        return None
    return Refusal(Rule.PIN_IN_USE)


@STATION_RULES.of(Rule.NO_STATION_FREE)
def _no_station_free(booking: Booking | None, station: Station) -> Refusal | None:
    """The station is the one at which the inmate signs in."""
    return None if station.in_service else Refusal(Rule.NO_STATION_FREE)


@STATION_RULES.of(Rule.NO_VISIT_NOW)
def _no_visit_now(booking: Booking | None, station: Station) -> Refusal | None:
    return Refusal(Rule.NO_VISIT_NOW) if booking is None else None


# --- A booking that can no longer begin -------------------------------------------------------


@CLOSED_RULES.of(Rule.RESTRICTED)
def _restricted(booking: Booking) -> Refusal | None:
    """Visitors who are restricted read until when, not that they can book again (P17, P18)."""
    if booking.state != BookingState.CANCELLED:
        return None
    facts = facts_of_visitor(booking.visitor, booking.facility)
    return _first(check_people(facts, day=booking.visit_date, among={Rule.RESTRICTED}))


@CLOSED_RULES.of(Rule.BOOKING_CANCELLED)
def _booking_cancelled(booking: Booking) -> Refusal | None:
    is_cancelled = booking.state == BookingState.CANCELLED
    return Refusal(Rule.BOOKING_CANCELLED) if is_cancelled else None


@CLOSED_RULES.of(Rule.BOOKING_DISPLACED)
def _booking_displaced(booking: Booking) -> Refusal | None:
    return Refusal(Rule.BOOKING_DISPLACED) if booking.is_displaced else None


@CLOSED_RULES.of(Rule.PIN_USED)
def _pin_used(booking: Booking) -> Refusal | None:
    """Facts: `starts_at`."""
    if booking.state != BookingState.FULFILLED:
        return None
    return Refusal(Rule.PIN_USED, {"starts_at": booking.starts_at})


@MISSED_RULES.of(Rule.PIN_TOO_LATE)
def _pin_too_late(booking: Booking) -> Refusal | None:
    """Facts: `starts_at`."""
    if booking.state != BookingState.NOT_HELD:
        return None
    return Refusal(Rule.PIN_TOO_LATE, {"starts_at": booking.starts_at})


ADMISSION_RULES = frozenset(
    rule
    for judges in (
        PIN_RULES,
        MONITOR_RULES,
        STATION_RULES,
        SEPARATION_RULES,
        CLOSED_RULES,
        WINDOW_RULES,
        MISSED_RULES,
    )
    for rule in judges.rules
)

require_each(
    (rule for rule in Rule if rule.group == Group.ADMISSION),
    ADMISSION_RULES,
    what_to_do=HOW_TO_JUDGE,
)
