"""Events as the database has them, read quickly, and whether each still says what its MAC says.

A million events are compared at a time, so they are read past the models.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from hmac import compare_digest
from itertools import chain
from typing import Any, Final, NamedTuple

from django.db import connection

from parloir.audit.seals import TEXTS, details_in_order, event_mac, moment_text, source_seal

_BATCH: Final = 2000
_RANGES: Final = 200
_DENSE: Final = 3
# SQLite's own text is what `moment_text` returns; PostgreSQL's leaves zeros out.
_MOMENT: Final = {"sqlite": "CAST(at AS TEXT)", "postgresql": "at"}


class SealedRow(NamedTuple):
    """An event's id, its moment, its MAC, and whether the rest of the row agrees with it."""

    id: int
    at: datetime | str
    mac: bytes
    is_intact: bool


def rows_between(after: int, last: int) -> Iterator[SealedRow]:
    """Return the events with `after` < id <= `last`, by id."""
    while True:
        batch = _read("id > %s AND id <= %s ORDER BY id LIMIT %s", [after, last, _BATCH])
        yield from batch
        if len(batch) < _BATCH:
            return
        after = batch[-1].id


def rows_after(after: int, *, most: int) -> list[SealedRow]:
    """Return the next events above this id, by id."""
    return _read("id > %s ORDER BY id LIMIT %s", [after, most])


def rows_in(ranges: Sequence[tuple[int, int]]) -> list[SealedRow]:
    """Return the events whose ids are in one of these ranges, which include both ends, by id."""
    found = []
    for begin in range(0, len(ranges), _RANGES):
        some = ranges[begin : begin + _RANGES]
        condition = " OR ".join(["id BETWEEN %s AND %s"] * len(some))
        found += _read(f"{condition} ORDER BY id", list(chain.from_iterable(some)))
    return found


def rows_with(ids: Collection[int]) -> dict[int, SealedRow]:
    """Return the events with these ids. They mostly follow one another: then all in between are
    read, which is faster than to name each."""
    if not ids:
        return {}
    first, last = min(ids), max(ids)
    if last - first < _DENSE * len(ids):
        return {row.id: row for row in _read("id BETWEEN %s AND %s", [first, last])}
    return {row.id: row for row in rows_in([(one, one) for one in ids])}


def count_between(after: int, last: int) -> int:
    """Return how many events there are with `after` < id <= `last`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM audit_auditevent WHERE id > %s AND id <= %s", [after, last]
        )
        return int(cursor.fetchone()[0])


def last_event_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM audit_auditevent")
        return int(cursor.fetchone()[0])


def moment_of(row: SealedRow) -> datetime:
    """Return the moment of an event."""
    return row.at if isinstance(row.at, datetime) else datetime.fromisoformat(f"{row.at}+00:00")


def _read(condition: str, parameters: list[int]) -> list[SealedRow]:
    columns = f"id, mac, source, source_salt, {_MOMENT[connection.vendor]}, CAST(details AS TEXT)"
    query = f"SELECT {columns}, {', '.join(TEXTS)} FROM audit_auditevent WHERE {condition}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [_sealed(*row) for row in cursor.fetchall()]


def _sealed(
    key: int, mac: Any, source: str | None, salt: str | None, at: Any, details: str, *texts: str
) -> SealedRow:
    mac = bytes(mac)
    is_intact = _says(mac, at, details, texts) and (
        (source is None and salt is None) or _is_from(source, salt, texts[_SEAL])
    )
    return SealedRow(key, at, mac, is_intact)


_SEAL: Final = TEXTS.index("source_seal")


def _says(mac: bytes, at: Any, details: str, texts: tuple[str, ...]) -> bool:
    moment = at if isinstance(at, str) else moment_text(at.replace(tzinfo=at.tzinfo or UTC))
    try:
        return compare_digest(mac, event_mac(moment, details_in_order(details), *texts))
    except ValueError:  # a text with a separator, or details that are no JSON
        return False


def _is_from(source: str | None, salt: str | None, seal: str) -> bool:
    return source is not None and salt is not None and source_seal(source, salt) == seal
