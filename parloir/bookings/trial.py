"""What a facility's rules of today would have said to the bookings that were made.

A changed rule is tried by asking before and after the change, and taking the change back. The
number of queries grows with the areas of the facility alone: thousands of bookings are judged by
arithmetic.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from parloir.bookings.models import Attendee, Booking, PartyLimit
from parloir.bookings.picture import time_facts
from parloir.bookings.quotas import limits_of
from parloir.bookings.states import BookingState
from parloir.facilities.models import Area, Closure, Facility, VisitKind
from parloir.people.models import ApprovedVisitor
from parloir.scheduling.quotas import Counted, used_up
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.rules import TimeFacts, broken_rules
from parloir.scheduling.wall_time import local_date

LOOKS_BACK = timedelta(days=30)
TRIED = (BookingState.BOOKED, BookingState.DISPLACED, BookingState.HELD, BookingState.MISSED)


def refused_by_todays_rules(*, facility: Facility, now: datetime) -> dict[int, Refusal]:
    """By primary key, each booking of the last 30 days or ahead that these rules refuse, and why.

    Each is judged as of the moment in which it was booked, after those booked before it. What
    concerns single people (identities, restrictions, orders) is no rule of the facility and is
    left out.
    """
    refused: dict[int, Refusal] = {}
    judge = _Judge(facility, now)
    for booking in _bookings(facility, now):
        refusal = next(judge.refusals(booking), None)
        if refusal is not None:
            refused[booking.pk] = refusal
        judge.count(booking)
    return refused


def _bookings(facility: Facility, now: datetime) -> Iterator[Booking]:
    made = Booking.objects.filter(
        facility=facility, state__in=TRIED, starts_at__gte=now - LOOKS_BACK
    )
    return made.select_related("inmate").order_by("booked_at", "pk").iterator()


def _parties(facility: Facility, now: datetime) -> dict[int, tuple[int, int]]:
    """How many adults and minors come along, by booking; one that is not in it has none."""
    rows = Attendee.objects.filter(
        booking__facility=facility, booking__starts_at__gte=now - LOOKS_BACK
    ).values_list("booking_id", "visitor_id")
    parties: dict[int, tuple[int, int]] = {}
    for booking, adult in rows:
        adults, minors = parties.get(booking, (0, 0))
        is_adult = adult is not None
        parties[booking] = (adults + is_adult, minors + (not is_adult))
    return parties


class _Judge:
    """The rules of one facility, and the visits counted so far."""

    def __init__(self, facility: Facility, now: datetime) -> None:
        self.facility = facility
        self.limits = limits_of(facility)
        self.along = _parties(facility, now)
        self.parties = [
            (row.adults, row.minors) for row in PartyLimit.objects.filter(facility=facility)
        ] or [(1, 0)]
        self.approved = self._approved() if facility.keeps_visitor_lists else None
        self.times = self._times(now)
        self.counted: dict[tuple[str, object], list[Counted]] = defaultdict(list)

    def refusals(self, booking: Booking) -> Iterator[Refusal]:
        facts = replace(
            self.times[booking.kind, booking.inmate.area_id],
            now=booking.booked_at,
            length=booking.ends_at - booking.starts_at,
        )
        yield from broken_rules(start=booking.starts_at, facts=facts)
        yield from self._intake(booking)
        yield from self._party(booking)
        yield from self._list(booking)
        yield from self._quotas(booking, facts.last_date)

    def count(self, booking: Booking) -> None:
        visit = Counted(self._date(booking), booking.kind)
        for key in self._keys(booking):
            self.counted[key].append(visit)

    def _date(self, booking: Booking) -> date:
        return local_date(booking.starts_at, self.facility.zone)

    def _keys(self, booking: Booking) -> tuple[tuple[str, object], ...]:
        return (
            ("inmate", booking.inmate_id),
            ("visitor", booking.visitor_id),
            ("pair", (booking.visitor_id, booking.inmate_id)),
        )

    def _intake(self, booking: Booking) -> Iterator[Refusal]:
        came_in = booking.inmate.booked_in_at
        wait = timedelta(hours=self.facility.intake_wait_hours)
        if came_in is not None and booking.starts_at < came_in + wait:
            yield Refusal(Rule.INMATE_CAME_IN, {"free_from": came_in + wait})

    def _party(self, booking: Booking) -> Iterator[Refusal]:
        if booking.pk not in self.along:
            return
        others, minors = self.along[booking.pk]
        adults = 1 + others
        if not any(adults <= most and minors <= few for most, few in self.parties):
            yield Refusal(Rule.PARTY_TOO_LARGE, {"limits": tuple(self.parties)})

    def _list(self, booking: Booking) -> Iterator[Refusal]:
        pair = (booking.inmate_id, booking.visitor_id)
        if self.approved is not None and pair not in self.approved:
            yield Refusal(Rule.NOT_ON_LIST)

    def _quotas(self, booking: Booking, last_date: date) -> Iterator[Refusal]:
        counted = {key[0]: self.counted[key] for key in self._keys(booking)}
        for limit in self.limits:
            used = used_up(
                limit,
                day=self._date(booking),
                kind=booking.kind,
                counted=counted[limit.of],
                week_begins=self.facility.week_begins,
                last_date=last_date,
            )
            if used is not None:
                yield Refusal(
                    Rule.QUOTA_USED,
                    {
                        "of": limit.of,
                        "kind": limit.kind,
                        "period": limit.period,
                        "most": limit.most,
                    },
                )

    def _approved(self) -> set[tuple[int, int]]:
        rows = ApprovedVisitor.objects.filter(inmate__facility=self.facility)
        return set(rows.values_list("inmate_id", "visitor_id"))

    def _times(self, now: datetime) -> dict[tuple[str, int], TimeFacts]:
        closures = list(Closure.objects.filter(facility=self.facility))
        return {
            (kind, area.pk): time_facts(
                facility=self.facility, kind=kind, area_id=area.pk, closures=closures, now=now
            )
            for kind in VisitKind
            for area in Area.objects.filter(facility=self.facility)
        }
