"""One event of the audit for all that an operation has done."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from parloir.audit.actors import Actor
from parloir.audit.differences import labels_of, name_of, values_of
from parloir.audit.operations import DONE, record
from parloir.facts.edits import AppliedEdit, Edit
from parloir.facts.scope import facility_of, subject_of

_ACTIONS = {"added": "configure_add", "changed": "configure_change", "deleted": "configure_delete"}


def record_edits(
    done: Sequence[AppliedEdit],
    *,
    subject: Edit,
    by: Actor,
    now: datetime,
    action: str = "",
    outcome: str = DONE,
) -> None:
    """About the subject, with what was and what is of it and of its parts."""
    own = _own(subject, done)
    facility = facility_of(own.row)
    record(
        action or _ACTIONS[own.verb],
        by=by,
        on=subject_of(own.row),
        at=now,
        facility=facility.slug if facility else "",
        outcome=outcome,
        model=type(own.row).__name__,
        what="; ".join(_what(one, is_part=one.row != own.row) for one in done),
        before=_values([(one, one.before) for one in done], own),
        after=_values([(one, one.after) for one in done], own),
    )


def _own(subject: Edit, done: Sequence[AppliedEdit]) -> AppliedEdit:
    """A subject that stays as it is, but for its parts, is changed too."""
    own = (one for one in done if one.row == subject.row)
    return next(own, AppliedEdit("changed", subject.row, subject.row, []))


def _what(done: AppliedEdit, *, is_part: bool) -> str:
    """All fields of a row that was added or deleted are meant, and none is named."""
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
