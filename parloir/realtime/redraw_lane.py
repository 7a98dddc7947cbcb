"""The order in which a process renders its screens: few at a time, the urgent ones first, and none
begins while a press is carried out that somebody waits for.

A press needs some milliseconds, and so does a screen. But there are a thousand screens, and after a
change that all of them show, or a restart, a press would wait for its turn among them (ADR 51).
"""

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from enum import IntEnum

PLACES = 4
PLACES_OF_IDLE = 2
LONGEST_HOLD_S = 0.25
"""Renderings wait no longer for presses: some officer always presses something in a large house."""


_LATER_S = 0.001  # a timer may fire a moment before its time


class Urgency(IntEnum):
    OFFICER = 0
    VISIT = 1
    """Somebody uses the device."""
    IDLE = 2
    """Nobody does."""


class RedrawLane:
    """Who renders next. It belongs to one event loop, and uses no threads of its own."""

    def __init__(self, *, places: int = PLACES, places_of_idle: int = PLACES_OF_IDLE) -> None:
        self._free = places
        self._free_of_idle = places_of_idle
        self._waiting: list[tuple[Urgency, int, asyncio.Future[None]]] = []
        self._tickets = itertools.count()
        self._presses = 0
        self._held_until = 0.0
        self._end_of_hold: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(self, urgency: Urgency) -> AsyncIterator[None]:
        """Wait for a place, and have it meanwhile."""
        place = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (urgency, next(self._tickets), place))
        self._let_in()
        try:
            await place
            yield
        finally:
            if place.done() and not place.cancelled():
                self._leave(urgency)
            else:
                place.cancel()
            self._let_in()

    @contextmanager
    def press(self) -> Iterator[None]:
        """Let no rendering begin meanwhile."""
        loop = asyncio.get_running_loop()
        self._presses += 1
        if self._presses == 1:
            self._held_until = loop.time() + LONGEST_HOLD_S
            self._end_of_hold = loop.call_later(LONGEST_HOLD_S + _LATER_S, self._let_in)
        try:
            yield
        finally:
            self._presses -= 1
            if self._presses == 0 and self._end_of_hold is not None:
                self._end_of_hold.cancel()
            self._let_in()

    @property
    def is_held(self) -> bool:
        """Whether no rendering may begin now."""
        return self._presses > 0 and asyncio.get_running_loop().time() < self._held_until

    # Private

    def _leave(self, urgency: Urgency) -> None:
        self._free += 1
        if urgency is Urgency.IDLE:
            self._free_of_idle += 1

    def _let_in(self) -> None:
        """Idle devices are last in the queue, so when they may not enter there is nobody behind
        them who may."""
        while self._waiting and self._free and not self.is_held:
            urgency, _ticket, place = self._waiting[0]
            if urgency is Urgency.IDLE and not self._free_of_idle and not place.cancelled():
                return
            heapq.heappop(self._waiting)
            if place.cancelled():
                continue
            self._free -= 1
            if urgency is Urgency.IDLE:
                self._free_of_idle -= 1
            place.set_result(None)
