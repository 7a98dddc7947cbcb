"""The queue between a media server and the one reader of a leg's events."""

import asyncio
from collections.abc import AsyncIterator

from parloir.media.events import LegEvent


class Inbox:
    def __init__(self) -> None:
        self._waiting: asyncio.Queue[LegEvent | None] = asyncio.Queue()
        self.finished = False

    def put(self, event: LegEvent) -> None:
        """Add an event. Events after `finish` are dropped, because nobody reads them."""
        if not self.finished:
            self._waiting.put_nowait(event)

    def finish(self) -> None:
        """End the reader's loop after the events that were put before."""
        if not self.finished:
            self.finished = True
            self._waiting.put_nowait(None)

    async def events(self) -> AsyncIterator[LegEvent]:
        while (event := await self._waiting.get()) is not None:
            yield event
