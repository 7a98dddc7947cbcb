"""Whose PIN it is, and why somebody is not let in (P13)."""

from datetime import datetime, timedelta
from hmac import compare_digest

from parloir.bookings.eligibility import check_people
from parloir.bookings.models import Booking
from parloir.bookings.people_facts import facts_of_visitor, facts_of_wish
from parloir.bookings.pins import pin_hash
from parloir.bookings.queries import wish_of
from parloir.bookings.states import BookingState
from parloir.facilities.models import Closure, Facility, Monitor, Station, VisitKind
from parloir.people.models import Inmate, Visitor
from parloir.people.operations import inmate_pin_hash
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.rules import check_admission_window
from parloir.visits.models import Admission, Party
from parloir.visits.states import AdmissionState

GONE_FOR_GOOD = timedelta(seconds=30)


def next_booking_of(inmate: Inmate, *, now: datetime) -> Booking | None:
    """The inmate's visit that is on now, or the next one."""
    return (
        Booking.objects.filter(inmate=inmate, state=BookingState.BOOKED, ends_at__gt=now)
        .select_related("facility", "visitor__user", "inmate", "station")
        .order_by("starts_at")
        .first()
    )


def booking_meant(pin: str, facility: Facility, now: datetime) -> Booking | None:
    """The open booking with this PIN, here or elsewhere; else the latest that had it here."""
    digits = "".join(sign for sign in pin if sign.isdigit())
    found = list(
        Booking.objects.filter(pin_hash=pin_hash(digits))
        .select_related("facility", "visitor__user", "inmate", "monitor")
        .order_by("-starts_at")
    )
    here = [booking for booking in found if booking.facility_id == facility.pk]
    open_here = [booking for booking in here if booking.is_open]
    open_elsewhere = [booking for booking in found if booking.is_open and booking not in here]
    return next(iter([*open_here, *open_elsewhere, *here]), None)


def inmate_meant(station: Station, master_id: str, pin: str) -> Inmate | None:
    inmate = Inmate.objects.filter(
        facility=station.facility, master_id__iexact=master_id.strip(), status=Inmate.Status.HELD
    ).first()
    if inmate is None:
        return None
    is_right = compare_digest(inmate.pin_hash, inmate_pin_hash(inmate, pin.strip()))
    return inmate if is_right else None


def why_not_at_a_station(
    booking: Booking | None, station: Station, now: datetime
) -> Refusal | None:
    if not station.in_service:
        return Refusal(Rule.NO_STATION_FREE)
    if booking is None:
        return Refusal(Rule.NO_VISIT_NOW)
    window = check_admission_window(
        now=now,
        starts_at=booking.starts_at,
        early=timedelta(minutes=booking.facility.early_minutes),
        late=booking.ends_at - booking.starts_at,
        ends_at=booking.ends_at,
        zone=booking.facility.zone,
    )
    return window[0] if window else None


def why_not_at_a_monitor(booking: Booking, monitor: Monitor, now: datetime) -> Refusal | None:
    if booking.facility_id != monitor.facility_id:
        return Refusal(Rule.PIN_WRONG_FACILITY, {"facility": booking.facility.name})
    if booking.kind != VisitKind.ONSITE:
        return Refusal(Rule.PIN_IS_REMOTE)
    if not monitor.in_service or _is_in_use(monitor) or _is_closed(monitor, now):
        return Refusal(Rule.NO_MONITOR_FREE)
    existing = admission_in(booking, Party.VISITOR) if booking.is_open else None
    if existing is None:
        return _why_not(booking, now)
    # Who came in time goes on at another monitor where the first one has failed.
    return None if is_abandoned(existing, now) else Refusal(Rule.PIN_IN_USE)


def _is_in_use(monitor: Monitor) -> bool:
    return Admission.objects.filter(monitor=monitor).exclude(state=AdmissionState.LEFT).exists()


def _is_closed(monitor: Monitor, now: datetime) -> bool:
    return Closure.objects.filter(monitor=monitor, starts_at__lte=now, ends_at__gt=now).exists()


def why_not_any_more(booking: Booking) -> Refusal | None:
    if booking.state == BookingState.CANCELLED:
        return _restricted_on_that_day(booking) or Refusal(Rule.BOOKING_CANCELLED)
    if booking.state == BookingState.DISPLACED:
        return Refusal(Rule.BOOKING_DISPLACED)
    if booking.state == BookingState.HELD:
        return Refusal(Rule.PIN_USED, {"starts_at": booking.starts_at})
    return None


def _restricted_on_that_day(booking: Booking) -> Refusal | None:
    """Whom a restriction keeps out is told until when, and not to book another visit (P17, P18)."""
    facts = facts_of_visitor(booking.visitor, booking.facility)
    refusals = check_people(facts, day=booking.visit_date, among={Rule.RESTRICTED})
    return next(iter(refusals), None)


def _why_not(booking: Booking, now: datetime) -> Refusal | None:
    closed = why_not_any_more(booking)
    if closed is not None:
        return closed
    window = check_admission_window(
        now=now,
        starts_at=booking.starts_at,
        early=timedelta(minutes=booking.facility.early_minutes),
        late=booking.last_admission_at - booking.starts_at,
        ends_at=booking.ends_at,
        zone=booking.facility.zone,
    )
    if window:
        return window[0]
    if booking.state == BookingState.MISSED:
        return Refusal(Rule.PIN_TOO_LATE, {"starts_at": booking.starts_at})
    facts = facts_of_wish(wish_of(booking))
    refusals = check_people(facts, day=booking.visit_date, to_be_admitted=True)
    return refusals[0] if refusals else None


def is_abandoned(admission: Admission, now: datetime) -> bool:
    """Its device has been gone for a while: not just a page that is loaded anew."""
    return not admission.connection and admission.touched_at < now - GONE_FOR_GOOD


def admission_in(booking: Booking, party: Party) -> Admission | None:
    return (
        Admission.objects.filter(visit__booking=booking, party=party)
        .exclude(state=AdmissionState.LEFT)
        .first()
    )


def why_not_remotely(*, booking: Booking, visitor: Visitor, now: datetime) -> Refusal | None:
    if booking.visitor_id != visitor.pk or booking.kind != VisitKind.REMOTE:
        return Refusal(Rule.PIN_UNKNOWN)
    if admission_in(booking, Party.VISITOR) is not None:
        return None
    return _why_not(booking, now)
