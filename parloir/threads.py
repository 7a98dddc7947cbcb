"""Run synchronous domain code in its own bounded pool of threads.

asgiref's thread-sensitive executor is not used, since one slow call there would delay every socket.
"""

import asyncio
import functools
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import connections

THREADS = 8
# A thread that computes yields to others after this many seconds. With Python's default of 5 ms, an
# event loop in a process that renders screens waits that long at every step of a call.
SWITCH_SECONDS = 0.0005

P = ParamSpec("P")
R = TypeVar("R")

_pool = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="domain")


def let_the_event_loop_in() -> None:
    """Shorten the switch interval. Call it once in a process that also has an event loop."""
    sys.setswitchinterval(SWITCH_SECONDS)


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a domain call; its database connection belongs to the thread.

    A thread cannot be cancelled: a task that is cancelled meanwhile waits for it first, so that
    what the task does afterwards comes after what the thread has written.
    """
    job = _pool.submit(functools.partial(_with_database, function, *args, **kwargs))
    ending = asyncio.wrap_future(job)
    try:
        return await asyncio.shield(ending)
    except asyncio.CancelledError:
        if not job.cancel():
            await asyncio.gather(ending, return_exceptions=True)
        raise


def _with_database(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    _let_go_of_broken_connections()
    try:
        return function(*args, **kwargs)
    finally:
        _let_go_of_broken_connections()


def _let_go_of_broken_connections() -> None:
    """Close broken connections. Working ones stay open, since these threads live as long as their
    process, and opening a SQLite database takes some 3 ms, more than most calls. PostgreSQL's
    connections return to their pool."""
    for connection in connections.all(initialized_only=True):
        if connection.vendor == "sqlite":
            connection.close_at = None
        connection.close_if_unusable_or_obsolete()
