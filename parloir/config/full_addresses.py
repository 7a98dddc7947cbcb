"""Where an address holds too many connections, answer only enrolled devices.

A device may share its address with many people, and must go on when they are too many.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections

from parloir.config.bodies import Message, Receive, Send
from parloir.config.connections import STATE_KEY
from parloir.config.cookies import cookie_in
from parloir.facilities.enrolment import COOKIE_OF, is_enrolled_device

_threads = ThreadPoolExecutor(1, thread_name_prefix="devices")


async def is_turned_away(scope: Message) -> bool:
    """Return whether the request comes over a connection too many, and not from a device."""
    if not scope.get("state", {}).get(STATE_KEY, False):
        return False
    loop = asyncio.get_running_loop()
    return not await loop.run_in_executor(_threads, _is_from_a_device, scope)


def without_full_addresses(
    application: Callable[[Message, Receive, Send], Awaitable[None]],
) -> Callable[[Message, Receive, Send], Awaitable[None]]:
    """Return the application for sockets, which closes those of full addresses."""

    async def admits(scope: Message, receive: Receive, send: Send) -> None:
        if await is_turned_away(scope):
            await receive()
            await send({"type": "websocket.close"})
        else:
            await application(scope, receive, send)

    return admits


def _is_from_a_device(scope: Message) -> bool:
    try:
        return is_enrolled_device({name: cookie_in(scope, name) for name in COOKIE_OF.values()})
    finally:
        close_old_connections()
