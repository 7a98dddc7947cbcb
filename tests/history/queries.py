"""Record every query that a process sends, and find out what each costs."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

MOST_PAGES = 50
"""What a query may read on PostgreSQL, in pages of 8 kB."""
MOST_STEPS = 6_000
"""What a query may compute on SQLite, in steps of its virtual machine: a few hundred rows."""
MOST_OPEN = 200
"""How many rows a partial index may hold for a query that reads all of it."""
HISTORY_BEGINS_AT = 1_000
"""A table with as many rows holds history."""

_READS = re.compile(r"\s*(SELECT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
_SCAN = re.compile(r"SCAN (?:TABLE )?(\w+)(?: AS (\w+))?(?: USING (?:COVERING )?INDEX (\w+))?")


@dataclass(frozen=True, slots=True)
class Query:
    sql: str
    params: tuple[Any, ...]


_this_thread = threading.local()


def unrecorded(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call `act`, and record nothing of what it sends."""
    _this_thread.is_unrecorded = True
    try:
        return act(*args, **kwargs)
    finally:
        _this_thread.is_unrecorded = False


@contextmanager
def recorded_queries() -> Iterator[list[Query]]:
    """Record what all threads send until the block ends, each statement once.

    The first parameters of a statement stand for all.
    """
    found: dict[str, Query] = {}
    send = getattr(CursorWrapper, "_execute_with_wrappers")  # noqa: B009 - Django's own

    def record(self: Any, sql: Any, params: Any, many: bool, executor: Any) -> Any:
        is_recorded = not getattr(_this_thread, "is_unrecorded", False)
        if is_recorded and not many and _READS.match(str(sql)):
            found.setdefault(str(sql), Query(str(sql), tuple(params or ())))
        return send(self, sql, params, many, executor)

    recorded: list[Query] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CursorWrapper, "_execute_with_wrappers", record)
        yield recorded
    recorded.extend(found.values())


def complaints_about(queries: list[Query]) -> list[str]:
    """Return what is wrong with each query that costs more the longer the history is."""
    look = _look_on_postgresql if connection.vendor == "postgresql" else _look_on_sqlite
    return [f"{wrong}\n{query.sql}" for query in queries for wrong in look(query)]


# PostgreSQL


def _look_on_postgresql(query: Query) -> Iterator[str]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query.sql}", query.params)
        (answer,) = cursor.fetchone()
        transaction.set_rollback(True)
    (explained,) = answer if isinstance(answer, list) else json.loads(answer)
    plan = explained["Plan"]
    if (pages := _pages_to_find_rows(plan)) > MOST_PAGES:
        yield f"It reads {pages} pages: {json.dumps(plan, indent=1)}"


def _pages_to_find_rows(plan: dict[str, Any]) -> int:
    """Return the pages that are read to find the rows. What is written goes into every index of its
    table, which takes many pages for one row, however long the history is."""
    if plan["Node Type"] == "ModifyTable":
        return sum(_pages_to_find_rows(part) for part in plan["Plans"])
    pages: int = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return pages


# SQLite


def _look_on_sqlite(query: Query) -> Iterator[str]:
    history = _tables_with_history()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query.sql}", query.params)
        plan = [row[3] for row in cursor.fetchall()]
    for line in plan:
        if (scan := _SCAN.match(line)) and not _reads_open_rows_only(scan[3]):
            table = _table_called(scan[1], query.sql)
            if table in history:
                yield f"It scans {table}: {plan}"
    if (steps := _steps_of(query)) > MOST_STEPS:
        yield f"It takes {steps} steps: {plan}"


def _steps_of(query: Query) -> int:
    """Return how many steps the query takes, in hundreds."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 100
        return 0

    with transaction.atomic(), connection.cursor() as cursor:
        connection.connection.set_progress_handler(count, 100)
        try:
            cursor.execute(query.sql, query.params)
            if query.sql.lstrip()[:6].upper() == "SELECT":
                cursor.fetchall()
        finally:
            connection.connection.set_progress_handler(None, 0)
            transaction.set_rollback(True)
    return steps


def _tables_with_history() -> frozenset[str]:
    with connection.cursor() as cursor:
        tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
        found = set()
        for table in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608
            if cursor.fetchone()[0] >= HISTORY_BEGINS_AT:
                found.add(table)
    return frozenset(found)


def _table_called(name: str, sql: str) -> str:
    """Return the table that the query calls by this name."""
    alias = re.search(rf'"(\w+)" (?:AS )?"?{name}"?\b', sql)
    return alias[1] if alias else name


def _reads_open_rows_only(index: str | None) -> bool:
    """Return whether this is a partial index that holds few rows."""
    if index is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, sql FROM sqlite_master WHERE name = %s", [index])
        table, sql = cursor.fetchone()
        _, is_partial, condition = (sql or "").partition(" WHERE ")
        if not is_partial:
            return False
        cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE {condition}")  # noqa: S608
        return bool(cursor.fetchone()[0] <= MOST_OPEN)
