"""A live surface: one socket that receives whole screens and sends intents.

`docs/reference/signalling.md` describes the protocol. A surface renders its screen when a change of
one of its topics is committed, after each intent, when the time alone would change the screen, and
when the demo's clock was set.
"""

import asyncio
import contextlib
import logging
from abc import abstractmethod
from collections.abc import Set
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic

from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import translation

from parloir.clock import clock_offset, current_time
from parloir.languages import default_language
from parloir.media.protocol import MediaServer
from parloir.protocol.base import ToBrowser
from parloir.protocol.errors import CLOSED_NOT_ADMITTED, BadMessage, ErrorCode
from parloir.protocol.from_browser import BadArguments, IntentRequest, IntentT, Ping, UnknownIntent
from parloir.protocol.from_server import (
    DoneMessage,
    ErrorMessage,
    PongMessage,
    ScreenMessage,
    UiStringsMessage,
)
from parloir.protocol.media import MediaFromBrowser
from parloir.protocol.screens.screen import ScreenT
from parloir.realtime.errors import IntentRefused, error_sentence
from parloir.realtime.process import new_connection, this_process
from parloir.realtime.rendering import NotAdmitted, RenderedScreen
from parloir.realtime.serial_queue import SerialQueue
from parloir.realtime.ui_strings import ui_strings_for
from parloir.threads import in_thread
from parloir.visits.models import Admission

RETRY_SECONDS = 5.0
CLOSE_FAILED = 1011

log = logging.getLogger(__name__)


