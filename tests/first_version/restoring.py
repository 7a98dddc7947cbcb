"""Restore the first version's database on the engine of this run, and describe a database."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.first_version.make import sql_of

ALIAS = "first_version"
NAME = f"first_version_{os.getpid()}"


@contextmanager
def first_database(folder: Path) -> Iterator[tuple[str, BaseDatabaseWrapper]]:
    """Return its URL, as in `PARLOIR_DATABASE_URL`, and a connection to it."""
    make, drop = (_in_file, _delete) if connection.vendor == "sqlite" else (_on_server, _drop)
    url, name = make(folder)
    default = connections["default"]
    settings = default.settings_dict | {"NAME": name}
    database = type(default)(settings, ALIAS)
    # Before it is one of Django's: a test may not open one that was not there when it began.
    database.ensure_connection()
    connections.databases[ALIAS], connections[ALIAS] = settings, database
    try:
        yield url, database
    finally:
        database.close()
        drop(database)
        del connections[ALIAS], connections.databases[ALIAS]


def rows_of_tables(database: BaseDatabaseWrapper) -> dict[str, int]:
    """Return the number of rows in each table."""
    counts = {}
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM {database.ops.quote_name(table)}")  # noqa: S608
            counts[table] = cursor.fetchone()[0]
    return counts


def schema_of(database: BaseDatabaseWrapper) -> dict[str, tuple[Any, Any]]:
    """Return the columns and constraints of each table, sorted."""
    look = database.introspection
    with database.cursor() as cursor:
        return {
            table: (
                sorted(look.get_table_description(cursor, table)),
                sorted(_constraints(look.get_constraints(cursor, table))),
            )
            for table in look.table_names(cursor)
        }


def _constraints(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Return the constraints, without the names that SQLite gives to unnamed ones."""
    for name, what in found.items():
        yield f"{'' if name.startswith('__unnamed') else name} {sorted(what.items(), key=str)}"


def _in_file(folder: Path) -> tuple[str, str]:
    file = folder / "first.sqlite3"
    with sqlite3.connect(file) as database:
        database.executescript(sql_of("sqlite"))
    database.close()
    return f"sqlite:///{file}", str(file)


def _delete(database: BaseDatabaseWrapper) -> None:
    Path(database.settings_dict["NAME"]).unlink()


def _on_server(_: Path) -> tuple[str, str]:
    _tell_server(f"CREATE DATABASE {NAME}")
    url = urlsplit(os.environ["PARLOIR_DATABASE_URL"])._replace(path=f"/{NAME}").geturl()
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(sql_of("postgresql").encode())
    return url, NAME


def _drop(database: BaseDatabaseWrapper) -> None:
    database.close_pool()  # type: ignore[attr-defined]
    _tell_server(f"DROP DATABASE {NAME} WITH (FORCE)")


def _tell_server(statement: str) -> None:
    with psycopg.connect(os.environ["PARLOIR_DATABASE_URL"], autocommit=True) as server:
        server.execute(statement.encode())
