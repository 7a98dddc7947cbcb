"""Nearly full days: the bookings of `bench.full_jail`, inserted in bulk."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db import connection

from parloir.bookings.claims import Resource, resource_of
from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.pins import give_new_pin
from parloir.facilities.models import Facility, Monitor, Station, VisitKind
from parloir.facilities.queries import weekly_hours
from parloir.people.models import Inmate, Visitor
from parloir.scheduling.intervals import Interval
from parloir.scheduling.slots import starts
from parloir.scheduling.ticks import ticks_of
from parloir.scheduling.wall_time import local_date
from parloir.scheduling.weekly_hours import WeeklyHours

SEED = 3
BATCH = 2_000
_ONE_DAY = timedelta(days=1)

T = TypeVar("T")
Row = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Block:
    """A housing unit. The visitor at an index of the list visits the inmate at that index."""

    stations: list[Station]
    inmates: list[Inmate]
    visitors: list[Visitor]


@dataclass(slots=True, kw_only=True)
class Filling:
    jail: Facility
    monitors: list[Monitor]
    blocks: list[Block]
    free_monitors: int
    free_stations: int
    now: datetime
    _hours: dict[VisitKind, WeeklyHours] = field(init=False)
    # Random, but not for security: which devices stay free is no secret.
    _chance: random.Random = field(init=False, default_factory=lambda: random.Random(SEED))  # noqa: S311
    _pins: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self._hours = {kind: weekly_hours(facility=self.jail, kind=kind) for kind in VisitKind}

    def bookings(self, *, days: int) -> Iterator[Booking]:
        first = local_date(self.now, self.jail.zone) + _ONE_DAY
        for offset in range(days):
            yield from self._on(first + offset * _ONE_DAY)

    def _on(self, day: date) -> Iterator[Booking]:
        onsite, remote = (set(self._times(day, kind)) for kind in VisitKind)
        for number, visit in enumerate(sorted(onsite | remote)):
            pairs = self._pairs(number)
            lobby = self._all_but(self.free_monitors, self.monitors) if visit in onsite else []
            for pair, monitor in zip(pairs, lobby, strict=False):
                yield self._booking(*pair, monitor, visit)
            if visit in remote:
                for pair in pairs[len(lobby) :]:
                    yield self._booking(*pair, None, visit)

    def _times(self, day: date, kind: VisitKind) -> list[Interval]:
        return starts(
            hours=self._hours[kind],
            on_date=day,
            zone=self.jail.zone,
            length=timedelta(minutes=self.jail.visit_minutes),
            grid=timedelta(minutes=self.jail.grid_minutes),
        )

    def _pairs(self, number: int) -> list[tuple[Block, int, Station]]:
        """Yield who (by index in the block's lists) is visited where, at the day's n-th time."""
        pairs = [
            (block, (number * len(block.stations) + place) % len(block.inmates), station)
            for block in self.blocks
            for place, station in enumerate(self._all_but(self.free_stations, block.stations))
        ]
        self._chance.shuffle(pairs)
        return pairs

    def _all_but(self, free: int, things: Sequence[T]) -> list[T]:
        return self._chance.sample(things, len(things) - free)

    def _booking(
        self, block: Block, place: int, station: Station, monitor: Monitor | None, visit: Interval
    ) -> Booking:
        booking = Booking(
            facility=self.jail,
            kind=VisitKind.REMOTE if monitor is None else VisitKind.ONSITE,
            visitor=block.visitors[place],
            inmate=block.inmates[place],
            monitor=monitor,
            station=station,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            booked_at=self.now,
        )
        give_new_pin(booking)
        while booking.pin_hash in self._pins:
            give_new_pin(booking)
        self._pins.add(booking.pin_hash)
        return booking


def insert_bookings(bookings: Iterable[Booking]) -> None:
    """Insert bookings with all their claims."""
    rest = iter(bookings)
    while batch := list(islice(rest, BATCH)):
        Booking.objects.bulk_create(batch)
        _insert_claims(row for booking in batch for row in _claim_rows(booking))


def _claim_rows(booking: Booking) -> Iterator[Row]:
    """Yield the rows of `claims_of` without models, which would take ten times as long."""
    assert booking.turnover_minutes == 0, "people and devices are claimed for the same time"
    things: list[Resource | None] = [
        booking.inmate,
        booking.visitor,
        booking.station,
        booking.monitor,
    ]
    for resource in (resource_of(thing) for thing in things if thing is not None):
        for tick in ticks_of(booking.interval):
            yield booking.pk, resource, tick


def _insert_claims(rows: Iterable[Row]) -> None:
    """Insert the claims with the database's own bulk method."""
    into = f"{SlotClaim._meta.db_table} (booking_id, resource, tick)"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, f"COPY {into} FROM STDIN", rows)
        else:
            cursor.executemany(f"INSERT INTO {into} VALUES (%s, %s, %s)", list(rows))  # noqa: S608


def _copy(cursor: Any, statement: str, rows: Iterable[Row]) -> None:
    with cursor.copy(statement) as copying:
        for row in rows:
            copying.write_row(row)
