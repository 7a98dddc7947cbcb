"""What has become of a row, in words that the audit may keep: a person's own words are left out."""

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
        "token_hash",
    }
)


def fields_that_differ(before: Model, after: Model, names: Iterable[str]) -> list[str]:
    """Those of `names` that are not the same in both rows."""
    attributes = {name: after._meta.get_field(name).attname for name in names}  # type: ignore[union-attr]
    return [
        name
        for name, attribute in attributes.items()
        if getattr(before, attribute) != getattr(after, attribute)
    ]


def name_of(model: type[Model]) -> str:
    """The model as an administrator reads it, in English."""
    with translation.override(None):
        return str(model._meta.verbose_name)


def labels_of(model: type[Model], names: Iterable[str]) -> str:
    """The fields as an administrator reads them, in English."""
    with translation.override(None):
        return ", ".join(str(model._meta.get_field(name).verbose_name) for name in names)  # type: ignore[union-attr]


def values_of(row: Model, names: Iterable[str], *, untold: Collection[str] = PERSONAL) -> str:
    """Such as "grace_minutes: 10, approval: to_book"; what is `untold` or empty is left out."""
    values = {name: _value(row, row._meta.get_field(name)) for name in names if name not in untold}
    return ", ".join(f"{name}: {value}" for name, value in values.items() if value)


def _value(row: Model, field: Any) -> str:
    """A related row is named by its public id."""
    value = getattr(row, field.attname)
    if value is None:
        return ""
    if field.is_relation:
        return str(getattr(getattr(row, field.name), "public_id", value))
    return str(value)


def editable_fields(model: type[Model]) -> list[str]:
    """What people decide about a row, and the house does not write by itself."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key
    ]
