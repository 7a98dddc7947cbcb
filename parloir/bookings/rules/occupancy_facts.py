"""The facts of the rules of occupancy: ticks of people and devices, as the bits of integers."""

from dataclasses import dataclass
from datetime import timedelta

from parloir.bookings.rules.visit_facts import VisitFacts
from parloir.facilities.models import Monitor, Station
from parloir.scheduling.intervals import Interval
from parloir.scheduling.ticks import bits_of


@dataclass(frozen=True, slots=True)
class RequiredTicks:
    """The ticks of a visit, and those of its devices, which rest after it."""

    for_visit: int
    for_devices: int


@dataclass(frozen=True, slots=True)
class DeviceOccupancy:
    """The ticks in which a device is taken, and those in which it is closed.

    A closed device may rest, but nobody may use it.
    """

    taken: int
    closed: int

    def is_free_for(self, required: RequiredTicks) -> bool:
        return not (self.taken & required.for_devices or self.closed & required.for_visit)


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilitySnapshot(VisitFacts):
    """The facts of a visit, and what others have taken.

    Ticks are bits, counted from `first_tick`. `separation` has the ticks in whose lobby window
    somebody is whom this inmate must not meet.
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
