"""Notify a process that its clock was set: tasks that sleep until a moment must check again."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from parloir.clock import clock_offset

LOOK_EVERY_SECONDS = 0.25
SETTLES_SECONDS = 1.0


class ClockWatch:
    """Calls every listener when the demo's clock is set, in the loop that runs `follow`."""

    def __init__(self) -> None:
        self._listeners: set[Callable[[], None]] = set()
        self._offset = clock_offset()
        self._set_at: float | None = None

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` each time from now on. Returns a function that ends this."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    async def follow(self) -> None:
        """Follow the clock until cancelled. Outside the demo there is nothing to follow."""
        while settings.DEMO:
            self._look()
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def settled_time(self) -> datetime:
        """Return the time, but wait until a second after the clock was set.

        Use it for decisions that depend on the age of a heartbeat: by then, sockets in other
        processes have sent theirs by the new time.
        """
        while True:
            offset = self._look()
            wait = self._seconds_to_settle()
            if wait <= 0:
                return timezone.now() + offset
            await asyncio.sleep(wait)

    def _seconds_to_settle(self) -> float:
        if self._set_at is None:
            return 0.0
        return self._set_at + SETTLES_SECONDS - time.monotonic()

    def _look(self) -> timedelta:
        offset = clock_offset()
        if offset != self._offset:
            self._offset, self._set_at = offset, time.monotonic()
            for listener in tuple(self._listeners):
                listener()
        return offset
