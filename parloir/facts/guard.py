"""A guard against writes of facts outside `writing_facts`.

In development and in tests it inspects every statement before the database gets it, so that it
misses no way of writing: a queryset, a related manager, a cascade, or plain SQL.
"""

import re
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from parloir.facts.fact_models import columns_written_freely, is_added_freely, model_of_table

_is_writing: ContextVar[bool] = ContextVar("is_writing_facts", default=False)
_WRITE: Final = re.compile(
    r"\s*(?:WITH\b.*?\b)?(INSERT|UPDATE|DELETE)\b(?:\s+OR\s+\w+)?(?:\s+INTO|\s+FROM)?"
    r'\s+(?:ONLY\s+)?"?(\w+)',
    re.IGNORECASE | re.DOTALL,
)
_ASSIGNMENT: Final = re.compile(r'(?:\bSET|,)\s*"?(\w+)"?\s*=', re.IGNORECASE)
# Django changes tables, and fills their new columns, by itself.
_MIGRATIONS: Final = ("django.db.migrations",)
# Where a request or a thread begins: what called it did not ask for the write.
_BOUNDARIES: Final = re.compile(r"django\.core\.handlers\.|django\.test\.client$|threading$")
_OUR_CODE: Final = re.compile(r"parloir\.")
# Frames that every write passes through.
_PASSED: Final = re.compile(
    r"parloir\.(\w+\.(models|migrations)\b|config\.sqlite\b|facts\.guard$"
    r"|typed_text\.derived_columns$)"
)

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class FactWrittenOutside(Exception):
    """A fact was written outside an operation. Call an operation of `parloir.facts` instead."""

    def __init__(self, model: str) -> None:
        super().__init__(
            f"{model} is a fact that bookings depend on, and was written outside an operation, so "
            "nobody would look again at the bookings. Call an operation of parloir.facts."
        )


@contextmanager
def writing_facts() -> Iterator[None]:
    """Allow writes of facts. For operations, and for code that creates a facility without
    bookings."""
    token = _is_writing.set(True)
    try:
        yield
    finally:
        _is_writing.reset(token)


@dataclass(frozen=True, slots=True)
class Written:
    """A statement that writes a table; `columns` are those that an UPDATE sets."""

    verb: str
    table: str
    columns: frozenset[str]


def watch_all_connections(*, arranged_by: Collection[str] = ()) -> None:
    """Raise FactWrittenOutside for each write from now on.

    Modules whose names begin with one of `arranged_by` may write facts: tests that set up data.
    """
    look = partial(_look, arranged_by=(*_MIGRATIONS, *arranged_by))

    def watch(connection: BaseDatabaseWrapper, **_: object) -> None:
        if look not in connection.execute_wrappers:
            connection.execute_wrappers.append(look)

    connection_created.connect(watch, weak=False)
    for connection in connections.all(initialized_only=True):
        watch(connection)


def written_by(statement: str) -> Written | None:
    """Return what this statement writes, or None if it only reads."""
    found = _WRITE.match(statement)
    if found is None:
        return None
    verb = found[1].upper()
    columns = _ASSIGNMENT.findall(statement) if verb == "UPDATE" else ()
    return Written(verb, found[2], frozenset(columns))


def fact_in(written: Written) -> str | None:
    """Return the name of the fact that this changes, or None if it is no fact."""
    model = model_of_table(written.table)
    if model is None or (written.verb == "INSERT" and is_added_freely(model)):
        return None
    if written.columns and written.columns <= columns_written_freely(model):
        return None
    return model.__name__


def _look(
    execute: Execute,
    sql: str,
    params: Any,
    many: bool,
    context: dict[str, Any],
    *,
    arranged_by: tuple[str, ...],
) -> Any:
    written = None if _is_writing.get() else written_by(str(sql))
    model = fact_in(written) if written else None
    if model is not None and not _is_arranged(sys._getframe(1), arranged_by):
        raise FactWrittenOutside(model)
    return execute(sql, params, many, context)


def _is_arranged(frame: FrameType | None, arranged_by: tuple[str, ...]) -> bool:
    """Return whether the nearest caller outside Django and shared code is one of `arranged_by`."""
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith(arranged_by):
            return True
        if _BOUNDARIES.match(name) or (_OUR_CODE.match(name) and not _PASSED.match(name)):
            return False
        frame = frame.f_back
    return False
