"""Find the bookings that a changed fact may concern."""

from datetime import datetime
from functools import singledispatch

from django.db.models import Model, Q

from parloir.bookings.models import Booking
from parloir.bookings.states import BookingState
from parloir.facilities.models import Closure, Facility, Monitor, Station
from parloir.people.models import ApprovedVisitor, Commitment, Inmate, NoContact, Separation

_ABOUT_PEOPLE = Inmate | Commitment | NoContact | ApprovedVisitor | Separation


def bookings_affected_by(fact: Model, *, now: datetime) -> list[Booking]:
    """Return the open bookings that are not over, in the order in which they take place.

    Returns an empty list for a fact that concerns only new bookings, such as a quota.
    """
    concerned = _concerned(fact)
    if concerned is None:
        return []
    found = (
        Booking.objects.filter(concerned, state=BookingState.BOOKED, ends_at__gt=now)
        .select_related("facility", "visitor__user", "inmate__area", "monitor", "station__area")
        .order_by("starts_at", "pk")
    )
    return list(found.distinct())


def displaced_that_return(fact: Model, *, now: datetime) -> list[Booking]:
    """Return the displaced bookings whose time has not come and which this fact concerns, if it is
    about people: a changed fact of that kind may give them their time back.

    Returns an empty list for a fact about places, after which staff restore them (ADR 63).
    """
    concerned = _concerned(fact) if isinstance(fact, _ABOUT_PEOPLE) else None
    if concerned is None:
        return []
    found = Booking.objects.filter(concerned, state=BookingState.DISPLACED, starts_at__gt=now)
    return list(found.select_related("facility", "visitor__user", "inmate").distinct())


@singledispatch
def _concerned(fact: Model) -> Q | None:
    return None


@_concerned.register
def _(facility: Facility) -> Q:
    return Q(facility=facility)


@_concerned.register
def _(closure: Closure) -> Q:
    overlapping = Q(
        facility=closure.facility_id,
        starts_at__lt=closure.ends_at,
        ends_at__gt=closure.starts_at,
    )
    if closure.monitor_id is not None:
        return overlapping & Q(monitor=closure.monitor_id)
    if closure.station_id is not None:
        return overlapping & Q(station=closure.station_id)
    if closure.area_id is not None:
        return overlapping & Q(inmate__area=closure.area_id)
    return overlapping


@_concerned.register
def _(monitor: Monitor) -> Q:
    return Q(monitor=monitor)


@_concerned.register
def _(station: Station) -> Q:
    """All of the area: a station's place in the row matters to separated inmates."""
    return Q(station__area=station.area_id)


@_concerned.register
def _(inmate: Inmate) -> Q:
    return Q(inmate=inmate)


@_concerned.register
def _(commitment: Commitment) -> Q:
    return Q(
        inmate=commitment.inmate_id,
        starts_at__lt=commitment.ends_at,
        ends_at__gt=commitment.starts_at,
    )


@_concerned.register(NoContact)
@_concerned.register(ApprovedVisitor)
def _(relation: NoContact | ApprovedVisitor) -> Q:
    visitor = Q(visitor=relation.visitor_id) | Q(companions__visitor=relation.visitor_id)
    return visitor & Q(inmate=relation.inmate_id)


@_concerned.register
def _(pair: Separation) -> Q:
    return Q(inmate__in=[pair.first_id, pair.second_id])
