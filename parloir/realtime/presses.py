"""What a browser presses, and its signs of life: each kind is carried out one by one, in the order
in which it came.

The socket goes on reading meanwhile, so that an offer that follows a press, or the answers of a
wall's legs that follow its sign of life, are not kept waiting by a transaction.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

Message = TypeVar("Message")


class InTurn(Generic[Message]):
    """`carry_out` answers for its own errors."""

    def __init__(self, carry_out: Callable[[Message], Awaitable[None]]) -> None:
        self._carry_out = carry_out
        self._waiting: asyncio.Queue[Message] = asyncio.Queue()
        self._left = 0
        self._runner = asyncio.create_task(self._run())

    def put(self, message: Message) -> None:
        self._left += 1
        self._waiting.put_nowait(message)

    @property
    def are_under_way(self) -> bool:
        return self._left > 0

    async def carried_out(self) -> None:
        """Returns when everything that was put so far is done."""
        await self._waiting.join()

    async def close(self) -> None:
        """What was put before the browser left is still done."""
        await self.carried_out()
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


class Presses(Protocol):
    """What others have to know of the intents of one browser."""

    @property
    def are_under_way(self) -> bool: ...

    async def carried_out(self) -> None: ...
