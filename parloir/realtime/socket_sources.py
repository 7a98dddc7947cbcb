"""Tells the audit where each socket comes from. Its sign-in is noted when it is admitted."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from parloir.source import Source, coming_from

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[..., Awaitable[None]]


def with_source(application: Application) -> Application:
    """Return the application for sockets, each of which comes from its own address."""

    async def comes_from_there(scope: Message, receive: Receive, send: Send) -> None:
        address, _port = scope.get("client") or ("", 0)
        with coming_from(Source(str(address))):
            await application(scope, receive, send)

    return comes_from_there
