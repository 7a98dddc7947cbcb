"""The answer to a socket whose address is none of ours."""

from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]


async def no_such_socket(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """Answer the handshake with 404. A server without that extension of ASGI answers 403."""
    await receive()
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close"})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "websocket.http.response.start", "status": 404, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b"There is nothing here.\n"})
