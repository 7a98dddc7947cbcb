"""Which times can be booked, and why a day has none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from parloir.bookings.availability.snapshot import load_snapshot
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking
from parloir.bookings.rules.catalog import RULES_BY_IMPORTANCE
from parloir.bookings.rules.eligibility import WAITING_RULES, check_waiting_time
from parloir.bookings.rules.occupancy_facts import AvailabilitySnapshot
from parloir.bookings.rules.occupancy_rules import TICK_RULES
from parloir.bookings.rules.visit_facts import check_day
from parloir.facilities.models import Monitor, Station
from parloir.scheduling.intervals import Interval
from parloir.scheduling.judging import EVERY_RULE
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.rules import broken_rules, check_start, starts_on
from parloir.scheduling.slots import starts as all_starts
from parloir.scheduling.wall_time import local_date, start_of_day

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayOffer:
    """The bookable times of a date or, if there are none, the refusals."""

    day: date
    times: tuple[Interval, ...]
    refusals: tuple[Refusal, ...]


class Offers:
    """The offers of a span of dates, from one snapshot. A date is judged when it is asked for."""

    def __init__(self, snapshot: AvailabilitySnapshot, *, first: date, last: date) -> None:
        self._snapshot = snapshot
        self._first = first
        self._last = last
        self._judged: dict[date, DayOffer] = {}

    def on(self, day: date) -> DayOffer:
        if day not in self._judged:
            self._judged[day] = offer_on(day, self._snapshot)
        return self._judged[day]

    def between(self, first: date, last: date) -> list[DayOffer]:
        """Return the offers of the dates from `first` to `last`, both included."""
        days = range((last - first).days + 1)
        return [self.on(first + offset * _ONE_DAY) for offset in days]

    def first_with_times(self) -> DayOffer | None:
        """Return the offer of the first date that has a bookable time, or None."""
        days = range((self._last - self._first).days + 1)
        offers = (self.on(self._first + offset * _ONE_DAY) for offset in days)
        return next((one for one in offers if one.times), None)


def load_offers(
    *,
    booking_request: BookingRequest,
    first: date,
    last: date,
    now: datetime,
    excluding: Iterable[Booking] = (),
) -> Offers:
    """Return the offers of the dates from `first` to `last`, both included.

    The bookings in `excluding` give up their time for this one.
    """
    snapshot = load_snapshot(
        booking_request=booking_request, first=first, last=last, now=now, excluding=excluding
    )
    return Offers(snapshot, first=first, last=last)


def offer(
    *,
    booking_request: BookingRequest,
    first: date,
    last: date,
    now: datetime,
    excluding: Iterable[Booking] = (),
) -> list[DayOffer]:
    """Return what `load_offers` loads, as a list."""
    offers = load_offers(
        booking_request=booking_request, first=first, last=last, now=now, excluding=excluding
    )
    return offers.between(first, last)


def next_offer(
    *,
    booking_request: BookingRequest,
    after: date,
    now: datetime,
    excluding: Iterable[Booking] = (),
) -> DayOffer | None:
    """Return the offer of the first date after `after` that has a bookable time, or None."""
    last = last_date(booking_request, now=now)
    if after >= last:
        return None
    return load_offers(
        booking_request=booking_request,
        first=after + _ONE_DAY,
        last=last,
        now=now,
        excluding=excluding,
    ).first_with_times()


def last_date(booking_request: BookingRequest, *, now: datetime) -> date:
    """Return the last date that the facility's horizon allows."""
    facility = booking_request.facility
    return local_date(now, facility.zone) + facility.horizon_days * _ONE_DAY


def refusals_for(
    *,
    booking_request: BookingRequest,
    starts_at: datetime,
    now: datetime,
    excluding: Iterable[Booking] = (),
) -> list[Refusal]:
    """Every rule that a visit beginning at `starts_at` breaks: the answer to "why not?"."""
    day = local_date(starts_at, booking_request.facility.zone)
    snapshot = load_snapshot(
        booking_request=booking_request, first=day, last=day, now=now, excluding=excluding
    )
    return refusals_in(snapshot, starts_at=starts_at)


def refusals_in(snapshot: AvailabilitySnapshot, *, starts_at: datetime) -> list[Refusal]:
    """Return what `refusals_for` returns, from a snapshot that covers the date of `starts_at`."""
    interval = Interval(starts_at, starts_at + snapshot.time.length)
    return [
        *check_day(local_date(starts_at, snapshot.time.zone), snapshot),
        *check_start(starts_at=starts_at, facts=snapshot.time),
        *check_others(interval, snapshot),
    ]


def free_devices(
    interval: Interval, snapshot: AvailabilitySnapshot
) -> tuple[list[Monitor], list[Station]]:
    """Return the devices that are free for the visit and its turnover, and open for the visit."""
    required = snapshot.ticks_required_by(interval)
    return (
        [monitor for monitor, occupancy in snapshot.monitors if occupancy.is_free_for(required)],
        [station for station, occupancy in snapshot.stations if occupancy.is_free_for(required)],
    )


def offer_on(day: date, snapshot: AvailabilitySnapshot) -> DayOffer:
    refusals = check_day(day, snapshot)
    if refusals:
        return DayOffer(day, (), tuple(refusals))
    starts = starts_on(on_date=day, facts=snapshot.time)
    times = tuple(interval for interval in starts if _is_left_over(interval, snapshot))
    return DayOffer(day, times, () if times else _why_none(day, starts, snapshot))


def _why_none(
    day: date, starts: Sequence[Interval], snapshot: AvailabilitySnapshot
) -> tuple[Refusal, ...]:
    """Return one refusal for a day without times.

    It is a rule of time if no visit could begin, otherwise the most important of the others.
    """
    if starts:
        reasons = [refusal for interval in starts for refusal in check_others(interval, snapshot)]
        return (min(reasons, key=lambda one: RULES_BY_IMPORTANCE.index(one.rule)),)
    facts = snapshot.time
    usual = all_starts(
        hours=facts.hours, on_date=day, zone=facts.zone, length=facts.length, grid=facts.grid
    )
    if not usual:
        first = start_of_day(day, facts.zone)
        return tuple(broken_rules(starts_at=first, facts=facts, among={Rule.OUTSIDE_HOURS}))
    # What refuses the last of the day's usual times is in the way of the whole day.
    return tuple(broken_rules(starts_at=usual[-1].starts_at, facts=facts)[:1])


def check_others(interval: Interval, snapshot: AvailabilitySnapshot) -> list[Refusal]:
    """Return the other refusals of a time that the facility's rules of time allow."""
    return [
        *check_waiting_time(snapshot.people, starts_at=interval.starts_at),
        *TICK_RULES.refusals(EVERY_RULE, snapshot.ticks_required_by(interval), snapshot),
    ]


def _is_left_over(interval: Interval, snapshot: AvailabilitySnapshot) -> bool:
    """Whether `check_others` would return nothing. Faster, as it runs for each offered time."""
    booking_request, required = snapshot.booking_request, snapshot.ticks_required_by(interval)
    has_waited = WAITING_RULES.allow(
        booking_request.inmate, booking_request.facility, interval.starts_at
    )
    return has_waited and TICK_RULES.allow(required, snapshot)
