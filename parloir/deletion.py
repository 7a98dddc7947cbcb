"""Delete rows that have outlived their use, in batches."""

from typing import Any

from django.db.models import Model, QuerySet

BATCH = 1000
"""How many rows one statement deletes at most. After a long time without a worker there may be
millions, and on SQLite nobody else writes while they are deleted."""


def delete_oldest(rows: "QuerySet[Model]") -> int:
    """Delete the first batch of these rows, which are in order, and return how many were deleted.

    Fewer than `BATCH` were the last ones. Their order needs an index, so that the batch is found
    without reading what stays.
    """
    batch = oldest_keys(rows)
    if not batch:
        return 0
    deleted, _ = rows.model._default_manager.filter(pk__in=batch).delete()
    return deleted


def oldest_keys(rows: "QuerySet[Any]") -> list[Any]:
    """Return the keys of the first batch of these rows, which are in order."""
    return list(rows.values_list("pk", flat=True)[:BATCH])
