"""The baseline of `bookings_per_s`: the rows of the bookings, written again with SQL alone.

It writes equal rows with equal ids into the same tables with their constraints, one transaction
for each booking, over as many connections; it checks no rule, renders no page and reads no
session. Changes are left out: bookings further ahead than a day append none.
"""

import sqlite3
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection
from psycopg.types.string import TextLoader

from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking, SlotClaim
from parloir.notices.models import Notice
from tests.stage.plain_browser import all_at_once

BOOKINGS, CLAIMS, NOTICES, EVENTS = (
    model._meta.db_table for model in (Booking, SlotClaim, Notice, AuditEvent)
)
TABLES = (BOOKINGS, CLAIMS, NOTICES, EVENTS)

Rows = Mapping[str, list[tuple[Any, ...]]]
"""What one booking wrote, by table."""


@dataclass(frozen=True, slots=True)
class Statements:
    """The columns of each table, and this database's placeholder for a value."""

    columns: Mapping[str, list[str]]
    place: str

    def insert(self, table: str, rows: int) -> str:
        columns = self.columns[table]
        values = f"({', '.join([self.place] * len(columns))})"
        return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([values] * rows)}"  # noqa: S608


def insert_again(bookings: list[str], clients: int) -> float:
    """Delete the rows of these bookings (public ids), insert them again, and return the seconds."""
    with_connection = _open()
    statements = Statements(
        {table: _columns(with_connection, table) for table in TABLES},
        "%s" if connection.vendor == "postgresql" else "?",
    )
    written = [_written_by(with_connection, name, statements.place) for name in bookings]
    _take_out(with_connection, written, statements.place)
    with_connection.close()
    shares = [written[number::clients] for number in range(clients)]
    writers = [_open() for _ in shares]
    began = time.perf_counter()
    all_at_once(
        [
            lambda share=share, writer=writer: _put_back(writer, share, statements)  # type: ignore[misc]
            for share, writer in zip(shares, writers, strict=True)
        ]
    )
    took = time.perf_counter() - began
    for writer in writers:
        writer.close()
    return took


def _put_back(writer: Any, share: Iterable[Rows], statements: Statements) -> None:
    for rows in share:
        writer.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
        for table in TABLES:
            found = rows[table]
            writer.execute(
                statements.insert(table, len(found)), [value for row in found for value in row]
            )
        writer.execute("COMMIT")


def _written_by(reader: Any, name: str, place: str) -> Rows:
    def rows(table: str, condition: str, *values: Any) -> list[tuple[Any, ...]]:
        asked = f"SELECT * FROM {table} WHERE {condition} ORDER BY id"  # noqa: S608
        return list(reader.execute(asked.replace("?", place), values).fetchall())

    (booking,) = rows(BOOKINGS, "public_id = ?", name)
    reference = "params ->> 'booking' = ?"
    found = {
        BOOKINGS: [booking],
        CLAIMS: rows(CLAIMS, "booking_id = ?", booking[0]),
        NOTICES: rows(NOTICES, reference, name),
        EVENTS: rows(EVENTS, "subject_ref = ? AND action = 'book'", name),
    }
    assert all(found.values()), f"booking {name} is not whole"
    return found


def _take_out(writer: Any, written: list[Rows], place: str) -> None:
    writer.execute("BEGIN")
    for table in reversed(TABLES):
        for rows in written:
            for row in rows[table]:
                writer.execute(f"DELETE FROM {table} WHERE id = {place}", [row[0]])  # noqa: S608
    writer.execute("COMMIT")


def _columns(reader: Any, table: str) -> list[str]:
    """Return the columns in the table's own order, as SELECT * does."""
    cursor = reader.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608
    return [column[0] for column in cursor.description]


def _open() -> Any:
    """Open a connection to Django's database without Django, with the same durability."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        opened = sqlite3.connect(
            settings["NAME"], timeout=60, isolation_level=None, check_same_thread=False
        )
        opened.executescript(settings["OPTIONS"]["init_command"])
        return opened
    params = connection.get_connection_params()
    known = {key: params[key] for key in ("host", "port", "dbname", "user") if params.get(key)}
    server = psycopg.connect(autocommit=True, **known)
    server.adapters.register_loader("jsonb", TextLoader)  # written as it was read
    return server
