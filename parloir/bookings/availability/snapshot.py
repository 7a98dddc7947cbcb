"""Load everything that decides about a booking request over a span of dates, at one moment.

The number of queries is fixed, whatever the number of days, inmates and bookings. The rest is
arithmetic on sets of ticks, each stored as the bits of one integer.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from parloir.bookings.availability.devices import (
    closed_ticks,
    closures_in,
    with_occupancy,
)
from parloir.bookings.availability.occupancy import TicksByResource, taken_ticks
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.claims import Resource, resource_of
from parloir.bookings.models import Booking
from parloir.bookings.rules.make_ups import make_up_facts
from parloir.bookings.rules.occupancy_facts import AvailabilitySnapshot
from parloir.bookings.rules.people_facts import facts_of_request
from parloir.bookings.rules.quotas import quota_facts
from parloir.bookings.rules.time_facts import time_facts
from parloir.bookings.states import BookingState
from parloir.facilities.models import Facility, Station
from parloir.people.queries import commitments_of, inmates_separated_from
from parloir.scheduling.intervals import Interval
from parloir.scheduling.ticks import bits_of, tick_at
from parloir.scheduling.wall_time import end_of_day, start_of_day


def load_snapshot(
    *,
    booking_request: BookingRequest,
    first: date,
    last: date,
    now: datetime,
    excluding: Iterable[Booking] = (),
) -> AvailabilitySnapshot:
    """Return the snapshot of the dates from `first` to `last`, both included.

    The visitor's reservations are left out, since another choice replaces them, and so are the
    bookings in `excluding`, which give up their time for this one.
    """
    reserved = Booking.objects.filter(visitor=booking_request.visitor, state=BookingState.RESERVED)
    return build_snapshot(
        booking_request=booking_request,
        first=first,
        last=last,
        now=now,
        excluding=[*reserved, *excluding],
        separated_from=inmates_separated_from(booking_request.inmate),
    )


def build_snapshot(
    *,
    booking_request: BookingRequest,
    first: date,
    last: date,
    now: datetime,
    excluding: Sequence[Booking],
    separated_from: frozenset[int],
) -> AvailabilitySnapshot:
    """Return the snapshot for a caller that has read the reservations and separations already.

    `excluding` are all bookings that give up their time, reservations included; `separated_from`
    are the keys of the inmates whom this one must not meet.
    """
    facility = booking_request.facility
    span = _from_first_to_last_rest(facility, first, last)
    monitors = list(facility.monitors.filter(in_service=True)) if booking_request.is_onsite else []
    stations = list(Station.objects.filter(area_id=booking_request.inmate.area_id, in_service=True))
    closures = closures_in(facility.pk, span)
    meetings = _visits_of(separated_from, booking_request, span, excluding)
    party: list[Resource] = [*booking_request.all_adults, *booking_request.minors]
    taken = taken_ticks(
        resources=[
            resource_of(one) for one in (*party, booking_request.inmate, *monitors, *stations)
        ],
        span=span,
        excluding=excluding,
    )
    first_tick = tick_at(span.starts_at)
    closed = closed_ticks(closures, first_tick)
    _take_adjoining_stations(taken, stations, meetings, first_tick)
    time = time_facts(
        facility=facility,
        kind=booking_request.kind,
        area_id=booking_request.inmate.area_id,
        closures=closures,
        now=now,
        is_make_up=booking_request.made_from is not None,
    )
    return AvailabilitySnapshot(
        booking_request=booking_request,
        time=time,
        people=facts_of_request(booking_request),
        quotas=quota_facts(
            booking_request=booking_request,
            span=span,
            last_date=time.last_date,
            excluding=excluding,
        ),
        make_up=make_up_facts(booking_request=booking_request, now=now),
        party_taken=_any_of(taken, party),
        inmate_taken=_any_of(taken, [booking_request.inmate]),
        inmate_committed=_all_bits(
            (one.interval for one in commitments_of(booking_request.inmate, span)), first_tick
        ),
        separation=_all_bits(_lobby_windows(booking_request, meetings), first_tick)
        if booking_request.is_onsite
        else 0,
        monitors=with_occupancy(monitors, taken=taken, closed=closed),
        stations=with_occupancy(stations, taken=taken, closed=closed),
        first_tick=first_tick,
    )


def _any_of(taken: TicksByResource, things: Iterable[Resource]) -> int:
    bits = 0
    for thing in things:
        bits |= taken.get(resource_of(thing), 0)
    return bits


def _all_bits(intervals: Iterable[Interval], first_tick: int) -> int:
    bits = 0
    for interval in intervals:
        bits |= bits_of(interval, first_tick)
    return bits


def _from_first_to_last_rest(facility: Facility, first: date, last: date) -> Interval:
    """Return the time that visits which begin on these dates, and their devices, can occupy."""
    minutes = facility.visit_minutes + facility.turnover_minutes
    latest = end_of_day(last, facility.zone) + timedelta(minutes=minutes)
    return Interval(start_of_day(first, facility.zone), latest)


def _visits_of(
    separated_from: frozenset[int],
    booking_request: BookingRequest,
    span: Interval,
    excluding: Iterable[Booking],
) -> list[Booking]:
    """Return the bookings of these inmates that may overlap the span with their lobby windows.

    No query if the inmate is separated from nobody.
    """
    if not separated_from:
        return []
    early = timedelta(minutes=booking_request.facility.early_minutes)
    there = Booking.objects.filter(
        inmate__in=separated_from,
        state__in=[BookingState.BOOKED, BookingState.RESERVED],
        starts_at__lt=span.ends_at + early,
        ends_at__gt=span.starts_at - early,
    ).exclude(pk__in=[booking.pk for booking in excluding])
    return list(there.select_related("station"))


def _lobby_windows(booking_request: BookingRequest, bookings: Iterable[Booking]) -> list[Interval]:
    """Return when nobody may be on site who must not meet the people of these bookings.

    Families wait in the lobby before their visit, so the time before a visit counts for both.
    """
    early = timedelta(minutes=booking_request.facility.early_minutes)
    return [
        Interval(booking.starts_at - early, booking.ends_at + early)
        for booking in bookings
        if booking.kind == booking_request.kind
    ]


def _take_adjoining_stations(
    taken: TicksByResource,
    stations: Iterable[Station],
    bookings: Iterable[Booking],
    first_tick: int,
) -> None:
    for booking in bookings:
        for station in stations:
            if station.adjoins(booking.station):
                name = resource_of(station)
                bits = bits_of(booking.devices_interval, first_tick)
                taken[name] = taken.get(name, 0) | bits
