"""A live surface: one socket that receives whole screens and sends intents.

`docs/reference/signalling.md` describes the protocol. A surface renders its screen when a change of
one of its topics is committed, after each intent, when the time alone would change the screen, and
when the demo's clock was set. What one account may send is bounded (ADR 51).
"""

import asyncio
import contextlib
import logging
from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic

from django.utils import translation

from parloir.clock import clock_offset, current_time
from parloir.languages import default_language
from parloir.media.protocol import MediaServer
from parloir.protocol.errors import CLOSED_NOT_ADMITTED, BadMessage
from parloir.protocol.from_browser import IntentRequest, IntentT, Ping
from parloir.protocol.from_server import PongMessage, ScreenMessage
from parloir.protocol.media import (
    MediaFromBrowser,
    MediaJoin,
    MediaPrepare,
    MediaRelay,
    MediaReroute,
    MediaWatch,
)
from parloir.protocol.screens.screen import ScreenT
from parloir.realtime.browser_socket import BrowserSocket
from parloir.realtime.flood.bounds import NEGOTIATING, TOUCHING, WAITING_HEARTBEATS
from parloir.realtime.flood.senders import Cause, TooMuch
from parloir.realtime.intent_desk import CLOSE_FAILED, IntentDesk
from parloir.realtime.process import new_connection, this_process
from parloir.realtime.redraw_lane import Urgency
from parloir.realtime.redrawing import Redrawing
from parloir.realtime.rendering import NotAdmitted, RenderedScreen
from parloir.realtime.serial_queue import QueueFull, SerialQueue
from parloir.threads import in_thread
from parloir.visits.models import Admission

log = logging.getLogger(__name__)

_NEGOTIATIONS = (MediaJoin, MediaPrepare, MediaWatch, MediaRelay, MediaReroute)


