"""Run two steps of set-up at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from launcher.commands import stop_running

First = TypeVar("First")
Second = TypeVar("Second")


def in_parallel(first: Callable[[], First], second: Callable[[], Second]) -> tuple[First, Second]:
    """Return both results.

    Raises the failure of either one after both have ended. Ctrl-C ends both.
    """
    with ThreadPoolExecutor(max_workers=2) as threads:
        one, other = threads.submit(first), threads.submit(second)
        try:
            return one.result(), other.result()
        except KeyboardInterrupt:
            stop_running()
            raise
