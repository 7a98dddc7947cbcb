"""Ends the sockets of a process whose sign-ins no longer stand.

All sockets are looked up together: when the change feed announces that sign-ins ended, in whatever
process, and once a second, for what nobody announces, such as a password that was changed on the
command line.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from parloir.accounts.sign_ins import SIGN_INS_TOPIC, standing_among
from parloir.changes.feed import ChangeFeed
from parloir.threads import in_thread

LOOKS_EVERY_SECONDS = 1.0

log = logging.getLogger(__name__)

EndSocket = Callable[[], Awaitable[None]]


class SignInWatch:
    """Calls the function of each socket whose sign-in has ended, once."""

    def __init__(self, feed: ChangeFeed) -> None:
        self._sockets: dict[str, set[EndSocket]] = {}
        self._ending: set[asyncio.Future[None]] = set()
        self._wake = asyncio.Event()
        feed.listen(self._on_changes)

    def listen(self, sign_in: str, end_socket: EndSocket) -> Callable[[], None]:
        """Call `end_socket` when the sign-in ends. Returns a function that stops this."""
        self._sockets.setdefault(sign_in, set()).add(end_socket)
        return lambda: self._forget(sign_in, end_socket)

    async def follow(self) -> None:
        """Look until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOKS_EVERY_SECONDS):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self._look()
            except Exception:  # no database: the sockets stay, and are looked up in a moment
                log.exception("The sign-ins of sockets could not be looked up")

    async def _look(self) -> None:
        watched = frozenset(self._sockets)
        if not watched:
            return
        for sign_in in watched - await in_thread(standing_among, watched):
            for end_socket in tuple(self._sockets.pop(sign_in, ())):
                ending = asyncio.ensure_future(end_socket())
                self._ending.add(ending)
                ending.add_done_callback(self._ending.discard)

    def _on_changes(self, topics: frozenset[str]) -> None:
        if SIGN_INS_TOPIC in topics:
            self._wake.set()

    def _forget(self, sign_in: str, end_socket: EndSocket) -> None:
        sockets = self._sockets.get(sign_in, set())
        sockets.discard(end_socket)
        if not sockets:
            self._sockets.pop(sign_in, None)
