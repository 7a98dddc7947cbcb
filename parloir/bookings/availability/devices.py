"""Whether a monitor or a station is free for a visit. Nothing else judges that."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

from parloir.bookings.availability.occupancy import TicksByResource, taken_ticks
from parloir.bookings.claims import resource_of
from parloir.bookings.models import Booking
from parloir.bookings.rules.occupancy_facts import DeviceOccupancy, required_ticks
from parloir.facilities.models import Closure, Monitor, Station
from parloir.scheduling.intervals import Interval
from parloir.scheduling.ticks import bits_of, tick_at

Device = TypeVar("Device", Monitor, Station)


def with_occupancy(
    devices: Iterable[Device], *, taken: TicksByResource, closed: TicksByResource
) -> tuple[tuple[Device, DeviceOccupancy], ...]:
    return tuple(
        (one, DeviceOccupancy(taken.get(resource_of(one), 0), closed.get(resource_of(one), 0)))
        for one in devices
    )


def closed_ticks(closures: Iterable[Closure], first_tick: int) -> TicksByResource:
    """Return the closed ticks of single devices; closures of areas and facilities are left out."""
    closed: TicksByResource = {}
    for closure in closures:
        device = closure.monitor or closure.station
        if device is not None:
            name = resource_of(device)
            bits = bits_of(Interval(closure.starts_at, closure.ends_at), first_tick)
            closed[name] = closed.get(name, 0) | bits
    return closed


def free_at_the_time_of(booking: Booking, devices: Sequence[Device]) -> list[Device]:
    """Return those of these devices that are free at the booking's time.

    The booking's own claims count as taken.
    """
    span = booking.devices_interval
    first_tick = tick_at(span.starts_at)
    occupied = with_occupancy(
        devices,
        taken=taken_ticks(resources=[resource_of(one) for one in devices], span=span),
        closed=closed_ticks(closures_in(booking.facility_id, span), first_tick),
    )
    rest = timedelta(minutes=booking.turnover_minutes)
    required = required_ticks(booking.interval, rest, first_tick)
    return [device for device, occupancy in occupied if occupancy.is_free_for(required)]


def closures_in(facility: int, span: Interval) -> list[Closure]:
    """Return a facility's closures that overlap the span, with their devices."""
    found = Closure.objects.filter(
        facility=facility, starts_at__lt=span.ends_at, ends_at__gt=span.starts_at
    )
    return list(found.select_related("monitor", "station"))
