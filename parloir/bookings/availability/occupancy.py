"""Which ticks of people and devices are taken, for each resource as the bits of one integer.

They are read from the claims, since the constraint on claims is what refuses a double booking.

A busy fortnight of a large lobby is some 50,000 claims. Fetching and adding them up one by one
took longer than all the rules together. So the database makes integers of them, with a bit for
each tick of five hours. It reads each integer as one range of the unique constraint's index, which
covers the query; grouping the claims instead would mean sorting them.
"""

import json
from collections.abc import Collection, Iterable

from django.db import connection

from parloir.bookings.models import Booking, SlotClaim
from parloir.scheduling.intervals import Interval
from parloir.scheduling.ticks import tick_at

TicksByResource = dict[str, int]
"""Bits of ticks, by resource. A resource that is missing is free."""

TICKS_IN_A_WORD = 60  # both databases count in signed numbers of 64 bits
_ELEMENTS_AND_UNION = {
    "sqlite": ("json_each(%s)", "SUM"),
    "postgresql": ("jsonb_array_elements_text(%s::jsonb)", "bit_or"),
}


def taken_ticks(
    *, resources: Collection[str], span: Interval, excluding: Iterable[Booking] = ()
) -> TicksByResource:
    """Return the claimed ticks of these resources, counted from the first tick of `span`.

    The claims of the bookings in `excluding` are left out. One query.
    """
    first, last = tick_at(span.starts_at), tick_at(span.ends_at)
    words = range(first, last, TICKS_IN_A_WORD)
    own = [booking.pk for booking in excluding]
    whole = (1 << (last - first)) - 1
    taken: TicksByResource = {}
    with connection.cursor() as cursor:
        cursor.execute(_sql(own), [json.dumps(list(resources)), json.dumps(list(words)), *own])
        for resource, word, bits in cursor.fetchall():
            claimed = ((bits or 0) << (word - first)) & whole
            if claimed:
                taken[resource] = taken.get(resource, 0) | claimed
    return taken


def _sql(own: Collection[int]) -> str:
    """Return the query. It returns NULL for words in which nothing is taken."""
    elements, union = _ELEMENTS_AND_UNION[connection.vendor]
    not_own = f"AND booking_id NOT IN ({', '.join(['%s'] * len(own))})" if own else ""
    # The values are passed as parameters.
    return f"""
        WITH resources (name) AS (SELECT value FROM {elements}),
             words (word) AS (SELECT CAST(value AS integer) FROM {elements})
        SELECT name, word, (
            SELECT {union}(CAST(1 AS bigint) << (tick - word))
            FROM {SlotClaim._meta.db_table}
            WHERE resource = name
            AND tick >= word AND tick < word + {TICKS_IN_A_WORD} {not_own}
        )
        FROM resources CROSS JOIN words
    """  # noqa: S608
