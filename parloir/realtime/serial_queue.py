"""A queue whose messages are carried out one by one, in the order in which they came.

Intents and heartbeats of a browser have one each. The socket goes on reading meanwhile, so that a
transaction delays neither an offer that follows an intent nor the answers of a wall's legs that
follow a heartbeat.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

Message = TypeVar("Message")


class QueueFull(Exception):
    """As many messages wait as may."""


class SerialQueue(Generic[Message]):
    """Calls `carry_out` for each message. `carry_out` handles its own errors.

    At most `most` messages wait, or are being carried out.
    """

    def __init__(self, carry_out: Callable[[Message], Awaitable[None]], *, most: int) -> None:
        self._carry_out = carry_out
        self._most = most
        self._waiting: asyncio.Queue[Message] = asyncio.Queue()
        self._left = 0
        self._runner = asyncio.create_task(self._run())

    def put(self, message: Message) -> None:
        """Raises QueueFull."""
        if self._left >= self._most:
            raise QueueFull
        self._left += 1
        self._waiting.put_nowait(message)

    @property
    def is_busy(self) -> bool:
        return self._left > 0

    async def join(self) -> None:
        """Wait until everything that was put so far is done."""
        await self._waiting.join()

    def drop(self) -> None:
        """Forget what waits. What is being carried out goes on."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
            self._left -= 1
            self._waiting.task_done()

    async def close(self) -> None:
        """Finish what was put before the browser left, then stop."""
        await self.join()
        self._runner.cancel()
        await asyncio.gather(self._runner, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            message = await self._waiting.get()
            try:
                await self._carry_out(message)
            finally:
                self._left -= 1
                self._waiting.task_done()


class PendingIntents(Protocol):
    """What a media leg needs to know about the intents of its browser."""

    @property
    def is_busy(self) -> bool: ...

    async def join(self) -> None: ...
