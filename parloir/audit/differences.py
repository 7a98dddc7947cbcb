"""Describe the changes of a row in words that the audit may keep, without people's own words."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model
from django.utils import translation

PERSONAL = frozenset(
    {
        "email",
        "first_name",
        "full_name",
        "last_name",
        "master_id",
        "password",
        "pin_hash",
        "reason",
        "search_first",
        "search_last",
        "search_number",
        "search_parts",
        "token_hash",
        "year_of_birth",
    }
)


def fields_that_differ(before: Model, after: Model, names: Iterable[str]) -> list[str]:
    """Return those of `names` whose values differ between the rows."""
    attributes = {name: after._meta.get_field(name).attname for name in names}  # type: ignore[union-attr]
    return [
        name
        for name, attribute in attributes.items()
        if getattr(before, attribute) != getattr(after, attribute)
    ]


def name_of(model: type[Model]) -> str:
    """Return the model's name as administrators see it, in English."""
    with translation.override(None):
        return str(model._meta.verbose_name)


def labels_of(model: type[Model], names: Iterable[str]) -> str:
    """Return the fields' labels as administrators see them, in English."""
    with translation.override(None):
        return ", ".join(str(model._meta.get_field(name).verbose_name) for name in names)  # type: ignore[union-attr]


def values_of(row: Model, names: Iterable[str], *, untold: Collection[str] = PERSONAL) -> str:
    """Return "grace_minutes: 10, approval: to_book", say, without `untold` and empty fields."""
    values = {name: _value(row, row._meta.get_field(name)) for name in names if name not in untold}
    return ", ".join(f"{name}: {value}" for name, value in values.items() if value)


def _value(row: Model, field: Any) -> str:
    """Return the value as text; a related row is named by its public id."""
    value = getattr(row, field.attname)
    if value is None:
        return ""
    if field.is_relation:
        return str(getattr(getattr(row, field.name), "public_id", value))
    return str(value)


def editable_fields(model: type[Model]) -> list[str]:
    """Return the fields that people edit, without those that the system writes."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key
    ]
