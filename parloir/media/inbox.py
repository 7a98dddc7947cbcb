"""The queue between what a media server says and the one reader of a leg's events."""

import asyncio
from collections.abc import AsyncIterator

from parloir.media.events import LegEvent


class Inbox:
    def __init__(self) -> None:
        self._waiting: asyncio.Queue[LegEvent | None] = asyncio.Queue()
        self.finished = False

    def put(self, event: LegEvent) -> None:
        """Events after `finish` have nobody to hear them, and are left out."""
        if not self.finished:
            self._waiting.put_nowait(event)

    def finish(self) -> None:
        """What was put before is still read, then the reader's loop ends."""
        if not self.finished:
            self.finished = True
            self._waiting.put_nowait(None)

    async def events(self) -> AsyncIterator[LegEvent]:
        while (event := await self._waiting.get()) is not None:
            yield event
