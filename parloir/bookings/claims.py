"""What a booking claims, and for how long."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from parloir.bookings.models import Booking, SlotClaim
from parloir.facilities.models import Monitor, Station
from parloir.people.models import Inmate, Minor, Visitor
from parloir.scheduling.intervals import Interval
from parloir.scheduling.ticks import TICK, ticks_of

Resource = Inmate | Visitor | Minor | Monitor | Station


def resource_of(thing: Resource) -> str:
    return f"{type(thing).__name__.lower()}:{thing.pk}"


def claims_of(booking: Booking) -> Iterator[SlotClaim]:
    """Yield a booking's claims: people for the visit, devices also for the turnover after it."""
    return claims_with(booking, [companion.person for companion in booking.companions.all()])


def claims_with(booking: Booking, companions: Iterable[Visitor | Minor]) -> Iterator[SlotClaim]:
    """Yield the claims of a booking whose companions the caller knows already."""
    yield from _claims(booking, booking.inmate, booking.interval)
    for person in (booking.visitor, *companions):
        yield from _claims(booking, person, booking.interval)
    yield from _claims(booking, booking.station, booking.devices_interval)
    if booking.monitor is not None:
        yield from monitor_claims_of(booking)


def monitor_claims_of(booking: Booking) -> Iterator[SlotClaim]:
    assert booking.monitor is not None  # noqa: S101 - a constraint of the table
    return _claims(booking, booking.monitor, booking.devices_interval)


def _claims(booking: Booking, thing: Resource, interval: Interval) -> Iterator[SlotClaim]:
    resource = resource_of(thing)
    for tick in ticks_of(interval):
        yield SlotClaim(booking=booking, resource=resource, tick=tick)


def claims_that_are_new(
    booking: Booking, *, companions: Iterable[Visitor | Minor], excluding: Booking | None
) -> Iterator[SlotClaim]:
    """Yield the claims that `excluding`, the booking that this one will replace, does not have."""
    claims = claims_with(booking, companions)
    if excluding is None:
        return claims
    there = set(excluding.claims.values_list("resource", "tick"))
    return (one for one in claims if (one.resource, one.tick) not in there)


def devices_of(booking: Booking) -> list[str]:
    devices: list[Station | Monitor] = [Station(pk=booking.station_id)]
    if booking.monitor_id is not None:
        devices.append(Monitor(pk=booking.monitor_id))
    return [resource_of(device) for device in devices]


def claim(claims: Iterable[SlotClaim]) -> None:
    """Save the claims. Raises IntegrityError if a tick of a resource is taken."""
    SlotClaim.objects.bulk_create(claims)


def rested_at(over_at: datetime, rest: timedelta) -> datetime:
    """Return from when a device is free again whose visit was over at `over_at`.

    Without a turnover it is free immediately, within the current tick; otherwise when the tick in
    which the turnover ends is over.
    """
    return over_at + rest + TICK - timedelta(microseconds=1) if rest else over_at
