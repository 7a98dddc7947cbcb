"""Judge an existing booking by the current facts."""

from dataclasses import dataclass, replace
from datetime import datetime

from parloir.bookings.availability.offers import free_devices
from parloir.bookings.availability.snapshot import load_snapshot
from parloir.bookings.models import Booking
from parloir.bookings.queries import request_of_booking
from parloir.bookings.rules.catalog import RULES_AFTER_BOOKING
from parloir.bookings.rules.occupancy_rules import TICK_RULES
from parloir.bookings.rules.visit_facts import check_facts
from parloir.facilities.models import Monitor, Station
from parloir.scheduling.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Revalidation:
    """What refuses a booking now, and the free devices that it could have, its own first."""

    refusals: tuple[Refusal, ...]
    monitors: tuple[Monitor, ...]
    stations: tuple[Station, ...]


def revalidate(booking: Booking, *, now: datetime) -> Revalidation:
    """Judge a booking by the rules after booking, as if its own claims did not exist."""
    day = booking.visit_date
    snapshot = load_snapshot(
        booking_request=request_of_booking(booking),
        first=day,
        last=day,
        now=now,
        excluding=[booking],
    )
    facts = replace(snapshot, time=replace(snapshot.time, length=booking.interval.duration))
    refusals = [
        *check_facts(starts_at=booking.starts_at, facts=facts, among=RULES_AFTER_BOOKING),
        *TICK_RULES.refusals(
            RULES_AFTER_BOOKING, snapshot.ticks_required_by(booking.interval), snapshot
        ),
    ]
    monitors, stations = free_devices(booking.interval, snapshot)
    return Revalidation(
        refusals=tuple(refusals),
        monitors=tuple(sorted(monitors, key=lambda one: one.pk != booking.monitor_id)),
        stations=tuple(sorted(stations, key=lambda one: one.pk != booking.station_id)),
    )
