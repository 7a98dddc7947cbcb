"""Edits of facts: rows to be added, changed or removed, validated as by a form.

They are carried out in the transaction of an operation: see `configuration`.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import ForeignKey, Model

from parloir.audit.differences import editable_fields, fields_that_differ
from parloir.locks import lock_rows

Row = TypeVar("Row", bound=Model)


class FactGone(Exception):
    """The row was removed meanwhile. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class AppliedEdit:
    """A row before and after its edit (None if there was none), and the fields that differ."""

    verb: str
    before: Model | None
    after: Model | None
    fields: list[str]

    @property
    def row(self) -> Model:
        row = self.after or self.before
        assert row is not None  # noqa: S101 - there is one before or after
        return row

    @property
    def rows(self) -> list[Model]:
        return [row for row in (self.before, self.after) if row is not None]


@dataclass(frozen=True, slots=True)
class Added:
    """A row to be added. It is not saved yet; rows that it refers to may be saved in the same
    operation."""

    row: Model

    def affected(self) -> list[Model]:
        return [self.row]

    def carry_out(self) -> AppliedEdit:
        """Raises ValidationError."""
        _point_at_saved_rows(self.row)
        names = editable_fields(type(self.row))
        _validate(self.row, names)
        self.row.save(force_insert=True)
        return AppliedEdit("added", None, copy(self.row), names)


@dataclass(frozen=True, slots=True)
class Changed:
    """Fields of an existing row to be changed. Other fields keep their stored values."""

    row: Model
    fields: Mapping[str, object] = field(default_factory=dict)

    def affected(self) -> list[Model]:
        return [one for row in _stored(self.row) for one in (row, _with(row, self.fields))]

    def carry_out(self) -> AppliedEdit | None:
        """Returns None if nothing differs. Raises FactGone and ValidationError."""
        before = _lock_row(self.row)
        after = _with(before, self.fields)
        _validate(after, self.fields)
        differing = fields_that_differ(before, after, self.fields)
        if not differing:
            return None
        after.save(update_fields=differing)
        _set(self.row, self.fields)
        return AppliedEdit("changed", before, after, differing)


@dataclass(frozen=True, slots=True)
class Removed:
    row: Model

    def affected(self) -> list[Model]:
        return _stored(self.row)

    def carry_out(self) -> AppliedEdit:
        """Raises FactGone, and ProtectedError if other rows need it."""
        before = _lock_row(self.row)
        copy(before).delete()
        return AppliedEdit("deleted", before, None, editable_fields(type(before)))


Edit = Added | Changed | Removed


def carry_out(subject: Edit, parts: Iterable[Edit]) -> list[AppliedEdit]:
    """Carry out the edits: an added subject before its parts, and a removed subject after them.

    Parts are removed first and added last, so that a new part can take the place of an old one.
    """
    order = (Removed, Changed, Added)
    edits: list[Edit] = sorted(parts, key=lambda edit: order.index(type(edit)))
    edits.insert(len(edits) if isinstance(subject, Removed) else 0, subject)
    return [done for edit in edits if (done := edit.carry_out()) is not None]


def _stored(row: Row) -> list[Row]:
    """Return the row as stored, in a list that is empty if it is gone."""
    return list(type(row)._default_manager.filter(pk=row.pk))


def _lock_row(row: Row) -> Row:
    found = lock_rows(type(row)._default_manager.filter(pk=row.pk))
    if not found:
        raise FactGone
    return found[0]


def _set(row: Model, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)


def _with(row: Row, fields: Mapping[str, object]) -> Row:
    other = copy(row)
    _set(other, fields)
    return other


def _validate(row: Model, names: Iterable[str]) -> None:
    """Validate these fields as a form does, and the row's uniqueness and constraints.

    Fields that are not editable are written by our own code and not validated. An error in another
    field of an existing row does not prevent a change of these fields.
    """
    not_editable = {one.name for one in row._meta.concrete_fields if not one.editable}
    others = {one.name for one in row._meta.concrete_fields} - set(names)
    row.clean_fields(exclude=not_editable | others)
    row.clean()
    row.validate_unique(exclude=not_editable)
    row.validate_constraints(exclude=not_editable)


def _point_at_saved_rows(row: Model) -> None:
    """Set foreign keys to rows that were saved after this row was made."""
    for one in row._meta.concrete_fields:
        if isinstance(one, ForeignKey) and one.is_cached(row) and getattr(row, one.attname) is None:
            setattr(row, one.name, getattr(row, one.name))
