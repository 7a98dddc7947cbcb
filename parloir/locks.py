"""Row and name locks on PostgreSQL. SQLite lets one transaction write at a time already.

Every transaction takes its locks in one order, so that no two can deadlock: the facts that
bookings are judged by, visitors, inmates, facilities (for their lobbies), bookings, then the rest.
Rows of one table are locked by one query, in the order of their keys. A booking's lock also covers
its visit, its admissions, legs and claims.
"""

from typing import NamedTuple, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def lock_rows(rows: "QuerySet[Row]") -> list[Row]:
    """Lock these rows until the transaction ends, and return them as they are now, by key.

    No other transaction can lock or change them meanwhile. Others may still refer to them.
    """
    return list(rows.order_by("pk").select_for_update(no_key=True))


def wait_for_lock(rows: "QuerySet[Row]") -> None:
    """Lock these rows as `lock_rows` does, without reading them.

    On SQLite there is nothing to wait for, so no query is made.
    """
    if connection.vendor == "postgresql":
        list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def lock_name(name: str) -> None:
    """Lock a name until the transaction ends, for something that has no row of its own."""
    _call("pg_advisory_xact_lock", name)


def share_lock(name: str) -> None:
    """Lock a name together with others who share it. `lock_name` waits for all of them."""
    _call("pg_advisory_xact_lock_shared", name)


class Transactions(NamedTuple):
    """Numbers of transactions: those below `oldest` have ended, and none that begins later has one
    below `next`."""

    oldest: int
    next: int


def running_transactions() -> Transactions:
    """Return which transactions are running. On SQLite, what is committed has ids in its order, and
    nothing is ever waited for."""
    if connection.vendor != "postgresql":
        return Transactions(1, 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(now)::text, pg_snapshot_xmax(now)::text "
            "FROM pg_current_snapshot() AS now"
        )
        oldest, following = cursor.fetchone()
    return Transactions(int(oldest), int(following))


def _call(function: str, name: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [name])
