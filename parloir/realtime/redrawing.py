"""When a surface is rendered: after a change of one of its topics, when it is asked to, and when
the time alone would change its screen."""

import asyncio
import contextlib
import logging
from collections.abc import Set
from datetime import datetime
from typing import Generic, Protocol

from parloir.clock import current_time
from parloir.protocol.screens.screen import ScreenT
from parloir.realtime.flood.senders import Sender
from parloir.realtime.redraw_lane import RedrawLane, Urgency
from parloir.realtime.rendering import NotAdmitted, RenderedScreen

RETRY_SECONDS = 5.0

log = logging.getLogger(__name__)


class Drawable(Protocol[ScreenT]):
    """What is rendered."""

    name: str

    @property
    def urgency(self) -> Urgency: ...

    async def read_screen(self) -> RenderedScreen[ScreenT]:
        """Return the screen as it is now. Raises NotAdmitted."""

    async def show_screen(self, rendered: RenderedScreen[ScreenT]) -> datetime:
        """Send the screen. Returns when it must be read again without a change."""

    @property
    def seconds_between_checks(self) -> float | None: ...

    async def still_holds(self) -> bool:
        """Return whether nothing has changed that no topic announces. Raises NotAdmitted."""


class Redrawing(Generic[ScreenT]):
    """The renderings of one surface, one after another."""

    def __init__(self, surface: Drawable[ScreenT], *, sender: Sender, lane: RedrawLane) -> None:
        self._surface = surface
        self._sender = sender
        self._lane = lane
        self._topics: frozenset[str] = frozenset()
        self._changed_meanwhile: set[str] = set()
        self._is_reading = False
        self._wake = asyncio.Event()
        self.has_rendered = asyncio.Event()

    def ask(self) -> None:
        """Render again soon."""
        self._wake.set()

    def on_changes(self, topics: Set[str]) -> None:
        if self._is_reading:
            self._changed_meanwhile |= topics
        self._wake_for(topics)

    async def run(self) -> None:
        """Render until cancelled. Raises NotAdmitted."""
        while True:
            seconds = RETRY_SECONDS
            try:
                seconds = await self._render()
            except NotAdmitted:
                raise
            except Exception:  # the screen stays as it was, and is rendered again in a moment
                log.exception("The screen of a %s could not be rendered", self._surface.name)
            finally:
                self.has_rendered.set()
            await self._wait(seconds)

    # Private

    async def _render(self) -> float:
        """Render once. Returns the seconds until the next time. Sending takes as long as the
        browser likes, so it has no place in the lane."""
        async with self._sender.renderings, self._lane.turn(self._surface.urgency):
            self._wake.clear()
            self._changed_meanwhile.clear()
            self._is_reading = True
            try:
                rendered = await self._surface.read_screen()
            finally:
                self._is_reading = False
        self._topics = rendered.topics
        self._wake_for(self._changed_meanwhile)
        again_at = await self._surface.show_screen(rendered)
        return (again_at - current_time()).total_seconds()

    def _wake_for(self, topics: Set[str]) -> None:
        if not self._topics.isdisjoint(topics):
            self._wake.set()

    async def _wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while (left := ends - loop.time()) > 0:
            pause = min(left, self._surface.seconds_between_checks or left)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()
                return
            if not await self._still_holds():
                return

    async def _still_holds(self) -> bool:
        if self._surface.seconds_between_checks is None:
            return True
        try:
            return await self._surface.still_holds()
        except NotAdmitted:
            raise
        except Exception:
            log.exception("The screen of a %s could not be checked", self._surface.name)
            return False
