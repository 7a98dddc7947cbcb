"""Bookings and visits, made by the operations that make them in production."""

from datetime import datetime

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking
from parloir.bookings.operations import book
from parloir.bookings.pins import pin_of
from parloir.facilities.models import Facility, Station, VisitKind
from parloir.people.models import Inmate, Minor, Visitor
from parloir.visits.admission import enter_pin, join_remotely, sign_in_inmate
from parloir.visits.models import Admission, Visit
from parloir.visits.operations import acknowledge_rules, begin, confirm_names
from tests.factories.companions import agree
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, at
from tests.factories.people import KIOSK, PIN, as_visitor, make_inmate, make_visitor

TEN_ON_MONDAY = at(MONDAY, 10)


def request_for(
    facility: Facility,
    *,
    visitor: Visitor | None = None,
    inmate: Inmate | None = None,
    kind: VisitKind = VisitKind.ONSITE,
    adults: tuple[Visitor, ...] = (),
    minors: tuple[Minor, ...] = (),
) -> BookingRequest:
    """Return a request for a visit; the companions `adults` have agreed."""
    visitor = visitor or make_visitor()
    for adult in adults:
        agree(adult, visitor=visitor)
    return BookingRequest(
        visitor=visitor,
        inmate=inmate or make_inmate(facility),
        facility=facility,
        kind=kind,
        adults=adults,
        minors=minors,
    )


def make_booking(
    facility: Facility,
    *,
    starts_at: datetime = TEN_ON_MONDAY,
    now: datetime = NINE_ON_MONDAY,
    visitor: Visitor | None = None,
    inmate: Inmate | None = None,
    kind: VisitKind = VisitKind.ONSITE,
    adults: tuple[Visitor, ...] = (),
    minors: tuple[Minor, ...] = (),
) -> Booking:
    booking_request = request_for(
        facility, visitor=visitor, inmate=inmate, kind=kind, adults=adults, minors=minors
    )
    return book(
        booking_request=booking_request,
        starts_at=starts_at,
        by=as_visitor(booking_request.visitor),
        now=now,
    )


def admit_visitor(booking: Booking, *, now: datetime, monitor=None) -> Admission:
    if booking.kind == VisitKind.REMOTE:
        by = as_visitor(booking.visitor)
        return join_remotely(booking=booking, visitor=booking.visitor, by=by, now=now)
    monitor = monitor or booking.monitor
    assert monitor is not None
    return enter_pin(monitor=monitor, pin=pin_of(booking), language="en", by=KIOSK, now=now)


def admit_inmate(booking: Booking, *, now: datetime, station: Station | None = None) -> Admission:
    return sign_in_inmate(
        station=station or booking.station,
        master_id=booking.inmate.master_id,
        pin=PIN,
        by=KIOSK,
        now=now,
    )


def get_ready(admission: Admission, *, now: datetime) -> Admission:
    """Go through every remaining step up to "Begin visit"."""
    steps = {"greeted": confirm_names, "reading": acknowledge_rules, "checking": begin}
    while admission.state in steps:
        steps[admission.state](admission=admission, by=KIOSK, now=now)
    return admission


def make_live(booking: Booking, *, now: datetime | None = None) -> Visit:
    """Let both parties come and press "Begin visit", at the start unless `now` is given."""
    now = now or booking.starts_at
    get_ready(admit_visitor(booking, now=now), now=now)
    get_ready(admit_inmate(booking, now=now), now=now)
    return Visit.objects.select_related("booking", "facility").get(booking=booking)
