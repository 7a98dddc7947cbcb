"""Which ticks of people and devices are taken, each resource as the bits of one integer.

The claims are the truth, since their constraint is what refuses a double booking: what is read
here is what a booking would meet.

A busy fortnight of a large lobby is some 50,000 claims, and to fetch and add them up one by one
took longer than all the rules together. So the database makes numbers of them, a bit for each
tick of five hours. It finds every number as one stretch of the unique constraint's index, which
holds all that is asked; to group the claims instead would mean to sort them.
"""

import json
from collections.abc import Collection, Iterable

from django.db import connection

from parloir.bookings.models import Booking, SlotClaim
from parloir.scheduling.intervals import Interval
from parloir.scheduling.ticks import tick_at

TicksByResource = dict[str, int]
"""By resource; what is not in it is free."""

TICKS_IN_A_WORD = 60  # both databases count in signed numbers of 64 bits
_ELEMENTS_AND_UNION = {
    "sqlite": ("json_each(%s)", "SUM"),
    "postgresql": ("jsonb_array_elements_text(%s::jsonb)", "bit_or"),
}


def taken_ticks(
    *, resources: Collection[str], span: Interval, excluding: Iterable[Booking] = ()
) -> TicksByResource:
    """The claimed ticks of these resources, counted from the first tick of `span`: one query.

    The claims of the bookings in `excluding` are left out.
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
    """Words in which nothing is taken come as NULL."""
    elements, union = _ELEMENTS_AND_UNION[connection.vendor]
    not_own = f"AND booking_id NOT IN ({', '.join(['%s'] * len(own))})" if own else ""
    # What is asked goes in as parameters.
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
