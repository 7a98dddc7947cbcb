"""Which existing bookings a facility's current rules would have refused.

To preview a changed rule, callers ask before and after the change and then roll it back. The rules
and the facts are those of booking; the facts are read for all bookings together. The
number of queries grows with the areas of the facility alone: thousands of bookings are judged by
arithmetic.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking
from parloir.bookings.queries import request_of_booking
from parloir.bookings.rules.catalog import RULES_OF_FACILITY
from parloir.bookings.rules.people_facts import PartyAsked, facts_of_parties
from parloir.bookings.rules.quotas import A_WEEK, RunningQuotas
from parloir.bookings.rules.time_facts import time_facts
from parloir.bookings.rules.visit_facts import VisitFacts, check_facts
from parloir.bookings.states import COUNTED, BookingState
from parloir.facilities.models import Area, Closure, Facility, VisitKind
from parloir.scheduling.refusals import Refusal
from parloir.scheduling.rules import TimeFacts

LOOKS_BACK = timedelta(days=30)
PREVIEWED_STATES = (
    BookingState.BOOKED,
    BookingState.DISPLACED,
    BookingState.FULFILLED,
    BookingState.NOT_HELD,
)

Times = dict[tuple[str, int], TimeFacts]
"""Facts by kind of visit and the key of the inmate's area."""


def refused_by_todays_rules(*, facility: Facility, now: datetime) -> dict[int, tuple[Refusal, ...]]:
    """Return the refusals of bookings of the last 30 days and ahead, by primary key.

    Each booking is judged as of the moment when it was booked, after those booked before it. What
    concerns single people (identities, restrictions, orders) is no rule of the facility and is
    left out.
    """
    refused = {}
    for booking, facts in _bookings_with_facts(facility, now):
        refusals = check_facts(starts_at=booking.starts_at, facts=facts, among=RULES_OF_FACILITY)
        if refusals and booking.starts_at >= now - LOOKS_BACK:
            refused[booking.pk] = tuple(refusals)
    return refused


def _bookings_with_facts(facility: Facility, now: datetime) -> Iterator[tuple[Booking, VisitFacts]]:
    bookings = _bookings(facility, now)
    booking_requests = [_request_of_booking(booking, facility) for booking in bookings]
    people = facts_of_parties(
        [PartyAsked.of(booking_request) for booking_request in booking_requests], facility
    )
    times = _times(facility, now)
    quotas = RunningQuotas(facility, booking_requests)
    for booking, booking_request, who in zip(bookings, booking_requests, people, strict=True):
        time = _time_of(booking, times)
        counted = quotas.facts_of(booking_request, last_date=time.last_date)
        yield (
            booking,
            VisitFacts(booking_request=booking_request, time=time, people=who, quotas=counted),
        )
        if booking.state in COUNTED and booking.counts:
            quotas.count(booking, booking_request)


def _bookings(facility: Facility, now: datetime) -> list[Booking]:
    """Return bookings in the order in which they were booked, from a week further back.

    Those of that week count towards the quotas of the first week.
    """
    made = Booking.objects.filter(
        facility=facility, state__in=PREVIEWED_STATES, starts_at__gte=now - LOOKS_BACK - A_WEEK
    )
    related = made.select_related("visitor", "inmate").prefetch_related("companions")
    return list(related.order_by("booked_at", "pk"))


def _request_of_booking(booking: Booking, facility: Facility) -> BookingRequest:
    """Return what was booked, at the changed facility. The companions had agreed."""
    booking.facility = facility
    return replace(request_of_booking(booking), is_booked=True)


def _time_of(booking: Booking, times: Times) -> TimeFacts:
    """Return the facts of time, with the length that the booking was made with."""
    facts = times[booking.kind, booking.inmate.area_id]
    return replace(
        facts,
        now=booking.booked_at,
        length=booking.interval.duration,
        earliest_notice=timedelta(0) if booking.made_from_id else facts.earliest_notice,
    )


def _times(facility: Facility, now: datetime) -> Times:
    closures = list(Closure.objects.filter(facility=facility))
    return {
        (kind, area.pk): time_facts(
            facility=facility, kind=kind, area_id=area.pk, closures=closures, now=now
        )
        for kind in VisitKind
        for area in Area.objects.filter(facility=facility)
    }
