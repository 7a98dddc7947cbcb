"""When the next transition that only needs time to pass is due (`visits.due`).

Each moment comes from rows that are still open, which a partial index holds, so that it costs the
same after a day as after a year.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min

from parloir.bookings.models import Booking, Repair
from parloir.bookings.states import BookingState
from parloir.facilities.models import Closure, VisitKind
from parloir.visits.due import DEVICE_IDLE_AFTER, admissions_that_may_idle
from parloir.visits.models import Visit
from parloir.visits.pausing import CREDIT_PAUSE_EVERY
from parloir.visits.states import VisitState

# The last moment of admission is still in time.
_JUST_AFTER = timedelta(microseconds=1)


def next_transition_at(*, now: datetime) -> datetime | None:
    """Return the earliest moment at which a transition may be due, None if no row waits for one.

    It is not after `now` if something is due still.
    """
    return min(_moments(now), default=None)


def _moments(now: datetime) -> Iterator[datetime]:
    visits = list(Visit.objects.still_open().select_related("booking__facility"))
    for visit in visits:
        yield from _moments_of(visit, now)
    if visits:
        yield from _first(Closure.objects.filter(starts_at__gt=now).aggregate(at=Min("starts_at")))
    yield from _moments_of_bookings(now)
    yield from _first(Repair.objects.filter(state=Repair.State.OPEN).aggregate(at=Min("was_at")))
    for touched_at in _first(admissions_that_may_idle().aggregate(at=Min("touched_at"))):
        yield touched_at + DEVICE_IDLE_AFTER + _JUST_AFTER


def _moments_of(visit: Visit, now: datetime) -> Iterator[datetime]:
    if visit.clock_stopped_at is not None:
        yield visit.clock_stopped_at + CREDIT_PAUSE_EVERY
    else:
        yield visit.ends_at
    if visit.state != VisitState.WAITING:
        return
    booking = visit.booking
    # At its start it goes live if both are ready. From then on it waits for a person, whose coming
    # or leaving is a change.
    if booking.starts_at > now:
        yield booking.starts_at
    if booking.kind == VisitKind.ONSITE and booking.last_admission_at >= now:
        yield booking.last_admission_at + _JUST_AFTER


def _moments_of_bookings(now: datetime) -> Iterator[datetime]:
    """Yield when nobody can be admitted any more to bookings that have begun, when the next booking
    begins, and when the first reservation lapses."""
    booked = Booking.objects.filter(state=BookingState.BOOKED)
    begun = booked.filter(starts_at__lte=now, visit__isnull=True).select_related("facility")
    yield from (one.last_admission_at + _JUST_AFTER for one in begun)
    reserved = Booking.objects.filter(state=BookingState.RESERVED)
    yield from _first(
        booked.filter(starts_at__gt=now).aggregate(at=Min("starts_at")),
        reserved.aggregate(at=Min("reserved_until")),
    )


def _first(*found: dict[str, Any]) -> Iterator[datetime]:
    """Yield the moments of these aggregates that have one."""
    yield from (one["at"] for one in found if one["at"] is not None)
