"""A facility's quotas and the visits that count towards them, for one wish."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from parloir.bookings.models import Attendee, Booking, Quota
from parloir.bookings.states import COUNTED
from parloir.bookings.wish import Wish
from parloir.people.models import Visitor
from parloir.scheduling.intervals import Interval
from parloir.scheduling.judging import EVERY_RULE, Judges
from parloir.scheduling.quotas import Counted, Limit, Of, Period, Used, limits_reached
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.wall_time import local_date

_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class QuotaFacts:
    """`counted` are the visits of each adult of the party, of the inmate, and of both."""

    limits: tuple[Limit, ...]
    counted: tuple[tuple[Visitor, dict[Of, Sequence[Counted]]], ...]
    week_begins: int
    last_date: date


QUOTA_RULES = Judges[[Used, str]]()


def quota_facts(
    *, wish: Wish, span: Interval, last_date: date, besides: Iterable[Booking] = ()
) -> QuotaFacts:
    """Three queries where the facility has quotas, one where it has none."""
    limits = tuple(
        Limit(Of(row.of), row.kind, Period(row.period), row.most)
        for row in Quota.objects.filter(facility=wish.facility)
    )
    counted = _counted(wish, span, besides) if limits else ()
    return QuotaFacts(limits, counted, wish.facility.week_begins, last_date)


def check_quotas(
    facts: QuotaFacts, *, wish: Wish, day: date, among: Set[Rule] = EVERY_RULE
) -> list[Refusal]:
    """Facts: `of`, `kind`, `period` and `most` of the limit; `name` of a companion it concerns.

    A limit for each inmate is told once, whoever comes along.
    """
    refusals: list[Refusal] = []
    for adult, counted in facts.counted:
        reached = limits_reached(
            day=day,
            kind=wish.kind,
            limits=facts.limits,
            counted=counted,
            week_begins=facts.week_begins,
            last_date=facts.last_date,
        )
        is_first = adult == wish.visitor
        refusals += [
            refusal
            for used in reached
            if is_first or used.limit.of != Of.INMATE
            for refusal in QUOTA_RULES.refusals(among, used, "" if is_first else adult.full_name)
        ]
    return refusals


@QUOTA_RULES.of(Rule.QUOTA_USED)
def _quota_used(used: Used, name: str) -> Refusal | None:
    limit = used.limit
    return Refusal(
        Rule.QUOTA_USED,
        {
            "of": limit.of,
            "kind": limit.kind,
            "period": limit.period,
            "most": limit.most,
            "name": name,
        },
        next_date=used.next_date,
    )


def _counted(
    wish: Wish, span: Interval, besides: Iterable[Booking]
) -> tuple[tuple[Visitor, dict[Of, Sequence[Counted]]], ...]:
    adults = wish.all_adults
    own = [booking.pk for booking in besides]
    # From the beginning of the week that the span touches first, and as far as there is anything:
    # the next date that is free may lie weeks behind the span.
    there = Booking.objects.filter(
        facility=wish.facility, state__in=COUNTED, starts_at__gte=span.starts_at - _A_WEEK
    ).exclude(pk__in=own)
    along = Attendee.objects.filter(visitor__in=adults, booking__in=there)
    attended = set(along.values_list("booking_id", "visitor_id"))
    rows = there.filter(
        Q(inmate=wish.inmate)
        | Q(visitor__in=adults)
        | Q(pk__in=[booking for booking, _ in attended])
    ).values_list("pk", "inmate_id", "visitor_id", "kind", "starts_at")
    visits = [
        (pk, inmate, visitor, Counted(local_date(starts_at, wish.facility.zone), kind))
        for pk, inmate, visitor, kind, starts_at in rows
    ]
    of_inmate = [visit for _, inmate, _, visit in visits if inmate == wish.inmate.pk]

    def counted_for(adult: Visitor) -> dict[Of, Sequence[Counted]]:
        theirs = [
            (inmate, visit)
            for pk, inmate, visitor, visit in visits
            if visitor == adult.pk or (pk, adult.pk) in attended
        ]
        return {
            Of.INMATE: of_inmate,
            Of.VISITOR: [visit for _, visit in theirs],
            Of.PAIR: [visit for inmate, visit in theirs if inmate == wish.inmate.pk],
        }

    return tuple((adult, counted_for(adult)) for adult in adults)
