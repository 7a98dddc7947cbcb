"""A plain model of bookings: lists, and comparisons of intervals instead of claims."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from parloir.bookings.states import BookingState
from parloir.facilities.models import VisitKind

LENGTH, TURNOVER, EARLY, TICK = (timedelta(minutes=minutes) for minutes in (30, 5, 15, 5))
A_DAY_OF_AN_INMATE, A_WEEK_OF_A_VISITOR = 3, 4
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

Span = tuple[datetime, datetime]


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def end_of_tick(instant: datetime) -> datetime:
    return instant + (EPOCH - instant) % TICK


@dataclass(frozen=True)
class Ask:
    """What is requested, by primary keys, when it was chosen, and the booking it replaces."""

    visitor: int
    companions: tuple[int, ...]
    inmate: int
    kind: str
    starts_at: datetime

    @property
    def people(self) -> set[int]:
        return {self.visitor, *self.companions}

    @property
    def visit(self) -> Span:
        return self.starts_at, self.starts_at + LENGTH

    @property
    def with_rest(self) -> Span:
        return self.starts_at, self.starts_at + LENGTH + TURNOVER


@dataclass(frozen=True)
class Plain(Ask):
    """A row of bookings."""

    pk: int
    public_id: str
    monitor: int | None
    station: int
    state: str
    booked_at: datetime
    reserved_until: datetime | None
    closed_at: datetime | None

    def takes(self, now: datetime) -> bool:
        """Whether its people and devices are taken for all of its time."""
        if self.reserved_until is not None:
            return self.reserved_until > now
        return self.state == BookingState.BOOKED

    def counts(self, now: datetime) -> bool:
        return self.takes(now) or self.state == BookingState.FULFILLED

    @property
    def rests(self) -> Span | None:
        """Until when its devices stay taken if it has ended."""
        if self.closed_at is None or self.closed_at <= self.starts_at:
            return None
        return self.starts_at, min(end_of_tick(self.closed_at + TURNOVER), self.with_rest[1])


@dataclass(frozen=True)
class Closed:
    """A closure of a device, by primary key, or of the whole facility."""

    span: Span
    monitor: int | None = None
    station: int | None = None


@dataclass
class Model:
    """The model. `row` are the stations in their order; the `separated` must not meet."""

    monitors: list[int]
    row: list[int]
    separated: set[int]
    bookings: dict[int, Plain] = field(default_factory=dict)
    closures: list[Closed] = field(default_factory=list)
    restricted: set[int] = field(default_factory=set)
    released: set[int] = field(default_factory=set)

    def reservation_of(self, visitor: int, now: datetime) -> Plain | None:
        for one in self.bookings.values():
            if one.state == BookingState.RESERVED and one.visitor == visitor and one.takes(now):
                return one
        return None

    def obstacles(
        self,
        ask: Ask,
        *,
        now: datetime,
        gives_up: int | None = None,
        rests: bool = True,
        is_chosen: bool = True,
    ) -> set[str]:
        """Return what refuses it. Without `rests`, devices need no rest after a visit.

        A visitor who has chosen it gives up their reservation for it.
        """
        reservation = self.reservation_of(ask.visitor, now) if is_chosen else None
        excluded = {gives_up, reservation.pk if reservation else None}
        others = [one for one in self.bookings.values() if one.pk not in excluded]
        taking = [one for one in others if one.takes(now)]
        is_reserved = reservation is not None and _same(reservation, ask)
        judged_at = reservation.booked_at if reservation is not None and is_reserved else now
        checks = {
            "past": ask.starts_at < judged_at,
            "closed": any(self._is_for_all(one) and overlap(one.span, ask.visit)
                          for one in self.closures),
            "restricted": bool(ask.people & self.restricted),
            "released": ask.inmate in self.released,
            "people": any(ask.people & one.people and overlap(one.visit, ask.visit)
                          for one in taking),
            "inmate": any(one.inmate == ask.inmate and overlap(one.visit, ask.visit)
                          for one in taking),
            "separated": self._meets(ask, taking),
            "monitor": ask.kind == VisitKind.ONSITE and not any(
                self._is_free(ask, others, now, rests, monitor=one) for one in self.monitors
            ),
            "station": not any(
                self._is_free(ask, others, now, rests, station=one)
                and not self._sits_beside(one, ask, taking) for one in self.row
            ),
            "quota of the inmate":
                sum(one.inmate == ask.inmate and one.counts(now) for one in others)
                >= A_DAY_OF_AN_INMATE,
            "quota of a visitor": any(
                sum(person in one.people and one.counts(now) for one in others)
                >= A_WEEK_OF_A_VISITOR for person in ask.people
            ),
        }  # fmt: skip
        return {name for name, stands in checks.items() if stands}

    def is_shut(self, booking: Plain) -> bool:
        """Whether a closure of the facility or its devices overlaps the visit, rest left out."""
        return any(
            overlap(one.span, booking.visit)
            and (
                self._is_for_all(one)
                or (one.monitor is not None and one.monitor == booking.monitor)
                or one.station == booking.station
            )
            for one in self.closures
        )

    def _is_for_all(self, closed: Closed) -> bool:
        return closed.monitor is None and closed.station is None

    def _meets(self, ask: Ask, taking: list[Plain]) -> bool:
        return any(
            self._must_not_meet(ask, one)
            and ask.kind == one.kind == VisitKind.ONSITE
            and overlap((one.visit[0] - EARLY, one.visit[1] + EARLY), ask.visit)
            for one in taking
        )

    def _must_not_meet(self, ask: Ask, one: Plain) -> bool:
        return {ask.inmate, one.inmate} == self.separated

    def _sits_beside(self, station: int, ask: Ask, taking: list[Plain]) -> bool:
        return any(
            self._must_not_meet(ask, one)
            and abs(self.row.index(station) - self.row.index(one.station)) == 1
            and overlap(one.with_rest, ask.with_rest)
            for one in taking
        )

    def _is_free(
        self,
        ask: Ask,
        others: list[Plain],
        now: datetime,
        rests: bool,
        *,
        monitor: int | None = None,
        station: int | None = None,
    ) -> bool:
        spans = [
            one.with_rest if one.takes(now) else one.rests
            for one in others
            if (one.monitor == monitor if monitor else one.station == station)
            and (one.takes(now) or rests)
        ]
        is_taken = any(span is not None and overlap(span, ask.with_rest) for span in spans)
        is_closed = any(
            overlap(one.span, ask.visit)
            for one in self.closures
            if (monitor and one.monitor == monitor) or (station and one.station == station)
        )
        return not (is_taken or is_closed)


def _same(reservation: Plain, ask: Ask) -> bool:
    return (reservation.inmate, reservation.kind, reservation.starts_at) == (
        ask.inmate,
        ask.kind,
        ask.starts_at,
    )
