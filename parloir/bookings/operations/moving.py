"""Move a booking to another time or other devices. It keeps the old until it has the new."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.availability.offers import free_devices, refusals_in
from parloir.bookings.claims import claim, claims_of
from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.operations.attempts import Attempt, retry_on_conflict
from parloir.bookings.operations.booking import snapshot_of_day
from parloir.bookings.operations.locking import lock_booking, lock_party
from parloir.bookings.operations.notify import append_booking_change, notify_party
from parloir.bookings.operations.refusals import raise_any, refusal_recorded
from parloir.bookings.operations.reservations import reservations_of
from parloir.bookings.operations.settlement import settle_open_repair, settlement_by
from parloir.bookings.policies import may_move
from parloir.bookings.queries import request_of_booking
from parloir.bookings.states import WITH_A_PIN, BookingState
from parloir.facilities.models import Monitor, Station
from parloir.scheduling.intervals import Interval


class DeviceTaken(Exception):
    """Another booking has this device at that time; nothing was changed."""


class CannotMove(Exception):
    """It is too late, the booking is closed, or somebody was admitted; nothing was changed."""


def move(*, booking: Booking, starts_at: datetime, by: Actor, now: datetime) -> Booking:
    """Move a booking to another time, with the same PIN, and return it.

    Raises `CannotMove`, also after the time that `bookings.policies` sets, and the exceptions of
    `book`.
    """
    if not may_move(booking, by=by, now=now):
        raise CannotMove
    with refusal_recorded("move", request_of_booking(booking), by=by, now=now):
        for attempt in retry_on_conflict():
            with attempt:
                _move(booking, starts_at, attempt, by=by, now=now)
    booking.refresh_from_db()
    return booking


def _move(
    booking: Booking, starts_at: datetime, attempt: Attempt, *, by: Actor, now: datetime
) -> Booking:
    """Move the booking's row, but not `booking` itself, which the next attempt reads again."""
    party = lock_party(request_of_booking(booking))
    booking_request = party.booking_request
    _refuse_if_somebody_has_come(booking)
    reservations = reservations_of(booking_request.visitor, now=now)
    judged_at = reservations.chosen_at(booking_request, starts_at) or now
    snapshot = snapshot_of_day(
        party, reservations, starts_at, judged_at=judged_at, excluding=[booking]
    )
    raise_any(refusals_in(snapshot, starts_at=starts_at))
    reservations.release(now=now)
    visit = Interval(starts_at, starts_at + snapshot.time.length)
    monitors, stations = free_devices(visit, snapshot)
    changed = Booking.objects.filter(
        pk=booking.pk, state__in=WITH_A_PIN, times_changed=booking.times_changed
    ).update(
        state=BookingState.BOOKED,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        monitor=attempt.choose(monitors) if booking_request.is_onsite else None,
        station=attempt.choose(stations),
        turnover_minutes=booking_request.facility.turnover_minutes,
        times_changed=booking.times_changed + 1,
        calendar_sequence=F("calendar_sequence") + 1,
    )
    if not changed:
        raise CannotMove
    moved = Booking.objects.get(pk=booking.pk)
    SlotClaim.objects.filter(booking=moved).delete()
    claim(claims_of(moved))
    settle_open_repair(moved, settlement_by(by), by=by, now=now)
    record(
        "move",
        by=by,
        on=moved,
        at=now,
        facility=booking_request.facility.slug,
        before=booking.starts_at.isoformat(),
        after=moved.starts_at.isoformat(),
    )
    notify_party("booking_moved", moved, now=now)
    append_booking_change(moved, now=now, was_at=booking.starts_at, was_station=booking.station)
    return moved


def _refuse_if_somebody_has_come(booking: Booking) -> None:
    """Raises `CannotMove` if a visit was opened for the old time: it could not end properly."""
    lock_booking(booking.pk)
    if Booking.objects.filter(pk=booking.pk, visit__isnull=False).exists():
        raise CannotMove


def reassign_devices(
    *, booking: Booking, monitor: Monitor | None, station: Station, by: Actor, now: datetime
) -> None:
    """Give the booking other devices at the same time; nobody is notified.

    Raises IntegrityError if one of them is taken. Runs in the caller's transaction.
    """
    was_station = booking.station
    _claim_with(booking, monitor, station)
    record(
        "reassign_devices",
        by=by,
        on=booking,
        at=now,
        facility=booking.facility.slug,
        station=station.public_id,
        monitor=monitor.public_id if monitor else "",
    )
    append_booking_change(booking, now=now, was_station=was_station)


def choose_devices(
    *, booking: Booking, monitor: Monitor | None, station: Station, by: Actor, now: datetime
) -> None:
    """Give the booking the devices that staff chose. Raises `DeviceTaken` if one is not free."""
    try:
        with transaction.atomic():
            reassign_devices(booking=booking, monitor=monitor, station=station, by=by, now=now)
    except IntegrityError as error:
        raise DeviceTaken from error


def take_back(
    *, booking: Booking, monitor: Monitor | None, station: Station, by: Actor, now: datetime
) -> None:
    """Give a displaced booking its time back.

    Raises IntegrityError if something it needs is taken, and `CannotMove` if it is not displaced.
    Runs in the caller's transaction.
    """
    moved = Booking.objects.filter(pk=booking.pk, state=BookingState.DISPLACED).update(
        state=BookingState.BOOKED, calendar_sequence=F("calendar_sequence") + 1
    )
    if not moved:
        raise CannotMove
    booking.state = BookingState.BOOKED
    _claim_with(booking, monitor, station)
    record("take_back", by=by, on=booking, at=now, facility=booking.facility.slug)
    append_booking_change(booking, now=now)


def _claim_with(booking: Booking, monitor: Monitor | None, station: Station) -> None:
    booking.monitor, booking.station = monitor, station
    booking.save(update_fields=["monitor", "station"])
    SlotClaim.objects.filter(booking=booking).delete()
    claim(claims_of(booking))


def displace(*, booking: Booking, by: Actor, now: datetime) -> bool:
    """Take its time from a booking, which then needs a new one; others can book it.

    Returns False if the booking was already closed. Runs in the caller's transaction.
    """
    moved = Booking.objects.filter(pk=booking.pk, state=BookingState.BOOKED).update(
        state=BookingState.DISPLACED, calendar_sequence=F("calendar_sequence") + 1
    )
    if not moved:
        return False
    booking.state = BookingState.DISPLACED
    SlotClaim.objects.filter(booking=booking).delete()
    record("displace", by=by, on=booking, at=now, facility=booking.facility.slug)
    append_booking_change(booking, now=now)
    return True
