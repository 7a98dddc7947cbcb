from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Q, QuerySet

from parloir.facilities.models import Facility
from parloir.people.models import Inmate, Visitor
from parloir.sanctions.grounds import GROUNDS, OTHER
from parloir.sanctions.ladder import NO_LADDER, NOTICE_LADDER, Ladder
from parloir.sanctions.models import (
    Appeal,
    Ground,
    InmateRestriction,
    LadderPolicy,
    Restriction,
    Review,
    Sanction,
    Violation,
)
from parloir.scheduling.wall_time import local_date
from parloir.sides import Side

S = TypeVar("S", bound=Sanction)

OF_A_CASE = (
    "violation__facility__state",
    "violation__visitor__user",
    "violation__inmate",
    "violation__restriction",
)


@dataclass(frozen=True, slots=True)
class LadderRules:
    """A facility's ladder, and the codes of the grounds that count on it."""

    ladder: Ladder
    counted: frozenset[str]
    confirm_permanent: bool = False


def ladder_of(facility: Facility, side: Side = Side.VISITOR) -> LadderRules:
    """Return the facility's ladder for a side. The default is P17 and P18 for visitors, and no
    ladder for inmates."""
    own = Ground.objects.filter(facility=facility, counts=True).values_list("code", flat=True)
    policy = (
        LadderPolicy.objects.filter(facility=facility, whose=side).prefetch_related("steps").first()
    )
    if policy is None:
        ladder = NOTICE_LADDER if side == Side.VISITOR else NO_LADDER
        return LadderRules(ladder, frozenset([*GROUNDS, *own]))
    steps = tuple(step.days for step in policy.steps.all())
    return LadderRules(
        Ladder(steps, policy.window_days),
        frozenset([*policy.counted, *own]),
        policy.confirm_permanent,
    )


def restrictions_in_force(*, visitor: Visitor, facility: Facility) -> list[Restriction]:
    """Return all restrictions that were not lifted, including past ones: see `covering`."""
    return restrictions_of_all([visitor.pk], facility=facility).get(visitor.pk, [])


def restrictions_of_all(
    visitors: Collection[int], *, facility: Facility
) -> dict[int, list[Restriction]]:
    """Return the restrictions of these visitors, by the visitor's key, with one query. Visitors
    without restrictions are left out."""
    found: dict[int, list[Restriction]] = {}
    for one in Restriction.objects.filter(
        visitor__in=visitors, facility=facility, lifted_at__isnull=True
    ):
        found.setdefault(one.visitor_id, []).append(one)
    return found


def inmate_restrictions_in_force(*, inmate: Inmate, facility: Facility) -> list[InmateRestriction]:
    """Return all restrictions of an inmate that were not lifted, including past ones."""
    return inmate_restrictions_of_all([inmate.pk], facility=facility).get(inmate.pk, [])


def inmate_restrictions_of_all(
    inmates: Collection[int], *, facility: Facility
) -> dict[int, list[InmateRestriction]]:
    """Return the restrictions of these inmates, by the inmate's key, with at most one query."""
    found: dict[int, list[InmateRestriction]] = {}
    if not inmates:
        return found
    for one in InmateRestriction.objects.filter(
        inmate__in=inmates, facility=facility, lifted_at__isnull=True
    ):
        found.setdefault(one.inmate_id, []).append(one)
    return found


def covering(restrictions: Iterable[S], day: date) -> S | None:
    """Return the restriction that covers this date and lasts longest, or None."""
    found = [restriction for restriction in restrictions if restriction.covers(day)]
    return max(found, key=lambda one: one.until_date or date.max, default=None)


def ladder_violations(
    *, facility: Facility, visitor: Visitor | None = None, inmate: Inmate | None = None
) -> QuerySet[Violation]:
    """Return the violations of one person at this facility that a ladder counts.

    A reviewer's decision under P19 has its own consequence and is not part of the ladder.
    """
    if visitor is not None:
        person = Q(visitor=visitor, by_visitor=True)
    else:
        person = Q(inmate=inmate, by_inmate=True)
    return (
        Violation.objects.filter(person, facility=facility)
        .exclude(ground=OTHER)
        .order_by("occurred_date", "recorded_at", "id")
    )


def open_reviews(facility_slugs: Iterable[str]) -> QuerySet[Review]:
    return (
        Review.objects.filter(
            state=Review.State.OPEN, violation__facility__slug__in=list(facility_slugs)
        )
        .select_related("violation__facility", "violation__visitor__user", "violation__inmate")
        .order_by("opened_at")
    )


def open_appeals(facility_slugs: Iterable[str]) -> QuerySet[Appeal]:
    """Return the open appeals, the most urgent first."""
    return (
        appeals().filter(
            state=Appeal.State.OPEN, restriction__facility__slug__in=list(facility_slugs)
        )
    ).order_by("answer_by_date", "filed_at")


def appeals() -> QuerySet[Appeal]:
    return Appeal.objects.select_related(
        "restriction__facility",
        *(f"restriction__{path}" for path in OF_A_CASE),
        "restriction__violation__review",
    )


def waiting_for_a_second(facility_slugs: Iterable[str]) -> QuerySet[Restriction]:
    """Return the permanent restrictions that wait for confirmation."""
    return (
        Restriction.objects.filter(awaits_second=True, facility__slug__in=list(facility_slugs))
        .select_related("facility", "visitor", "violation__inmate")
        .order_by("imposed_at")
    )


def not_looked_at(facility_slugs: Iterable[str]) -> QuerySet[Violation]:
    """Return the terminations that no supervisor has seen. Reviews have their own list."""
    return (
        Violation.objects.filter(looked_at__isnull=True, facility__slug__in=list(facility_slugs))
        .exclude(ground=OTHER)
        .select_related("facility", "visitor", "inmate", "restriction")
        .order_by("recorded_at")
    )


def restrictions_on(*, visitor: Visitor) -> QuerySet[Restriction]:
    """Return the visitor's restrictions at all facilities that were not lifted, also past ones."""
    return (
        Restriction.objects.filter(visitor=visitor, lifted_at__isnull=True)
        .select_related("facility")
        .order_by("from_date")
    )


def violations_of(*, visitor: Visitor) -> QuerySet[Violation]:
    """Return the violations of this visitor's own conduct, the latest first."""
    return (
        Violation.objects.filter(visitor=visitor, by_visitor=True)
        .select_related("facility__state", "restriction__appeal", "restriction__facility", "review")
        .prefetch_related("rulings")
        .order_by("-occurred_date", "-id")
    )


def last_day_to_appeal(restriction: Restriction) -> date:
    """Return the last day to appeal, inclusive, counted from when it was imposed as it is now."""
    facility = restriction.facility
    imposed_date = local_date(restriction.imposed_at, facility.zone)
    return imposed_date + timedelta(days=facility.appeal_days)
