"""The column beside the wall: who waits, is due, did not come or calls for help."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from parloir.bookings.models import Booking
from parloir.bookings.queries import visitors_in_short
from parloir.bookings.states import BookingState
from parloir.bookings.texts.wording import say_everybody
from parloir.facilities.models import Facility, Monitor, Station
from parloir.protocol.screens.wall import (
    BookingNotHeld,
    HelpCall,
    OfficerOnDuty,
    SoonBooking,
    Unconfirmed,
    WaitingVisit,
)
from parloir.sides import Side
from parloir.visits.models import OnDuty, Visit
from parloir.visits.states import AdmissionState, Outcome
from parloir.visits.supervision import officers_on_duty

SOON = timedelta(minutes=30)
RECENT = timedelta(minutes=60)
BEGAN_WITHIN = timedelta(days=1)
"""Bookings that began earlier and to which nobody came are not listed: the past is not read."""
CONFIRMED_WITHIN = timedelta(seconds=1.5)
"""How long the media server may take to close a room before the wall says that it has not."""


def on_duty(facilities: list[Facility], *, now: datetime) -> list[OfficerOnDuty]:
    slugs = [one.slug for one in facilities]
    return [_on_duty(row) for row in officers_on_duty(facilities=slugs, now=now)]


def _on_duty(row: OnDuty) -> OfficerOnDuty:
    return OfficerOnDuty(officer=row.officer_ref, name=row.officer_name, present=row.is_visible)


def unconfirmed(facilities: list[Facility], *, now: datetime) -> list[Unconfirmed]:
    return [_unconfirmed(visit) for visit in _not_yet_closed(facilities, now)]


def _not_yet_closed(facilities: list[Facility], now: datetime) -> list[Visit]:
    """Return ended visits whose room the media server has not confirmed to be closed."""
    return list(
        Visit.objects.with_room_to_close()
        .filter(facility__in=facilities, ended_at__lt=now - CONFIRMED_WITHIN)
        .prefetch_related("booking__visitor", "booking__inmate", "booking__companions")
    )


def _unconfirmed(visit: Visit) -> Unconfirmed:
    return Unconfirmed(
        visit=visit.public_id,
        text=_(
            "%(names)s: access is ended. The media server has not confirmed yet "
            "that picture and sound stopped. It is asked again and again."
        )
        % {"names": say_everybody(visit.booking)},
    )


def waiting(visit: Visit) -> WaitingVisit:
    ready = {
        one.side
        for one in visit.current_admissions  # type: ignore[attr-defined]
        if one.state == AdmissionState.READY
    }
    return WaitingVisit(
        visit=visit.public_id,
        visitor=visitors_in_short(visit.booking),
        inmate=visit.booking.inmate.full_name,
        starts_at=visit.booking.starts_at,
        since_at=visit.opened_at,
        status_text=_waiting_text(ready),
    )


def _waiting_text(ready: set[str]) -> str:
    if ready == set(Side):
        return _("both are ready, it begins on time")
    if Side.VISITOR in ready:
        return _("the inmate is missing")
    if Side.INMATE in ready:
        return _("the visitor is missing")
    return _("both are on their way")


def soon(facilities: list[Facility], *, now: datetime) -> list[SoonBooking]:
    coming = (
        Booking.objects.filter(
            facility__in=facilities,
            state=BookingState.BOOKED,
            starts_at__gt=now - BEGAN_WITHIN,
            starts_at__lt=now + SOON,
            ends_at__gt=now,
            visit__isnull=True,
        )
        .select_related("visitor", "inmate", "monitor", "station")
        .prefetch_related("companions")
        .order_by("starts_at", "id")
    )
    return [
        SoonBooking(
            booking=booking.public_id,
            visitor=visitors_in_short(booking),
            inmate=booking.inmate.full_name,
            kind_text=booking.get_kind_display(),
            place=booking.station.name,
            starts_at=booking.starts_at,
        )
        for booking in coming
    ]


def not_held(facilities: list[Facility], *, now: datetime) -> list[BookingNotHeld]:
    over = (
        Booking.objects.filter(
            facility__in=facilities, state=BookingState.NOT_HELD, closed_at__gt=now - RECENT
        )
        .select_related("visitor", "inmate", "visit")
        .prefetch_related("companions")
        .order_by("-closed_at")
    )
    return [
        BookingNotHeld(
            booking=booking.public_id,
            visitor=visitors_in_short(booking),
            inmate=booking.inmate.full_name,
            starts_at=booking.starts_at,
            status_text=_not_held_text(booking),
        )
        for booking in over
    ]


def _not_held_text(booking: Booking) -> str:
    visit = getattr(booking, "visit", None)
    return str(Outcome(visit.outcome if visit else Outcome.NOBODY_CAME).label)


def calls(facilities: list[Facility]) -> list[HelpCall]:
    monitors = Monitor.objects.filter(facility__in=facilities, asked_for_staff_at__isnull=False)
    stations = Station.objects.filter(
        area__facility__in=facilities, asked_for_staff_at__isnull=False
    )
    devices: list[Monitor | Station] = [*monitors, *stations]
    return [
        HelpCall(
            device=device.public_id,
            kind="monitor" if isinstance(device, Monitor) else "station",
            name=device.name,
            since_at=device.asked_for_staff_at,
        )
        for device in devices
        if device.asked_for_staff_at is not None
    ]
