"""Read a request's body only as far as its route allows, and say to the rest that it was not read.

A client that sends more than is read gets the answer while it sends. A connection with an unread
rest is closed; before that, a moderate rest is read and thrown away, since browsers show an answer
only after they have sent everything.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.exceptions import RequestAborted

from parloir.web.unread import Unread

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

IN_MEMORY_BYTES = 256 * 1024
THROWN_AWAY_BYTES = 32 * 1024 * 1024
THROWN_AWAY_SECONDS = 60.0
MOST_THROWN_AWAY_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Body:
    """What was read, or why not. If `is_whole` is false, the client may still be sending."""

    content: IO[bytes]
    is_whole: bool = True
    unread: Unread | None = None


def is_announced(scope: Message) -> bool:
    """Return whether a body follows the headers."""
    length = _declared_length(scope)
    return length is None or length > 0


async def read_body(scope: Message, receive: Receive, *, most_bytes: int) -> Body:
    """Read the body if it has at most so many bytes. Raises RequestAborted if the client goes."""
    length = _declared_length(scope)
    if length == 0:
        return Body(BytesIO())
    if most_bytes == 0:
        return Body(BytesIO(), is_whole=False)
    if length is not None and length > most_bytes:
        return Body(BytesIO(), is_whole=False, unread=Unread.TOO_LARGE)
    content = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES, mode="w+b")  # noqa: SIM115 - returned
    size, is_whole = 0, False
    try:
        while not is_whole:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise RequestAborted
            part = message.get("body", b"")
            size += len(part)
            is_whole = not message.get("more_body", False)
            if size > most_bytes:
                content.close()
                return Body(BytesIO(), is_whole=is_whole, unread=Unread.TOO_LARGE)
            content.write(part)
    except BaseException:
        content.close()
        raise
    content.seek(0)
    return Body(content)


class Unfinished:
    """Sends an answer to a client that may still be sending, and then ends the connection."""

    def __init__(self) -> None:
        self._at_once = 0

    def sender(self, send: Send, receive: Receive, *, throws_away: bool) -> Send:
        """Return a `send` for this answer. `throws_away`: a person should get to see it."""

        async def send_and_close(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), (b"connection", b"close")]
                await send({**message, "headers": headers})
                return
            if message.get("more_body", False) or not throws_away:
                await send(message)
                return
            await send({**message, "more_body": True})
            await self._throw_away(receive)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

        return send_and_close

    async def _throw_away(self, receive: Receive) -> None:
        if self._at_once >= MOST_THROWN_AWAY_AT_ONCE:
            return
        self._at_once += 1
        try:
            async with asyncio.timeout(THROWN_AWAY_SECONDS):
                await _read_and_forget(receive, THROWN_AWAY_BYTES)
        except TimeoutError:
            pass
        finally:
            self._at_once -= 1


async def _read_and_forget(receive: Receive, most_bytes: int) -> None:
    size = 0
    while size <= most_bytes:
        message = await receive()
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return
        size += len(message.get("body", b""))


def _declared_length(scope: Message) -> int | None:
    """Return how many bytes follow; None if only reading them tells."""
    headers = dict(scope.get("headers", ()))
    if b"transfer-encoding" in headers:
        return None
    try:
        return int(headers.get(b"content-length", b"0"))
    except ValueError:
        return None
