"""Columns that are computed from other columns of the row, whichever way the row is written.

`save()` and `bulk_create()` ask a field for its value before they write; `DerivedRows` does the
rest: it adds the computed columns to those that are written, and refuses an `update()` that would
leave them behind.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models.lookups import Lookup

from parloir.typed_text.folding import fold_name, fold_number, fold_words, spellings_of
from parloir.typed_text.personal_names import LONGEST_NAME

LONGEST_FOLD = 18
"""How many letters one letter can be folded to: U+FDFA has eighteen."""
LONGEST_FOLDED_NAME = LONGEST_NAME * LONGEST_FOLD

Row = TypeVar("Row", bound=models.Model)


class DerivedColumnLeftBehind(TypeError):
    """An `update()` sets a column without those that are computed from it: call `save()`, or
    `bulk_update()`."""


class DerivedColumn(models.Field):  # type: ignore[type-arg]
    """A mixin for a field that is computed from the columns `of` the same row."""

    def __init__(self, *args: Any, of: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **{"editable": False, **kwargs})
        self.of = tuple(of)

    def derive(self, *texts: str) -> str:
        raise NotImplementedError

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.derive(*(getattr(model_instance, name) for name in self.of))
        setattr(model_instance, self.attname, value)
        return value


class FoldedName(DerivedColumn, models.CharField):  # type: ignore[type-arg]
    """A name as `fold_name` returns it."""

    def derive(self, *texts: str) -> str:
        return fold_name(*texts)


class FoldedNumber(DerivedColumn, models.CharField):  # type: ignore[type-arg]
    """A number as `fold_number` returns it."""

    def derive(self, *texts: str) -> str:
        return fold_number(*texts)


class NameParts(DerivedColumn, models.TextField):  # type: ignore[type-arg]
    """Each text in which some part of the names begins, with a blank before and after each.

    "De la Cruz" has "delacruz", "lacruz" and "cruz", and its single words. A name with umlauts has
    the parts of both of its spellings.
    """

    def derive(self, *texts: str) -> str:
        spelt = (spelling for text in texts for spelling in spellings_of(text))
        parts = {part for spelling in spelt for part in _parts_of(fold_words(spelling))}
        return f" {' '.join(sorted(parts))} "


class BeginsWith(Lookup):
    """Whether folded letters begin the column, asked so that each database uses an index.

    SQLite does not use one for the LIKE that Django writes.
    """

    lookup_name = "begins_with"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", (*params, f"{_letters(self.rhs)}%")

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        first = _letters(self.rhs)
        condition = f"({column} >= %s AND {column} < %s)"
        return condition, (*params, first, *params, f"{first}\U0010ffff")


FoldedName.register_lookup(BeginsWith)


class DerivedRows(models.QuerySet[Row]):
    def update(self, **kwargs: Any) -> int:
        left_behind = derived_from(self.model, kwargs) - set(kwargs)
        if left_behind:
            raise DerivedColumnLeftBehind(f"{self.model.__name__}: {sorted(left_behind)}")
        return super().update(**kwargs)

    def bulk_update(
        self, objs: Iterable[Row], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        rows, names = list(objs), set(fields)
        derived = derived_from(self.model, names)
        for row in rows:
            _derive_again(row, derived)
        return super().bulk_update(rows, sorted(names | derived), batch_size)

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        if names := kwargs.get("update_fields"):
            kwargs["update_fields"] = sorted({*names} | derived_from(self.model, names))
        return super().bulk_create(objs, *args, **kwargs)


class WithDerivedColumns(models.Model):
    objects: ClassVar[models.Manager[Any]] = models.Manager.from_queryset(DerivedRows)()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if (names := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*names} | derived_from(type(self), names)
        super().save(*args, **kwargs)


def derived_from(model: type[models.Model], names: Collection[str]) -> set[str]:
    """Return the names of the columns that are computed from some of these."""
    return {field.name for field in _derived(model) if not {*field.of}.isdisjoint(names)}


def _derived(model: type[models.Model]) -> list[DerivedColumn]:
    return [field for field in model._meta.concrete_fields if isinstance(field, DerivedColumn)]


def _derive_again(row: models.Model, names: Collection[str]) -> None:
    for field in _derived(type(row)):
        if field.name in names:
            field.pre_save(row, add=False)


def _parts_of(words: list[str]) -> list[str]:
    return [*words, *("".join(words[start:]) for start in range(len(words)))]


def _letters(text: str) -> str:
    """Return the text. Raises ValueError if it is not folded: LIKE would read its signs."""
    if not text.isalpha():
        raise ValueError("only folded letters are compared")
    return text
