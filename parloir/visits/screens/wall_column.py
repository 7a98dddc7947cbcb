"""Beside the wall: who waits, who is due, who did not come, who calls for help."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from parloir.bookings.models import Booking
from parloir.bookings.queries import visitors_in_short
from parloir.bookings.states import BookingState
from parloir.facilities.models import Facility, Monitor, Station
from parloir.visits.models import OnDuty, Party, Visit
from parloir.visits.screens.common import Screen, iso
from parloir.visits.states import AdmissionState, Outcome, VisitState
from parloir.visits.supervision import officers_on_duty

SOON = timedelta(minutes=30)
RECENT = timedelta(minutes=60)
CONFIRMED_WITHIN = timedelta(seconds=1.5)
"""So long the media server may take before anybody is told that it has not answered."""


def column(facilities: list[Facility], waiting: list[Visit], *, now: datetime) -> Screen:
    """The fields of the wall that are no tiles."""
    slugs = [one.slug for one in facilities]
    return {
        "waiting": [_waiting(visit) for visit in waiting],
        "soon": _soon(facilities, now),
        "missed": _missed(facilities, now),
        "calls": _calls(facilities),
        "on_duty": [_on_duty(row) for row in officers_on_duty(facilities=slugs, now=now)],
        "unconfirmed": [_unconfirmed(visit) for visit in _not_yet_closed(facilities, now)],
    }


def _on_duty(row: OnDuty) -> Screen:
    return {"officer": row.officer_ref, "name": row.officer_name, "present": row.is_visible}


def _not_yet_closed(facilities: list[Facility], now: datetime) -> list[Visit]:
    """Visits that are over, but whose room the media server has not said to have closed."""
    return list(
        Visit.objects.filter(
            facility__in=facilities,
            state=VisitState.ENDED,
            ended_at__lt=now - CONFIRMED_WITHIN,
            room_opened_at__isnull=False,
            room_closed_at__isnull=True,
        )
        .select_related("booking__visitor", "booking__inmate")
        .prefetch_related("booking__attendees")
    )


def _unconfirmed(visit: Visit) -> Screen:
    return {
        "visit": visit.public_id,
        "text": _(
            "%(visitor)s and %(inmate)s: access is ended. The media server has not confirmed yet "
            "that picture and sound stopped. It is asked again and again."
        )
        % {
            "visitor": visitors_in_short(visit.booking),
            "inmate": visit.booking.inmate.full_name,
        },
    }


def _waiting(visit: Visit) -> Screen:
    ready = {
        one.party
        for one in visit.current_admissions  # type: ignore[attr-defined]
        if one.state == AdmissionState.READY
    }
    return {
        "visit": visit.public_id,
        "visitor": visitors_in_short(visit.booking),
        "inmate": visit.booking.inmate.full_name,
        "starts_at": iso(visit.booking.starts_at),
        "since_at": iso(visit.opened_at),
        "missing": _missing(ready),
    }


def _missing(ready: set[str]) -> str:
    if ready == set(Party):
        return _("both are ready, it begins on time")
    if Party.VISITOR in ready:
        return _("the inmate is missing")
    if Party.INMATE in ready:
        return _("the visitor is missing")
    return _("both are on their way")


def _soon(facilities: list[Facility], now: datetime) -> list[Screen]:
    coming = (
        Booking.objects.filter(
            facility__in=facilities,
            state=BookingState.BOOKED,
            starts_at__lt=now + SOON,
            ends_at__gt=now,
            visit__isnull=True,
        )
        .select_related("visitor", "inmate", "monitor", "station")
        .prefetch_related("attendees")
        .order_by("starts_at", "id")
    )
    return [
        {
            "booking": booking.public_id,
            "visitor": visitors_in_short(booking),
            "inmate": booking.inmate.full_name,
            "kind_text": booking.get_kind_display(),
            "place": booking.station.name,
            "starts_at": iso(booking.starts_at),
        }
        for booking in coming
    ]


def _missed(facilities: list[Facility], now: datetime) -> list[Screen]:
    over = (
        Booking.objects.filter(
            facility__in=facilities, state=BookingState.MISSED, closed_at__gt=now - RECENT
        )
        .select_related("visitor", "inmate", "visit")
        .prefetch_related("attendees")
        .order_by("-closed_at")
    )
    return [
        {
            "booking": booking.public_id,
            "visitor": visitors_in_short(booking),
            "inmate": booking.inmate.full_name,
            "starts_at": iso(booking.starts_at),
            "missing": _why_missed(booking),
        }
        for booking in over
    ]


def _why_missed(booking: Booking) -> str:
    visit = getattr(booking, "visit", None)
    return str(Outcome(visit.outcome if visit else Outcome.NOBODY_CAME).label)


def _calls(facilities: list[Facility]) -> list[Screen]:
    monitors = Monitor.objects.filter(facility__in=facilities, asked_for_staff_at__isnull=False)
    stations = Station.objects.filter(
        area__facility__in=facilities, asked_for_staff_at__isnull=False
    )
    return [
        {
            "device": device.public_id,
            "kind": kind,
            "name": device.name,
            "since_at": iso(device.asked_for_staff_at),
        }
        for kind, devices in (("monitor", monitors), ("station", stations))
        for device in devices
        if device.asked_for_staff_at is not None
    ]
