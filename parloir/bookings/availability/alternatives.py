"""Other times for a visit that cannot take place at its own."""

from datetime import date, datetime, timedelta

from parloir.bookings.availability.offers import offer
from parloir.bookings.models import Booking
from parloir.bookings.queries import request_of_booking
from parloir.scheduling.intervals import Interval
from parloir.scheduling.wall_time import local_date, local_time

MOST = 3
SPAN_DAYS = 21
_ONE_DAY = timedelta(days=1)


def alternatives_for(booking: Booking, *, now: datetime) -> list[Interval]:
    """Return up to three bookable times, one a day, as near as possible to the old day and hour.

    Searches `SPAN_DAYS` ahead from the visit's date, and never before it: people who have planned
    for a day cannot be asked to come sooner.
    """
    zone = booking.facility.zone
    first = max(booking.visit_date, local_date(now, zone))
    offers = offer(
        booking_request=request_of_booking(booking),
        first=first,
        last=first + SPAN_DAYS * _ONE_DAY,
        now=now,
        excluding=[booking],
    )
    wanted = local_time(booking.starts_at, zone)
    since_midnight = timedelta(hours=wanted.hour, minutes=wanted.minute)

    def distance(interval: Interval) -> timedelta:
        shown = local_time(interval.starts_at, zone)
        return abs(timedelta(hours=shown.hour, minutes=shown.minute) - since_midnight)

    nearest: dict[date, Interval] = {}
    for one in offers:
        times = [interval for interval in one.times if interval.starts_at != booking.starts_at]
        if times:
            nearest[one.day] = min(times, key=distance)
    by_hour = sorted(nearest, key=lambda day: ((day - first).days // 7, distance(nearest[day])))
    return [nearest[day] for day in sorted(by_hour[:MOST])]
