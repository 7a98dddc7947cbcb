"""No statement turns an instant into wall time: the database has zone data of its own, from the
operating system, and it may be older than ours.
"""

import re
from functools import lru_cache
from typing import Final

from django.db import connections
from django.db.backends.signals import connection_created

_CONVERSIONS: Final = re.compile(
    r"AT TIME ZONE|django_(?:datetime|time)_\w+\(|date_trunc\(|\btimezone\(|localtime\b",
    re.IGNORECASE,
)


class WallTimeInSql(Exception):
    """Read the instant, and use `parloir.scheduling.wall_time`."""


def watch_all_connections() -> None:
    """Raise WallTimeInSql for each such statement from now on."""

    def watch(connection, **_):
        if look not in connection.execute_wrappers:
            connection.execute_wrappers.append(look)

    connection_created.connect(watch, weak=False)
    for connection in connections.all(initialized_only=True):
        watch(connection)


def look(execute, sql, params, many, context):
    if _turns_an_instant_into_wall_time(str(sql)):
        raise WallTimeInSql(sql)
    return execute(sql, params, many, context)


# The tests send the same few thousand statements again and again, and the search takes longer than
# many of them.
@lru_cache(maxsize=4096)
def _turns_an_instant_into_wall_time(statement: str) -> bool:
    return _CONVERSIONS.search(statement) is not None
