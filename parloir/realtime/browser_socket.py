"""The connection to one browser: what is sent, in the person's language, and why it is closed."""

import asyncio
import contextlib
import logging
from abc import abstractmethod
from typing import Any, ClassVar

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import translation

from parloir.protocol.base import ToBrowser
from parloir.protocol.errors import CLOSED_SUPERSEDED, CLOSED_TOO_MUCH, ErrorCode
from parloir.protocol.from_server import ErrorMessage, UiStringsMessage
from parloir.realtime.errors import error_sentence
from parloir.realtime.flood.bounds import Bounds
from parloir.realtime.flood.gate import cookies_of, pause_text
from parloir.realtime.flood.senders import Sender, TooMuch
from parloir.realtime.process import this_process
from parloir.realtime.ui_strings import ui_strings_for

log = logging.getLogger(__name__)


class BrowserSocket(AsyncWebsocketConsumer):  # type: ignore[misc]
    """The base class of all surfaces' sockets."""

    name: ClassVar[str]
    bounds: ClassVar[Bounds]
    """How much one account may send to surfaces of this kind."""

    connection: str
    language: str
    sender: Sender

    @property
    @abstractmethod
    def account(self) -> str:
        """Return whose sockets share their limits. Known once the browser is admitted."""

    # Sending

    async def send_message(self, message: ToBrowser) -> None:
        """Send a message, unless the browser has left: then the server raises OSError (ASGI 2.4),
        and its `websocket.disconnect` is on the way."""
        with contextlib.suppress(OSError):
            await self.send(text_data=message.model_dump_json())

    async def send_error(self, code: ErrorCode, *, reply_to: str | None = None) -> None:
        with translation.override(self.language):
            sentence = error_sentence(code)
        await self.send_message(ErrorMessage(reply_to=reply_to, code=code, message=sentence))

    async def send_ui_strings(self) -> None:
        with translation.override(self.language):
            strings = ui_strings_for(self.name)
        await self.send_message(UiStringsMessage(lang=self.language, strings=strings))

    async def close(self, code: int | None = None, reason: str | None = None) -> None:
        with contextlib.suppress(OSError):
            await super().close(code, reason)

    # What one account may ask for

    def join_account(self) -> None:
        """Count this socket. Raises TooMuch."""
        process, now = this_process(), self.seconds()
        sender = process.senders.sender(self.account, self.bounds, now=now)
        sender.join(self.connection, self._supersede, now=now)
        self.sender = sender

    def leave_account(self) -> None:
        if sender := getattr(self, "sender", None):
            sender.leave(self.connection, now=self.seconds())

    async def cut_off(self, too_much: TooMuch) -> None:
        """Close the connection, and keep the account from coming back immediately. What the browser
        has sent meanwhile is not read any more.

        Raises StopConsumer.
        """
        senders, now = this_process().senders, self.seconds()
        seconds = senders.sender(self.account, self.bounds, now=now).cut_off(now=now)
        senders.pause_cookies(cookies_of(self.scope["headers"]), seconds=seconds, now=now)
        log.warning(
            "A %s was cut off for %d seconds: %s (%s)",
            self.name,
            seconds,
            too_much.cause,
            self.account,
        )
        await self.close(CLOSED_TOO_MUCH, pause_text(seconds))
        raise StopConsumer

    @staticmethod
    def seconds() -> float:
        return asyncio.get_running_loop().time()

    # Private

    def _supersede(self) -> None:
        self._closing: asyncio.Task[Any] = asyncio.create_task(self.close(CLOSED_SUPERSEDED))
