"""Waiting for what somebody else brings about."""

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
    """Looks every so many seconds until `holds` answers with something, and returns that.

    `otherwise` tells what is said in addition if it never does.
    """
    ends_at = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < ends_at, f"waited {seconds:g} s for {what}\n{otherwise()}".strip()
        time.sleep(every)
    return found
