"""Whether a monitor or a station is free for a visit: the one place that judges it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from parloir.bookings.models import Booking
from parloir.bookings.occupancy import Taken, bits_of, taken_ticks
from parloir.bookings.resources import resource_of
from parloir.facilities.models import Closure, Monitor, Station
from parloir.scheduling.intervals import Interval
from parloir.scheduling.ticks import tick_at

Device = TypeVar("Device", Monitor, Station)


@dataclass(frozen=True, slots=True)
class Needed:
    """The ticks of a visit, and those of its devices, which rest behind it."""

    for_visit: int
    for_devices: int


@dataclass(frozen=True, slots=True)
class Use:
    """The ticks in which a device is taken, and those in which it is closed: it may rest then,
    but nobody may sit at it.
    """

    taken: int
    closed: int

    def is_free_for(self, needed: Needed) -> bool:
        return not (self.taken & needed.for_devices or self.closed & needed.for_visit)


def needed_ticks(visit: Interval, rest: timedelta, first_tick: int) -> Needed:
    for_visit = bits_of(visit, first_tick)
    if not rest:
        return Needed(for_visit, for_visit)
    return Needed(for_visit, bits_of(Interval(visit.starts_at, visit.ends_at + rest), first_tick))


def uses_of(
    devices: Iterable[Device], *, taken: Taken, closed: Taken
) -> tuple[tuple[Device, Use], ...]:
    return tuple(
        (one, Use(taken.get(resource_of(one), 0), closed.get(resource_of(one), 0)))
        for one in devices
    )


def closed_ticks(closures: Iterable[Closure], first_tick: int) -> Taken:
    """Those of single devices; closures of areas and facilities are left out."""
    closed: Taken = {}
    for closure in closures:
        device = closure.monitor or closure.station
        if device is not None:
            name = resource_of(device)
            bits = bits_of(Interval(closure.starts_at, closure.ends_at), first_tick)
            closed[name] = closed.get(name, 0) | bits
    return closed


def free_at_the_time_of(booking: Booking, devices: Sequence[Device]) -> list[Device]:
    """Those of these devices that the booking could have; what it has claimed counts as taken."""
    span = booking.devices_interval
    first_tick = tick_at(span.starts_at)
    uses = uses_of(
        devices,
        taken=taken_ticks(resources=[resource_of(one) for one in devices], span=span),
        closed=closed_ticks(closures_in(booking.facility_id, span), first_tick),
    )
    rest = timedelta(minutes=booking.turnover_minutes)
    needed = needed_ticks(booking.interval, rest, first_tick)
    return [device for device, use in uses if use.is_free_for(needed)]


def closures_in(facility: int, span: Interval) -> list[Closure]:
    """All of this facility, by key, that touch the span, with their devices."""
    found = Closure.objects.filter(
        facility=facility, starts_at__lt=span.ends_at, ends_at__gt=span.starts_at
    )
    return list(found.select_related("monitor", "station"))
