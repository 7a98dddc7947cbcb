"""Carry out an intervention: lock the visit, change it as it was seen, and write a row for it."""

from datetime import datetime
from enum import StrEnum, auto
from typing import Any

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.sides import BOTH_SIDES, Side
from parloir.visits.changes import append_visit_change
from parloir.visits.locked_presses import note_locked_press
from parloir.visits.models import Intervention, Visit
from parloir.visits.operations import lock_visit
from parloir.visits.states import VisitState

Kind = Intervention.Kind


class InterventionRefused(Exception):
    """The intervention was refused and nothing was changed; `reason` says why."""

    class Reason(StrEnum):
        NOT_LIVE = auto()
        OUTDATED = auto()
        """Somebody changed the visit after the officer had seen it."""
        INVALID = auto()
        """What was asked for is not possible in any visit."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def lock_live(visit: Visit) -> Visit:
    """Lock the visit and return it as it is now. Raises InterventionRefused unless it is live."""
    locked = lock_visit(visit)
    if not locked.is_live:
        raise InterventionRefused(InterventionRefused.Reason.NOT_LIVE)
    return locked


def change_as_seen(visit: Visit, seen: dict[str, Any], **fields: Any) -> None:
    """Set `fields` if the live visit still has the values in `seen` (compare-and-set).

    Raises InterventionRefused if it has not.
    """
    same = Visit.objects.filter(pk=visit.pk, state=VisitState.LIVE, **seen)
    if not same.update(**fields):
        raise InterventionRefused(InterventionRefused.Reason.OUTDATED)


def log_intervention(
    kind: Intervention.Kind,
    visit: Visit,
    *,
    by: Actor,
    now: datetime,
    sides: frozenset[Side] = BOTH_SIDES,
    **fields: Any,
) -> Intervention:
    """Write the row that banners are made from, its audit event and a change; return the row.

    The audit event does not contain `text`.
    """
    done = Intervention.objects.create(
        visit=visit,
        kind=kind,
        concerns_visitor=Side.VISITOR in sides,
        concerns_inmate=Side.INMATE in sides,
        at=now,
        actor_kind=by.kind,
        actor_ref=by.ref,
        **fields,
    )
    if by.while_locked:
        note_locked_press(visit=visit, intervention=done, officer=by, now=now)
    facts = {key: value for key, value in fields.items() if key != "text"}
    record(
        f"intervene_{kind}",
        by=by,
        on=visit,
        at=now,
        facility=visit.facility.slug,
        sides=" ".join(side for side in Side if side in sides),
        **{key: str(value) for key, value in facts.items()},
    )
    append_visit_change(visit, now=now)
    return done
