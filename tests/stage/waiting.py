"""Wait for something that another process does."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(
    holds: Callable[[], T | None],
    what: str,
    *,
    seconds: float = 15.0,
    every: float = 0.03,
    otherwise: Callable[[], str] = str,
) -> T:
    """Call `holds` every few milliseconds until it returns something true, and return that.

    `otherwise` returns what the failure says in addition.
    """
    ends_at = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < ends_at, f"waited {seconds:g} s for {what}\n{otherwise()}".strip()
        time.sleep(every)
    return found