class Surface(AsyncWebsocketConsumer, Generic[ScreenT, IntentT]):  # type: ignore[misc]
    """The base class of all four surfaces.

    `subject` is the admission that the screen is about, if any.
    """

    name: ClassVar[str]
    wants_heartbeats: ClassVar[bool] = False
    """Whether `on_heartbeat` is called for each ping, or only for pings of a device in use."""

    connection: str
    language: str
    subject: Admission | None = None
    _renderer: asyncio.Task[None] | None = None

    # Lifecycle

    async def __call__(self, *asgi: Any) -> None:
        """Serve the socket, and clean up however it ends: by the browser, by an error, or with the
        server. No media, no officer on duty and no rendering task stay behind."""
        try:
            await super().__call__(*asgi)
        finally:
            await self._clean_up()

    async def connect(self) -> None:
        self.connection = new_connection()
        self.language = default_language()
        self._screen: ScreenT | None = None
        self._last_sent: tuple[ScreenT, timedelta] | None = None
        self._topics: frozenset[str] = frozenset()
        self._changed_while_rendering: set[str] = set()
        self._wake = asyncio.Event()
        self._has_rendered = asyncio.Event()
        await self.accept()
        try:
            await in_thread(self.admit)
        except NotAdmitted:
            await self.close(CLOSED_NOT_ADMITTED)
            return
        process = this_process()
        await process.is_cleaned_up
        self._intents = SerialQueue[IntentRequest[IntentT]](self._carry_out)
        self._last_heartbeat = Ping()
        self._heartbeats = SerialQueue[Ping | None](self._take_heartbeat)
        self._unlisten = (
            process.feed.listen(self._on_changes),
            process.clock.listen(self._on_clock_set),
        )
        self.begin_media(process.media)
        await self._send_ui_strings()
        self._renderer = asyncio.create_task(self._render_forever())

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._renderer is None:
            return  # it was not admitted, and is being closed
        try:
            message = self.read(text_data or "")
        except BadMessage as bad:
            await self.send_error(bad.code)
            return
        if isinstance(message, Ping):
            self._heartbeats.put(message)
        elif isinstance(message, IntentRequest):
            self._intents.put(message)
        else:
            await self.take_media(message)

    # What each surface is

    @abstractmethod
    def read(self, frame: str) -> Ping | IntentRequest[IntentT] | MediaFromBrowser:
        """Parse a text frame. Raises BadMessage."""

    @abstractmethod
    def admit(self) -> None:
        """Find out who is connected. Runs in a thread. Raises NotAdmitted."""

    @abstractmethod
    def render(self, *, now: datetime) -> RenderedScreen[ScreenT]:
        """Return the screen as it is now.

        Runs in a thread, in the surface's language. Raises NotAdmitted.
        """

    @abstractmethod
    def carry_out(self, intent: IntentT, *, now: datetime) -> None:
        """Carry out an intent.

        Runs in a thread, in the surface's language. Raises IntentRefused.
        """

    @abstractmethod
    def on_disconnect(self, *, now: datetime) -> None:
        """Handle the end of the connection. Runs in a thread."""

    def on_heartbeat(self, ping: Ping, *, now: datetime) -> None:
        """Handle a ping. Runs in a thread. `wants_heartbeats` says which pings are passed on."""

    @abstractmethod
    def begin_media(self, server: MediaServer) -> None: ...

    @abstractmethod
    async def take_media(self, message: MediaFromBrowser) -> None: ...

    @abstractmethod
    async def on_rendered(self, rendered: RenderedScreen[ScreenT]) -> None:
        """Adapt the media to a rendered screen. Called before each screen is sent."""

    @abstractmethod
    def refresh_at(self, screen: ScreenT, *, now: datetime) -> datetime:
        """Return when this screen, rendered at `now`, is rendered again without a change."""

    @abstractmethod
    async def end_media(self) -> None: ...

    # Sending

    async def send_message(self, message: ToBrowser) -> None:
        """Send a message, unless the browser has left: then the server raises OSError (ASGI 2.4),
        and its `websocket.disconnect` is on the way."""
        with contextlib.suppress(OSError):
            await self.send(text_data=message.model_dump_json())

    async def close(self, code: int | None = None, reason: str | None = None) -> None:
        with contextlib.suppress(OSError):
            await super().close(code, reason)

    async def send_error(self, code: ErrorCode, *, reply_to: str | None = None) -> None:
        with translation.override(self.language):
            sentence = error_sentence(code)
        await self.send_message(ErrorMessage(reply_to=reply_to, code=code, message=sentence))

    async def set_language(self, language: str) -> None:
        """Use this language from now on, for the fixed texts and for the screen."""
        if language != self.language:
            self.language = language
            await self._send_ui_strings()
            self._wake.set()

    # Private

    async def _clean_up(self) -> None:
        renderer, self._renderer = self._renderer, None
        if renderer is None:
            return
        for unlisten in self._unlisten:
            unlisten()
        await self._intents.close()
        await self._heartbeats.close()
        renderer.cancel()
        await asyncio.gather(renderer, return_exceptions=True)
        await self.end_media()
        await in_thread(self.on_disconnect, now=current_time())

    async def _send_ui_strings(self) -> None:
        with translation.override(self.language):
            strings = ui_strings_for(self.name)
        await self.send_message(UiStringsMessage(lang=self.language, strings=strings))

    def _on_changes(self, topics: Set[str]) -> None:
        self._changed_while_rendering |= topics
        self._wake_for(topics)

    def _on_clock_set(self) -> None:
        """Render by the new time, and count those who are present as present by it."""
        self._heartbeats.put(None)
        self._wake.set()

    def _wake_for(self, topics: Set[str]) -> None:
        if not self._topics.isdisjoint(topics):
            self._wake.set()

    async def _render_forever(self) -> None:
        while True:
            self._wake.clear()
            stands_for = RETRY_SECONDS
            try:
                stands_for = await self._render()
            except NotAdmitted:
                await self.close(CLOSED_NOT_ADMITTED)
                return
            except Exception:  # the screen stays as it was, and is rendered again in a moment
                log.exception("The screen of a %s could not be rendered", self.name)
            finally:
                self._has_rendered.set()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(stands_for):
                    await self._wake.wait()

    async def _render(self) -> float:
        """Render and send the screen if it changed. Returns the seconds until the next time."""
        offset = clock_offset()
        now = current_time()
        self._changed_while_rendering.clear()
        rendered = await in_thread(self._render_in_language, now)
        self._topics = rendered.topics
        self._wake_for(self._changed_while_rendering)
        self.subject = rendered.subject
        self._screen = rendered.screen
        await self.on_rendered(rendered)
        # After the clock was set the same screen is sent again: its countdowns end at another time.
        if (rendered.screen, offset) != self._last_sent:
            self._last_sent = (rendered.screen, offset)
            await self.send_message(ScreenMessage(now=now, screen=rendered.screen))
        return (self.refresh_at(rendered.screen, now=now) - current_time()).total_seconds()

    def _render_in_language(self, now: datetime) -> RenderedScreen[ScreenT]:
        with translation.override(self.language):
            return self.render(now=now)

    async def _take_heartbeat(self, ping: Ping | None) -> None:
        """Handle a ping, or None when the clock was set: then the last ping counts again, and no
        pong is expected."""
        sign = ping or self._last_heartbeat.model_copy(update={"touched": True})
        self._last_heartbeat = sign
        try:
            if self.wants_heartbeats or sign.touched:
                await in_thread(self.on_heartbeat, sign, now=current_time())
        except Exception:
            log.exception("A heartbeat of a %s was lost", self.name)
            await self.close(CLOSE_FAILED)  # the browser comes back
            return
        if ping is not None:
            await self.send_message(PongMessage(now=current_time()))

    async def _carry_out(self, request: IntentRequest[IntentT]) -> None:
        # A browser that reconnects may act on its old screen before it receives the new one.
        await self._has_rendered.wait()
        try:
            await self._carry_out_or_refuse(request)
        except Exception:
            log.exception("An intent of a %s failed", self.name)
            await self.close(CLOSE_FAILED)  # the browser reconnects and receives its screen

    async def _carry_out_or_refuse(self, request: IntentRequest[IntentT]) -> None:
        intent = request.intent
        if isinstance(intent, UnknownIntent):
            await self.send_error(ErrorCode.UNKNOWN_INTENT, reply_to=request.id)
        elif self._screen is None or not self._screen.allows_one_called(intent.name):
            await self.send_error(ErrorCode.NOT_ALLOWED_NOW, reply_to=request.id)
        elif isinstance(intent, BadArguments):
            await self.send_error(ErrorCode.BAD_ARGUMENTS, reply_to=request.id)
        else:
            await self._carry_out_allowed(intent, reply_to=request.id)

    async def _carry_out_allowed(self, intent: IntentT, *, reply_to: str) -> None:
        try:
            await in_thread(self._carry_out_in_language, intent, current_time())
        except IntentRefused as refused:
            await self.send_message(
                ErrorMessage(reply_to=reply_to, code=refused.code, message=refused.sentence)
            )
        else:
            await self.send_message(DoneMessage(reply_to=reply_to))
        await self.after_intent()
        self._wake.set()

    async def after_intent(self) -> None:
        """Do what is left to do in the event loop after an intent."""

    def _carry_out_in_language(self, intent: IntentT, now: datetime) -> None:
        with translation.override(self.language):
            self.carry_out(intent, now=now)
