"""Sync the stored restrictions with the ladder (P17, P18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.facilities.models import Facility
from parloir.people.models import Inmate, Visitor
from parloir.sanctions.ladder import Offense, Step, fold
from parloir.sanctions.models import InmateRestriction, Restriction, Sanction, Violation
from parloir.sanctions.queries import LadderRules, ladder_of, ladder_violations
from parloir.sides import Side

ChangeKind = Literal["imposed", "imposed_again", "lengthened", "shortened", "moved", "lifted"]


@dataclass(frozen=True, slots=True)
class RestrictionChange:
    """A change of a restriction. `sanction` is the row after the change."""

    sanction: Sanction
    kind: ChangeKind


def sync_restrictions(
    *, visitor: Visitor, facility: Facility, by: Actor, now: datetime
) -> list[RestrictionChange]:
    """Impose, shorten, lengthen or lift a visitor's restrictions, so that they agree with the fold.

    Restrictions that a reviewer imposed are not part of the ladder and stay. Runs in the caller's
    transaction, which has locked the visitor.
    """
    rules = ladder_of(facility, Side.VISITOR)
    violations = list(
        ladder_violations(facility=facility, visitor=visitor).select_related("restriction")
    )
    steps = _steps(violations, rules)
    changes = []
    for violation in violations:
        row = getattr(violation, "restriction", None) or Restriction(
            violation=violation, facility=facility, visitor=visitor
        )
        wanted = mitigated_step(steps.get(violation.pk), row)
        changes += reconcile_row(
            row, wanted, by=by, now=now, confirm_permanent=rules.confirm_permanent
        )
    return changes


def sync_inmate_restrictions(
    *, inmate: Inmate, facility: Facility, by: Actor, now: datetime
) -> list[RestrictionChange]:
    """Sync an inmate's restrictions, if the facility has a ladder for inmates."""
    rules = ladder_of(facility, Side.INMATE)
    violations = list(
        ladder_violations(facility=facility, inmate=inmate).select_related("inmaterestriction")
    )
    steps = _steps(violations, rules)
    changes = []
    for violation in violations:
        row = getattr(violation, "inmaterestriction", None) or InmateRestriction(
            violation=violation, facility=facility, inmate=inmate
        )
        wanted = mitigated_step(steps.get(violation.pk), row)
        changes += reconcile_row(row, wanted, by=by, now=now)
    return changes


def mitigated_step(step: Step | None, restriction: Sanction) -> Step | None:
    """Return what is left of a step after a person's mitigation, or None if nothing is."""
    if step is None or restriction.mitigated_at is None:
        return step
    mitigated_until = restriction.mitigated_until
    if mitigated_until is None or mitigated_until < step.from_date:
        return None
    return Step(step.from_date, min(step.until_date or date.max, mitigated_until))


def reconcile_row(
    row: Sanction, wanted: Step | None, *, by: Actor, now: datetime, confirm_permanent: bool = False
) -> list[RestrictionChange]:
    """Make one row agree with the wanted step, where None means no restriction.

    Returns at most one change. Runs in the caller's transaction.
    """
    kind = _change_kind(row, wanted)
    if kind is None:
        return []
    if wanted is None:
        row.lifted_at = now
    else:
        row.from_date, row.until_date, row.lifted_at = wanted.from_date, wanted.until_date, None
        if kind != "shortened":
            row.imposed_at = now
    if isinstance(row, Restriction):
        is_newly_permanent = wanted is not None and wanted.is_permanent and kind != "moved"
        row.awaits_second = (
            wanted is not None
            and wanted.is_permanent
            and (row.awaits_second or (is_newly_permanent and confirm_permanent))
        )
    row.save()
    record(
        "impose_restriction" if kind == "imposed" else "change_restriction",
        by=by,
        on=row,
        at=now,
        facility=row.facility.slug,
        outcome=kind,
        until=row.until_date.isoformat() if row.until_date else "permanent",
    )
    return [RestrictionChange(row, kind)]


def _change_kind(row: Sanction, wanted: Step | None) -> ChangeKind | None:
    if row.pk is None:
        return "imposed" if wanted else None
    if wanted is None:
        return None if row.is_lifted else "lifted"
    if row.is_lifted:
        return "imposed_again"
    last, new_last = row.until_date or date.max, wanted.until_date or date.max
    if new_last != last:
        return "lengthened" if new_last > last else "shortened"
    return "moved" if wanted.from_date != row.from_date else None


def _steps(violations: Iterable[Violation], rules: LadderRules) -> dict[int, Step]:
    return fold(
        (
            Offense(one.pk, one.occurred_date, one.recorded_at)
            for one in violations
            if one.state == Violation.State.UPHELD and one.ground in rules.counted
        ),
        rules.ladder,
    )
