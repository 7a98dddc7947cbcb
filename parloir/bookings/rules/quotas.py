"""A facility's quotas and the visits that count towards them, for one booking request."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking, BookingCompanion, Quota
from parloir.bookings.quota_kinds import QUOTA_KINDS, sharers_of
from parloir.bookings.rules.tally import CountedBooking, Tally
from parloir.bookings.states import COUNTED
from parloir.facilities.models import Facility
from parloir.people.models import Visitor
from parloir.scheduling.intervals import Interval
from parloir.scheduling.judging import EVERY_RULE, Judges
from parloir.scheduling.quotas import Counted, Limit, Period, used_up
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.wall_time import local_date

A_WEEK = timedelta(days=7)

Sharers = Mapping[str, Mapping[int, frozenset[int]] | None]
"""By code of a kind of quota: for each adult all who share it, or None if everybody does."""


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """A limit, the first adult of the party whom it concerns, and the visits that count for it."""

    limit: Limit
    adult: Visitor
    counted: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class QuotaFacts:
    booking_request: BookingRequest
    limits: tuple[LimitFacts, ...]
    last_date: date


QUOTA_RULES = Judges[[LimitFacts, QuotaFacts, date]]()


def quota_facts(
    *,
    booking_request: BookingRequest,
    span: Interval,
    last_date: date,
    excluding: Iterable[Booking] = (),
) -> QuotaFacts:
    """Return the facts. Three queries if the facility has quotas, one if it has none.

    A visit that is made from a make-up has no limits.
    """
    if booking_request.made_from is not None:
        return QuotaFacts(booking_request, (), last_date)
    limits = limits_of(booking_request.facility)
    if not limits:
        return QuotaFacts(booking_request, (), last_date)
    sharers = sharers_of({one.of for one in limits}, [one.pk for one in booking_request.all_adults])
    tally = Tally(_counted(booking_request, span, excluding, sharers))
    return facts_of_tally(booking_request, limits, sharers, tally, last_date=last_date)


class RunningQuotas:
    """The facts of many booking requests at one facility, in turn.

    A visit counts for the requests after it.
    """

    def __init__(self, facility: Facility, booking_requests: Iterable[BookingRequest]) -> None:
        """Make one query, and those of the kinds of quotas that people share."""
        self._limits = limits_of(facility)
        adults = {
            adult.pk for booking_request in booking_requests for adult in booking_request.all_adults
        }
        self._sharers = sharers_of({one.of for one in self._limits}, adults)
        self._tally = Tally()

    def facts_of(self, booking_request: BookingRequest, *, last_date: date) -> QuotaFacts:
        if booking_request.made_from is not None:
            return QuotaFacts(booking_request, (), last_date)
        return facts_of_tally(
            booking_request, self._limits, self._sharers, self._tally, last_date=last_date
        )

    def count(self, booking: Booking, booking_request: BookingRequest) -> None:
        adults = frozenset(adult.pk for adult in booking_request.all_adults)
        visit = Counted(booking.visit_date, booking.kind)
        self._tally.add(CountedBooking(booking.pk, booking.inmate_id, adults, visit))


def limits_of(facility: Facility) -> tuple[Limit, ...]:
    rows = Quota.objects.filter(facility=facility)
    return tuple(Limit(row.of, row.kind, Period(row.period), row.most) for row in rows)


def facts_of_tally(
    booking_request: BookingRequest,
    limits: Iterable[Limit],
    sharers: Sharers,
    tally: Tally,
    *,
    last_date: date,
) -> QuotaFacts:
    """Return the facts. A limit that several people of the party share appears once."""
    found: dict[tuple[Limit, frozenset[int] | None], LimitFacts] = {}
    for adult in booking_request.all_adults:
        for limit in limits:
            of_kind = sharers[limit.of]
            shared_by = of_kind[adult.pk] if of_kind is not None else None
            if (limit, shared_by) not in found:
                visits = tally.visits(
                    QUOTA_KINDS[limit.of], sharers=shared_by, inmate=booking_request.inmate.pk
                )
                found[limit, shared_by] = LimitFacts(limit, adult, tuple(visits))
    return QuotaFacts(booking_request, tuple(found.values()), last_date)


def check_quotas(facts: QuotaFacts, *, day: date, among: Set[Rule] = EVERY_RULE) -> list[Refusal]:
    return [
        refusal for one in facts.limits for refusal in QUOTA_RULES.refusals(among, one, facts, day)
    ]


@QUOTA_RULES.of(Rule.QUOTA_USED)
def _quota_used(one: LimitFacts, facts: QuotaFacts, day: date) -> Refusal | None:
    """Facts: `of`, `kind`, `period`, `most` of the limit; `name` of the companion concerned."""
    limit, booking_request = one.limit, facts.booking_request
    used = used_up(
        limit,
        day=day,
        kind=booking_request.kind,
        counted=one.counted,
        week_begins=booking_request.facility.week_begins,
        last_date=facts.last_date,
    )
    if used is None:
        return None
    return Refusal(
        Rule.QUOTA_USED,
        {
            "of": limit.of,
            "kind": limit.kind,
            "period": limit.period,
            "most": limit.most,
            "name": "" if one.adult == booking_request.visitor else one.adult.full_name,
        },
        next_date=used.next_date,
    )


def _counted(
    booking_request: BookingRequest, span: Interval, excluding: Iterable[Booking], sharers: Sharers
) -> list[CountedBooking]:
    """Return the counted bookings from the first week of the span on, without an end.

    The next free date may lie weeks after the span.
    """
    there = Booking.objects.filter(
        facility=booking_request.facility,
        state__in=COUNTED,
        counts=True,
        starts_at__gte=span.starts_at - A_WEEK,
    ).exclude(pk__in=[booking.pk for booking in excluding])
    people = _all_of(sharers)
    companions = _companions_by_booking(there, people)
    of_inmate = Q(inmate=booking_request.inmate) if None in sharers.values() else Q(pk__in=[])
    rows = there.filter(of_inmate | Q(visitor__in=people) | Q(pk__in=companions))
    return [
        CountedBooking(
            pk,
            inmate,
            frozenset({visitor, *companions.get(pk, ())}),
            Counted(local_date(starts_at, booking_request.facility.zone), kind),
        )
        for pk, inmate, visitor, kind, starts_at in rows.values_list(
            "pk", "inmate_id", "visitor_id", "kind", "starts_at"
        )
    ]


def _all_of(sharers: Sharers) -> set[int]:
    return {
        one for of_kind in sharers.values() if of_kind for them in of_kind.values() for one in them
    }


def _companions_by_booking(there: QuerySet[Booking], people: Set[int]) -> dict[int, list[int]]:
    """Return, by booking, those of these people who are its companions."""
    by_booking: dict[int, list[int]] = {}
    companions = BookingCompanion.objects.filter(visitor__in=people, booking__in=there)
    for booking, visitor in companions.values_list("booking_id", "visitor_id"):
        if visitor is not None:
            by_booking.setdefault(booking, []).append(visitor)
    return by_booking