class Surface(BrowserSocket, Generic[ScreenT, IntentT]):
    """The base class of all four surfaces.

    `subject` is the admission that the screen is about, if any.
    """

    wants_heartbeats: ClassVar[bool] = False
    """Whether `on_heartbeat` is called for each ping, or only for pings of a device in use."""

    sign_in: str = ""
    """The public id of the sign-in whose socket this is; empty at a device of the facility."""
    subject: Admission | None = None
    screen: ScreenT | None = None
    redrawing: Redrawing[ScreenT]
    is_awaited = True
    """Whether a person waits for the next screen, having opened the page or done something."""
    is_leaving = False
    _renderer: asyncio.Task[None] | None = None
    _cleaning_up: asyncio.Future[None] | None = None
    _is_turned_away = False

    # Lifecycle

    async def __call__(self, *asgi: Any) -> None:
        """Serve the socket, and clean up however it ends: by the browser, by an error, or with the
        server. No media, no officer on duty and no rendering task stay behind."""
        try:
            await super().__call__(*asgi)
        finally:
            await self._begin_to_clean_up()

    async def connect(self) -> None:
        self.connection = new_connection()
        self.language = default_language()
        self._last_sent: tuple[ScreenT, timedelta] | None = None
        process = this_process()
        await self.accept()
        try:
            async with process.redraws.turn(self.urgency):
                await in_thread(self.admit)
            self.join_account()
        except NotAdmitted:
            await self.close(CLOSED_NOT_ADMITTED)
            return
        except TooMuch as too_much:
            await self.cut_off(too_much)
        await process.is_cleaned_up
        await process.feed.begin()
        self._intents = SerialQueue[IntentRequest[IntentT]](
            IntentDesk[IntentT](self).carry_out, most=self.bounds.waiting
        )
        self._last_heartbeat = Ping()
        self._heartbeats = SerialQueue[Ping | None](self._take_heartbeat, most=WAITING_HEARTBEATS)
        self.redrawing = Redrawing[ScreenT](self, sender=self.sender, lane=process.redraws)
        self._at_end = [
            process.feed.listen(self.redrawing.on_changes),
            process.clock.listen(self._on_clock_set),
        ]
        self.begin_media(process.media)
        await self.send_ui_strings()
        self._renderer = asyncio.create_task(self._render_forever())

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not self.is_admitted:
            return  # it is being closed
        try:
            await self._take(text_data or "")
        except TooMuch as too_much:
            self._intents.drop()
            await self.cut_off(too_much)
        # A browser that sends without end gives way to the others after each message.
        await asyncio.sleep(0)

    @property
    def is_admitted(self) -> bool:
        return self._renderer is not None and not self._is_turned_away

    def call_at_end(self, function: Callable[[], None]) -> None:
        """Call `function` when this socket ends."""
        self._at_end.append(function)

    async def turn_away(self) -> None:
        """End this socket because its person may no longer have it: first the media, which needs
        nothing of the browser, then the connection."""
        if self._is_turned_away:
            return
        self._is_turned_away = self.is_leaving = True
        await self.end_media()
        await self.close(CLOSED_NOT_ADMITTED)
        self._begin_to_clean_up()

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

    def before_intent(self) -> None:
        """Check again who is connected, before each intent. Runs in a thread. Raises
        NotAdmitted."""

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
    async def take_media(self, message: MediaFromBrowser) -> None:
        """Pass a message on to its leg. Raises TooMuch."""

    @abstractmethod
    async def on_rendered(self, rendered: RenderedScreen[ScreenT]) -> None:
        """Adapt the media to a rendered screen. Called before each screen is sent."""

    @abstractmethod
    def refresh_at(self, screen: ScreenT, *, now: datetime) -> datetime:
        """Return when this screen, rendered at `now`, is rendered again without a change."""

    @abstractmethod
    async def end_media(self) -> None: ...

    @property
    @abstractmethod
    def urgency(self) -> Urgency:
        """Return how urgent the next rendering is."""

    async def run_intent(self, call: Callable[[], None]) -> None:
        """Run an intent's domain call in a thread. One account has one at a time."""
        async with self.sender.intents:
            await in_thread(call)

    async def after_intent(self) -> None:
        """Do what is left to do in the event loop after an intent."""

    @property
    def seconds_between_checks(self) -> float | None:
        """Return how often `still_holds` is asked between renderings, or None for never."""
        return None

    async def still_holds(self) -> bool:
        """Return whether the screen still holds. Raises NotAdmitted."""
        return True

    async def set_language(self, language: str) -> None:
        """Use this language from now on, for the fixed texts and for the screen."""
        if language != self.language:
            self.language = language
            await self.send_ui_strings()
            self.redrawing.ask()

    # Rendering

    async def read_screen(self) -> RenderedScreen[ScreenT]:
        """Read the screen as it is now. Raises NotAdmitted."""
        self._offset, self._now = clock_offset(), current_time()
        self.is_awaited = False
        return await in_thread(self._render_in_language, self._now)

    async def show_screen(self, rendered: RenderedScreen[ScreenT]) -> datetime:
        """Send the screen if it changed. Returns when to read it again."""
        now = self._now
        self.subject, self.screen = rendered.subject, rendered.screen
        await self.on_rendered(rendered)
        # After the clock was set the same screen is sent again: its countdowns end at another time.
        if (rendered.screen, self._offset) != self._last_sent:
            self._last_sent = (rendered.screen, self._offset)
            await self.send_message(ScreenMessage(now=now, screen=rendered.screen))
        return self.refresh_at(rendered.screen, now=now)

    # Private

    def _begin_to_clean_up(self) -> asyncio.Future[None]:
        """Clean up, once, however often the end of the socket is noticed."""
        if self._cleaning_up is None:
            self._cleaning_up = asyncio.ensure_future(self._clean_up())
        return self._cleaning_up

    async def _clean_up(self) -> None:
        self.is_leaving = True
        self.leave_account()
        renderer, self._renderer = self._renderer, None
        if renderer is None:
            return
        for function in self._at_end:
            function()
        await self._intents.close()
        await self._heartbeats.close()
        renderer.cancel()
        await asyncio.gather(renderer, return_exceptions=True)
        await self.end_media()
        await in_thread(self.on_disconnect, now=current_time())

    async def _render_forever(self) -> None:
        try:
            await self.redrawing.run()
        except NotAdmitted:
            await self.turn_away()

    def _render_in_language(self, now: datetime) -> RenderedScreen[ScreenT]:
        with translation.override(self.language):
            return self.render(now=now)

    def _on_clock_set(self) -> None:
        """Render by the new time, and count those who are present as present by it."""
        with contextlib.suppress(QueueFull):
            self._heartbeats.put(None)
        self.redrawing.ask()

    async def _take(self, frame: str) -> None:
        """Take a message. Raises TooMuch."""
        try:
            message = self.read(frame)
        except BadMessage as bad:
            self.sender.count_message(1, now=self.seconds())
            await self.send_error(bad.code)
            return
        self.sender.count_message(_weight_of(message), now=self.seconds())
        if isinstance(message, Ping):
            _put(self._heartbeats, message, Cause.HEARTBEATS)
        elif isinstance(message, IntentRequest):
            _put(self._intents, message, Cause.INTENTS)
        else:
            await self.take_media(message)

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


def _put(queue: SerialQueue[Any], message: object, cause: Cause) -> None:
    """Raises TooMuch."""
    try:
        queue.put(message)
    except QueueFull:
        raise TooMuch(cause) from None


def _weight_of(message: object) -> float:
    """Return as how many messages this one counts."""
    if isinstance(message, _NEGOTIATIONS):
        return NEGOTIATING
    if isinstance(message, Ping) and message.touched:
        return TOUCHING
    return 1
