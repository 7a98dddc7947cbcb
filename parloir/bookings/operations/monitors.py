"""Move a booking's claims to the monitor at which its PIN is entered.

A claimed monitor is capacity: the PIN opens at any free one (P13).
"""

from datetime import datetime

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.availability.devices import free_at_the_time_of
from parloir.bookings.claims import claim, monitor_claims_of, resource_of
from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.states import BookingState
from parloir.facilities.models import Facility, Monitor
from parloir.locks import lock_rows, wait_for_lock
from parloir.scheduling.ticks import ticks_of


class NoMonitorLeft(Exception):
    """A booking that had claimed the monitor cannot get another one; the caller rolls back."""


def lock_lobby(booking: Booking, monitor: Monitor) -> None:
    """Lock the facility, the booking and the bookings that have claimed this monitor.

    Call it before the booking is moved to the monitor and before anything else of it is locked.
    One transaction at a time rearranges a lobby.
    """
    wait_for_lock(Facility.objects.filter(pk=monitor.facility_id))
    displaced = [one.pk for one in _bookings_that_claim(monitor, booking)]
    rows = lock_rows(Booking.objects.filter(pk__in=[booking.pk, *displaced]))
    booking.monitor_id = next(row.monitor_id for row in rows if row.pk == booking.pk)


def move_to_monitor(*, booking: Booking, monitor: Monitor, by: Actor, now: datetime) -> None:
    """Give the booking this monitor; bookings that had claimed it get another one.

    Raises `NoMonitorLeft`. Runs in the caller's transaction, after `lock_lobby`.
    """
    if booking.monitor_id == monitor.pk:
        return
    old = booking.monitor
    displaced = _bookings_that_claim(monitor, booking)
    _drop_monitor_claims([booking, *displaced])
    _forget_claims_of_closed_bookings(monitor, booking)
    _give(booking, monitor)
    others = [one for one in booking.facility.monitors.filter(in_service=True) if one != monitor]
    others.sort(key=lambda one: one != old)
    for one in displaced:
        _give(one, _first_free(others, one))
    record(
        "move_to_monitor",
        by=by,
        on=booking,
        at=now,
        facility=booking.facility.slug,
        monitor=monitor.public_id,
        displaced=len(displaced),
    )


def _bookings_that_claim(monitor: Monitor, booking: Booking) -> list[Booking]:
    ticks = ticks_of(booking.devices_interval)
    return list(
        Booking.objects.filter(
            claims__resource=resource_of(monitor),
            claims__tick__gte=ticks.start,
            claims__tick__lt=ticks.stop,
            state=BookingState.BOOKED,
        )
        .exclude(pk=booking.pk)
        .distinct()
        .order_by("starts_at", "pk")
    )


def _drop_monitor_claims(bookings: list[Booking]) -> None:
    SlotClaim.objects.filter(booking__in=bookings, resource__startswith="monitor:").delete()


def _forget_claims_of_closed_bookings(monitor: Monitor, booking: Booking) -> None:
    """Delete the claims that a visit which ended early kept for ticks that had begun."""
    ticks = ticks_of(booking.devices_interval)
    SlotClaim.objects.filter(
        resource=resource_of(monitor), tick__gte=ticks.start, tick__lt=ticks.stop
    ).exclude(booking__state=BookingState.BOOKED).delete()


def _first_free(monitors: list[Monitor], booking: Booking) -> Monitor:
    free = free_at_the_time_of(booking, monitors)
    if not free:
        raise NoMonitorLeft
    return free[0]


def _give(booking: Booking, monitor: Monitor) -> None:
    booking.monitor = monitor
    booking.save(update_fields=["monitor"])
    claim(monitor_claims_of(booking))
