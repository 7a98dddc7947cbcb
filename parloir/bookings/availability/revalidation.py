"""Judge an existing booking by the current facts."""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import datetime

from parloir.bookings.availability.offers import free_devices
from parloir.bookings.availability.snapshot import build_snapshot, load_snapshot
from parloir.bookings.models import Booking
from parloir.bookings.queries import request_of_booking
from parloir.bookings.rules.catalog import RULES_AFTER_BOOKING, RULES_TO_RESTORE
from parloir.bookings.rules.occupancy_facts import AvailabilitySnapshot
from parloir.bookings.rules.occupancy_rules import TICK_RULES
from parloir.bookings.rules.visit_facts import check_facts
from parloir.facilities.models import Monitor, Station
from parloir.people.queries import inmates_separated_from
from parloir.scheduling.refusals import Refusal, Rule


@dataclass(frozen=True, slots=True)
class Revalidation:
    """What refuses a booking now, and the free devices that it could have, its own first."""

    refusals: tuple[Refusal, ...]
    monitors: tuple[Monitor, ...]
    stations: tuple[Station, ...]


def revalidate(booking: Booking, *, now: datetime) -> Revalidation:
    """Judge a booking by the rules after booking, as if its own claims did not exist."""
    snapshot = load_snapshot(
        booking_request=request_of_booking(booking),
        first=booking.visit_date,
        last=booking.visit_date,
        now=now,
        excluding=[booking],
    )
    return _judge(booking, snapshot, among=RULES_AFTER_BOOKING)


def revalidate_displaced(booking: Booking, *, now: datetime) -> Revalidation:
    """Judge whether a displaced booking may have its time back.

    A reservation of the visitor counts, unless it is a new time for this booking.
    """
    booking_request = request_of_booking(booking)
    snapshot = build_snapshot(
        booking_request=booking_request,
        first=booking.visit_date,
        last=booking.visit_date,
        now=now,
        excluding=[booking, *Booking.objects.filter(moves=booking)],
        separated_from=inmates_separated_from(booking_request.inmate),
    )
    return _judge(booking, snapshot, among=RULES_TO_RESTORE)


def _judge(booking: Booking, snapshot: AvailabilitySnapshot, *, among: Set[Rule]) -> Revalidation:
    facts = replace(snapshot, time=replace(snapshot.time, length=booking.interval.duration))
    refusals = [
        *check_facts(starts_at=booking.starts_at, facts=facts, among=among),
        *TICK_RULES.refusals(among, snapshot.ticks_required_by(booking.interval), snapshot),
    ]
    monitors, stations = free_devices(booking.interval, snapshot)
    return Revalidation(
        refusals=tuple(refusals),
        monitors=tuple(sorted(monitors, key=lambda one: one.pk != booking.monitor_id)),
        stations=tuple(sorted(stations, key=lambda one: one.pk != booking.station_id)),
    )
