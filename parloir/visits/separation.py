"""Inmates who must not sit side by side, at another station than the one that was booked.

The booked one was looked at when it was booked (`bookings.availability.snapshot`).
"""

from datetime import datetime

from parloir.bookings.models import Booking
from parloir.bookings.operations import lock_separated_inmates
from parloir.bookings.states import BookingState
from parloir.facilities.models import Station
from parloir.people.models import Inmate
from parloir.scheduling.intervals import Interval
from parloir.scheduling.judging import EVERY_RULE, Judges
from parloir.scheduling.refusals import Refusal, Rule
from parloir.visits.models import Admission
from parloir.visits.states import AdmissionState

SEPARATION_RULES = Judges[[Booking, Station, datetime]]()


def refusal_beside_separated(booking: Booking, station: Station, now: datetime) -> Refusal | None:
    return next(SEPARATION_RULES.refusals(EVERY_RULE, booking, station, now), None)


@SEPARATION_RULES.of(Rule.AT_BOOKED_STATION)
def _at_booked_station(booking: Booking, station: Station, now: datetime) -> Refusal | None:
    """The refusal does not say who is kept apart from whom, nor that anybody is.

    Facts: `station`, the name of the booked one. Runs in the transaction that admits: of two
    who sign in at the same time the second is judged after the first.
    """
    if booking.station_id == station.pk:
        return None
    others = lock_separated_inmates(booking.inmate)
    if not others:
        return None
    beside = [*_where_they_sit(others), *_where_they_will_sit(others, booking, now)]
    if not any(station.adjoins(one) for one in beside):
        return None
    return Refusal(Rule.AT_BOOKED_STATION, {"station": booking.station.name})


def _where_they_sit(inmates: list[Inmate]) -> list[Station]:
    seated = Admission.objects.filter(station__isnull=False, visit__booking__inmate__in=inmates)
    here = seated.exclude(state=AdmissionState.LEFT).select_related("station")
    return [one.station for one in here if one.station is not None]


def _where_they_will_sit(inmates: list[Inmate], booking: Booking, now: datetime) -> list[Station]:
    taken = booking.devices_interval
    mine = Interval(min(now, taken.starts_at), taken.ends_at)
    booked = Booking.objects.filter(
        inmate__in=inmates, state=BookingState.BOOKED, starts_at__lt=mine.ends_at
    ).select_related("station")
    return [one.station for one in booked if one.devices_interval.overlaps(mine)]
