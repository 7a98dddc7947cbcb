"""Waiting for one another on PostgreSQL. SQLite lets one transaction write at a time already.

Everything is held in one order, so that none waits for another in a circle: the facts that
bookings are judged by, visitors, inmates, facilities (for their lobbies), bookings, each by key and
all at once, then the rest. A booking stands for its visit, its admissions, legs and claims.
"""

from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def held(rows: "QuerySet[Row]") -> list[Row]:
    """These rows as they are now, by key; until the caller's transaction ends nobody else holds
    or changes them. Others may still refer to them."""
    return list(rows.order_by("pk").select_for_update(no_key=True))


def hold(rows: "QuerySet[Row]") -> None:
    """The same for who only has to wait: nothing is read, and nothing asked where nobody waits."""
    if connection.vendor == "postgresql":
        list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def hold_name(name: str) -> None:
    """The same for what has no row of its own: whoever holds this name too waits."""
    _call("pg_advisory_xact_lock", name)


def share_name(name: str) -> None:
    """Others may share the name meanwhile, and nobody holds it."""
    _call("pg_advisory_xact_lock_shared", name)


def _call(function: str, name: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [name])
