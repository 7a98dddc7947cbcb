"""Run synchronous domain code in its own bounded pools of threads.

asgiref's thread-sensitive executor is not used, since one slow call there would delay every socket.
What an officer presses has threads of its own, and a connection to the database in each, so that it
waits for no screen, no page and no upload (ADR 51).
"""

import asyncio
import functools
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import connections

from parloir.source import Source, coming_from, current_source

THREADS = 8
PRESS_THREADS = 4
# A thread that computes yields to others after this many seconds. With Python's default of 5 ms, an
# event loop in a process that renders screens waits that long at every step of a call.
SWITCH_SECONDS = 0.0005

P = ParamSpec("P")
R = TypeVar("R")

_pool = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="domain")
_press_pool = ThreadPoolExecutor(max_workers=PRESS_THREADS, thread_name_prefix="press")
_this_thread = threading.local()


def let_the_event_loop_in() -> None:
    """Shorten the switch interval. Call it once in a process that also has an event loop."""
    sys.setswitchinterval(SWITCH_SECONDS)


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a domain call; its database connection belongs to the thread."""
    call = functools.partial(function, *args, **kwargs)
    return await _finish(_pool.submit(_with_database, current_source(), call))


async def in_press_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run what an officer has pressed, in the lane that nothing else uses."""
    call = functools.partial(function, *args, **kwargs)
    return await _finish(_press_pool.submit(_press, current_source(), call))


def is_press() -> bool:
    """Return whether this thread carries out an officer's press, which goes before other work."""
    return getattr(_this_thread, "is_press", False)


async def _finish(job: "Future[R]") -> R:
    """Wait for a call.

    A thread cannot be cancelled: a task that is cancelled meanwhile waits for it first, so that
    what the task does afterwards comes after what the thread has written.
    """
    ending = asyncio.wrap_future(job)
    try:
        return await asyncio.shield(ending)
    except asyncio.CancelledError:
        if not job.cancel():
            await asyncio.gather(ending, return_exceptions=True)
        raise


def _with_database(source: Source, call: Callable[[], R]) -> R:
    _let_go_of_broken_connections()
    try:
        with coming_from(source):
            return call()
    finally:
        _let_go_of_broken_connections()


def _press(source: Source, call: Callable[[], R]) -> R:
    """Run a press with the connection that this thread keeps, on PostgreSQL too: one from the pool
    may be waited for."""
    _this_thread.is_press = True
    _replace_lost_connections()
    try:
        with coming_from(source):
            return call()
    finally:
        for connection in connections.all(initialized_only=True):
            connection.close_at = None
            connection.close_if_unusable_or_obsolete()


def _replace_lost_connections() -> None:
    """Notice a restart of the database's server before the press, not by it."""
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None and not connection.is_usable():
            connection.close()


def _let_go_of_broken_connections() -> None:
    """Close broken connections. Working ones stay open, since these threads live as long as their
    process, and opening a SQLite database takes some 3 ms, more than most calls. PostgreSQL's
    connections return to their pool."""
    for connection in connections.all(initialized_only=True):
        if connection.vendor == "sqlite":
            connection.close_at = None
        connection.close_if_unusable_or_obsolete()
