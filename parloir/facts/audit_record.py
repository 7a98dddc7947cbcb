"""Record one audit event for everything that an operation has changed."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from parloir.audit.actors import Actor
from parloir.audit.differences import labels_of, name_of, values_of
from parloir.audit.operations import DONE, record
from parloir.facts.edits import AppliedEdit, Edit
from parloir.facts.scope import agency_of, slug_of, subject_of

_ACTIONS = {"added": "configure_add", "changed": "configure_change", "deleted": "configure_delete"}


def record_edits(
    done: Sequence[AppliedEdit],
    *,
    subject: Edit,
    by: Actor,
    now: datetime,
    action: str = "",
    outcome: str = DONE,
    agency: str = "",
) -> None:
    """Record an event about the subject, with the values before and after of it and its parts.

    `agency` is the public id of the agency that reads it, for a subject of no facility; without
    one, it is that of the subject.
    """
    own = _own(subject, done)
    facility = slug_of(own.row)
    record(
        action or _ACTIONS[own.verb],
        by=by,
        on=subject_of(own.row),
        at=now,
        facility=facility,
        agency="" if facility else agency or agency_of(own.row),
        outcome=outcome,
        model=type(own.row).__name__,
        what="; ".join(_what(one, is_part=one.row != own.row) for one in done),
        before=_values([(one, one.before) for one in done], own),
        after=_values([(one, one.after) for one in done], own),
    )


def _own(subject: Edit, done: Sequence[AppliedEdit]) -> AppliedEdit:
    """Return the subject's own edit. A subject of which only parts changed counts as changed."""
    own = (one for one in done if one.row == subject.row)
    return next(own, AppliedEdit("changed", subject.row, subject.row, []))


def _what(done: AppliedEdit, *, is_part: bool) -> str:
    """Return a short text, such as "changed name". Fields are named for changed rows only."""
    model = type(done.row)
    verb = f"{done.verb} {name_of(model)}" if is_part else done.verb
    return f"{verb} {labels_of(model, done.fields)}" if done.verb == "changed" else verb


def _values(rows: Sequence[tuple[AppliedEdit, Model | None]], own: AppliedEdit) -> str:
    told = [(row, values_of(row, done.fields)) for done, row in rows if row is not None]
    return "; ".join(
        values if row == own.row else f"{_reference(row)}: {values}"
        for row, values in told
        if values
    )


def _reference(row: Model) -> str:
    return f"{row._meta.model_name} {getattr(row, 'public_id', row.pk)}"
