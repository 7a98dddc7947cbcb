"""Read a leg's events as they arrive, and let a test wait for one."""

import asyncio
from typing import TypeVar

from parloir.media.events import LegEvent
from parloir.media.protocol import MediaLeg

Event = TypeVar("Event", bound=LegEvent)

# A flight of DTLS that was lost on a busy machine is sent again after 1, 2, 4 and 8 s.
PATIENCE_S = 30.0


class Ear:
    def __init__(self, leg: MediaLeg) -> None:
        self.heard: list[LegEvent] = []
        self._unread: list[LegEvent] = []
        self._news = asyncio.Condition()
        self._reader = asyncio.create_task(self._read(leg))

    async def hear(self, kind: type[Event]) -> Event:
        """Return the next event of this kind that has not been returned yet."""

        def found() -> Event | None:
            return next((each for each in self._unread if isinstance(each, kind)), None)

        async with asyncio.timeout(PATIENCE_S), self._news:
            await self._news.wait_for(lambda: found() is not None)
            event = found()
            assert event is not None
            self._unread.remove(event)
            return event

    async def to_the_end(self) -> list[LegEvent]:
        """Return all events, once they have ended by themselves."""
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.shield(self._reader)
        return self.heard

    async def _read(self, leg: MediaLeg) -> None:
        async for event in leg.events():
            async with self._news:
                self.heard.append(event)
                self._unread.append(event)
                self._news.notify_all()
