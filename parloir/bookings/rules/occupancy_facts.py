"""What the rules of occupancy look at: ticks of people and devices, as the bits of integers."""

from dataclasses import dataclass
from datetime import timedelta

from parloir.bookings.rules.visit_facts import VisitFacts
from parloir.facilities.models import Monitor, Station
from parloir.scheduling.intervals import Interval
from parloir.scheduling.ticks import bits_of


@dataclass(frozen=True, slots=True)
class RequiredTicks:
    """The ticks of a visit, and those of its devices, which rest behind it."""

    for_visit: int
    for_devices: int


@dataclass(frozen=True, slots=True)
class DeviceOccupancy:
    """The ticks in which a device is taken, and those in which it is closed: it may rest then,
    but nobody may sit at it.
    """

    taken: int
    closed: int

    def is_free_for(self, required: RequiredTicks) -> bool:
        return not (self.taken & required.for_devices or self.closed & required.for_visit)


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilitySnapshot(VisitFacts):
    """What others have taken, too. The ticks are bits counted from `first_tick`.

    `separation` are those in whose lobby window somebody is whom this inmate must not meet.
    """

    party_taken: int
    inmate_taken: int
    inmate_committed: int
    separation: int
    monitors: tuple[tuple[Monitor, DeviceOccupancy], ...]
    stations: tuple[tuple[Station, DeviceOccupancy], ...]
    first_tick: int

    def ticks_required_by(self, interval: Interval) -> RequiredTicks:
        rest = timedelta(minutes=self.booking_request.facility.turnover_minutes)
        return required_ticks(interval, rest, self.first_tick)


def required_ticks(interval: Interval, rest: timedelta, first_tick: int) -> RequiredTicks:
    for_visit = bits_of(interval, first_tick)
    if not rest:
        return RequiredTicks(for_visit, for_visit)
    return RequiredTicks(
        for_visit, bits_of(Interval(interval.starts_at, interval.ends_at + rest), first_tick)
    )
