"""Give more time to a visit that is in progress."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum, auto

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.availability.devices import Device, free_at_the_time_of
from parloir.bookings.claims import claim, claims_of, resource_of
from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.states import BookingState
from parloir.facilities.models import Facility
from parloir.locks import wait_for_lock
from parloir.scheduling.ticks import TICK, tick_at


class ExtensionRefused(Exception):
    """Nothing was changed. `taken` says what others have at that time; it is empty if the booking
    is no longer open.
    """

    class Taken(StrEnum):
        """The kinds of resources that a claim can name."""

        INMATE = auto()
        VISITOR = auto()
        MINOR = auto()
        STATION = auto()
        MONITOR = auto()

    def __init__(self, taken: frozenset[Taken]) -> None:
        super().__init__(", ".join(sorted(taken)))
        self.taken = taken


def lock_place(*, booking: Booking, until: datetime) -> None:
    """Lock the booking, its facility and the next bookings at the same devices.

    Call it before anything else of the booking is locked (the order of `parloir.locks`). One
    transaction at a time assigns the devices of a facility.
    """
    wait_for_lock(Facility.objects.filter(pk=booking.facility_id))
    turnover = timedelta(minutes=booking.turnover_minutes)
    after = Booking.objects.filter(
        Q(station=booking.station_id) | Q(monitor=booking.monitor_id, monitor__isnull=False),
        state=BookingState.BOOKED,
        starts_at__gte=booking.starts_at,
        starts_at__lt=until + turnover + TICK,
    )
    wait_for_lock(Booking.objects.filter(pk__in=[booking.pk, *after.values_list("pk", flat=True)]))


def extend(*, booking: Booking, until: datetime, by: Actor, now: datetime) -> None:
    """Extend the booking, with all that it uses, at least until `until`.

    The next booking at the same monitor or station gets another one if one is free. Raises
    `ExtensionRefused`. Runs in the caller's transaction, after `lock_place`.

    Visiting hours are not checked: they limit bookings, and the officer who extends a visit knows
    the facility's schedule.
    """
    fresh = Booking.objects.select_related(
        "facility", "inmate", "visitor", "station__area", "monitor"
    ).get(pk=booking.pk)
    if fresh.state != BookingState.BOOKED:
        raise ExtensionRefused(frozenset())
    if until <= fresh.ends_at:
        return
    with transaction.atomic():
        claimed_before = set(fresh.claims.values_list("resource", "tick"))
        first = tick_at(fresh.ends_at)
        fresh.ends_at += -(-(until - fresh.ends_at) // TICK) * TICK
        after = [one for one in claims_of(fresh) if one.tick >= first]
        more = [one for one in after if (one.resource, one.tick) not in claimed_before]
        _move_others(fresh, more, by=by, now=now)
        _claim(more)
        fresh.save(update_fields=["ends_at"])
        minutes = (fresh.ends_at - fresh.starts_at) // timedelta(minutes=1)
        record(
            "extend_booking",
            by=by,
            on=fresh,
            at=now,
            facility=fresh.facility.slug,
            minutes=minutes,
        )
    booking.ends_at = fresh.ends_at


def _claim(claims: list[SlotClaim]) -> None:
    """Let the constraint decide. The claims in the way are read only to name them."""
    try:
        with transaction.atomic():
            claim(claims)
    except IntegrityError as error:
        wanted = {(one.resource, one.tick) for one in claims}
        found = _in_the_way(claims).values_list("resource", "tick")
        taken = {resource for resource, tick in found if (resource, tick) in wanted}
        kinds = frozenset(ExtensionRefused.Taken(one.split(":")[0]) for one in taken)
        raise ExtensionRefused(kinds) from error


def _in_the_way(claims: Iterable[SlotClaim]) -> QuerySet[SlotClaim]:
    claims = list(claims)
    return SlotClaim.objects.filter(
        resource__in={one.resource for one in claims}, tick__in={one.tick for one in claims}
    )


def _move_others(booking: Booking, claims: list[SlotClaim], *, by: Actor, now: datetime) -> None:
    """Move the next bookings to other devices.

    Nobody was admitted for them yet, because people still sit at these devices.
    """
    stations = booking.station.area.stations.filter(in_service=True)
    _move_from(booking.station, claims, list(stations), by=by, now=now)
    if booking.monitor is not None:
        monitors = booking.facility.monitors.filter(in_service=True)
        _move_from(booking.monitor, claims, list(monitors), by=by, now=now)


def _move_from(
    device: Device, claims: list[SlotClaim], others: Sequence[Device], *, by: Actor, now: datetime
) -> None:
    resource = resource_of(device)
    theirs = _in_the_way(one for one in claims if one.resource == resource)
    displaced = Booking.objects.filter(claims__in=theirs, state=BookingState.BOOKED)
    for one in displaced.select_related("facility").distinct().order_by("starts_at", "pk"):
        free = free_at_the_time_of(one, others)
        if not free:
            continue
        kind = type(device).__name__.lower()
        one.claims.filter(resource=resource).update(resource=resource_of(free[0]))
        setattr(one, kind, free[0])
        one.save(update_fields=[kind])
        record(
            "move_to_device",
            by=by,
            on=one,
            at=now,
            facility=one.facility.slug,
            device=free[0].public_id,
        )
