"""The door before the sockets: who was cut off is turned away before a session is looked up."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import parse_cookie

from parloir.facilities.enrolment import COOKIE_OF
from parloir.protocol.errors import CLOSED_TOO_MUCH
from parloir.realtime.flood.senders import digest_of
from parloir.realtime.process import this_process

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


ANSWERED_AFTER_S = 1.0
"""A connection that is turned away is answered so late: a client that comes back immediately, again
and again, would keep the process busy with greetings."""


class FloodGate:
    """An ASGI application around that of the sockets."""

    def __init__(self, inner: App) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookies = cookies_of(scope["headers"])
        senders = this_process().senders
        if senders.have_too_many(cookies):
            await _turn_away(receive, send, ANSWERED_AFTER_S)
            return
        with senders.connected(cookies):
            seconds = senders.seconds_refused(cookies, now=asyncio.get_running_loop().time())
            if seconds > 0:
                await asyncio.sleep(ANSWERED_AFTER_S)
                await _turn_away(receive, send, seconds)
            else:
                await self._inner(scope, receive, send)


def cookies_of(headers: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    """Return what stands for the cookies by which a browser is known."""
    sent = [value.decode("latin-1") for name, value in headers if name == b"cookie"]
    cookies = parse_cookie("; ".join(sent))
    names = {settings.SESSION_COOKIE_NAME, *COOKIE_OF.values()}
    return [digest_of(cookies[name]) for name in sorted(names) if cookies.get(name)]


async def _turn_away(receive: Receive, send: Send, seconds: float) -> None:
    """Accept and close: a browser is not told why a connection was refused, only why one ended."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": CLOSED_TOO_MUCH, "reason": pause_text(seconds)})


def pause_text(seconds: float) -> str:
    """Return the reason of the close: after how many whole seconds to connect again."""
    return str(max(1, round(seconds + 0.5)))
