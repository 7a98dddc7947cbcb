from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from parloir.api.access import ApiRequest, Caller, count_reads_of, facility_of, needs
from parloir.api.document import answers, say
from parloir.api.facilities import inmate_at
from parloir.api.fields import Word
from parloir.api.problems import NOT_FOUND, Problem
from parloir.api.refusals import refusals_out
from parloir.api.schemas import AvailabilityAsked, AvailabilityOut, DayOut, TimeOut
from parloir.bookings.availability.offers import DayOffer, next_offer, offer
from parloir.bookings.booking_request import BookingRequest
from parloir.clients.scopes import Scope
from parloir.facilities.models import Facility, VisitKind
from parloir.people.known_visitors import visitor_known_at

router = Router(tags=["Availability"])


@router.get(
    "/{slug}/availability",
    response=answers(200, AvailabilityOut, 404, 422),
    **needs(Scope.READ_AVAILABILITY),
)
def get_availability(
    request: ApiRequest, slug: Word, asked: Query[AvailabilityAsked]
) -> HttpResponse:
    """Return the times at which this visitor can see this inmate, by day, for at most 31 days.

    A day without a time has the rules that refuse it. Somebody else can take an offered time before
    you book it.
    """
    booking_request = request_from_api(request.auth, slug, asked.kind, asked.inmate, asked.visitor)
    asked_about = (booking_request.visitor, booking_request.inmate)
    count_reads_of(request.auth, booking_request.facility, *asked_about)
    now = request.auth.now
    days = offer(booking_request=booking_request, first=asked.first, last=asked.last, now=now)
    later = None
    if not any(day.times for day in days):
        later = next_offer(booking_request=booking_request, after=asked.last, now=now)
    return say(
        AvailabilityOut(
            days=[_day_out(day, booking_request.facility) for day in days],
            next_date=later.day if later else None,
        )
    )


def request_from_api(
    caller: Caller, slug: str, kind: VisitKind, master_id: str, visitor_id: str
) -> BookingRequest:
    """Build the request of a visitor from what a client sends.

    Raises `Problem` if the facility or inmate is unknown, or if the visitor has not asked the
    facility's agency.
    """
    facility = facility_of(caller, slug)
    inmate = inmate_at(facility, master_id)
    visitor = visitor_known_at([facility.agency], public_id=visitor_id)
    if visitor is None:
        raise Problem(NOT_FOUND, _("No visitor has this id."))
    return BookingRequest(visitor=visitor, inmate=inmate, facility=facility, kind=kind)


def _day_out(day: DayOffer, facility: Facility) -> DayOut:
    zone = facility.zone
    times = [
        TimeOut(starts_at=one.starts_at.astimezone(zone), ends_at=one.ends_at.astimezone(zone))
        for one in day.times
    ]
    return DayOut(date=day.day, times=times, refusals=refusals_out(day.refusals, facility))
