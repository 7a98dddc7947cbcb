"""A live surface: one socket that is told its whole screen and sends intents.

`docs/reference/signalling.md` is the protocol. A surface draws when a change of one of its
topics is committed, after each intent, again before the clock alone would change it, and when the
demo's clock was set.
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
from parloir.protocol.from_browser import BadArguments, IntentT, Ping, Press, UnknownIntent
from parloir.protocol.from_server import (
    DoneMessage,
    ErrorMessage,
    PongMessage,
    ScreenMessage,
    WordsMessage,
)
from parloir.protocol.media import MediaFromBrowser
from parloir.protocol.screens.screen import ScreenT
from parloir.realtime.drawing import Drawing, NotAdmitted
from parloir.realtime.errors import IntentRefused, error_sentence
from parloir.realtime.presses import InTurn
from parloir.realtime.process import new_connection, this_process
from parloir.realtime.words import words_for
from parloir.threads import in_thread
from parloir.visits.models import Admission

RETRY_SECONDS = 5.0
CLOSE_FAILED = 1011

log = logging.getLogger(__name__)


class Surface(AsyncWebsocketConsumer, Generic[ScreenT, IntentT]):  # type: ignore[misc]
    """What all four surfaces have in common."""

    name: ClassVar[str]
    minds_pings: ClassVar[bool] = False
    """Whether each ping is passed on; else only those that tell of somebody at the device."""

    connection: str
    language: str
    about: Admission | None = None
    _drawer: asyncio.Task[None] | None = None

    # Lifecycle

    async def __call__(self, *asgi: Any) -> None:
        """However it ends, by the browser, by a fault of ours, with the server: nothing of it stays
        behind: no media, nobody on duty, no drawing for nobody."""
        try:
            await super().__call__(*asgi)
        finally:
            await self._leave_nothing_behind()

    async def connect(self) -> None:
        self.connection = new_connection()
        self.language = default_language()
        self._screen: ScreenT | None = None
        self._last_sent: tuple[ScreenT, timedelta] | None = None
        self._topics: frozenset[str] = frozenset()
        self._heard_while_drawing: set[str] = set()
        self._wake = asyncio.Event()
        self._has_looked = asyncio.Event()
        await self.accept()
        try:
            await in_thread(self.admit)
        except NotAdmitted:
            await self.close(CLOSED_NOT_ADMITTED)
            return
        process = this_process()
        await process.tidied
        self._presses = InTurn[Press[IntentT]](self._carry_out)
        self._last_ping = Ping()
        self._pings = InTurn[Ping | None](self._take_sign_of_life)
        self._unlisten = (
            process.feed.listen(self._hear_of_changes),
            process.clock.listen(self._hear_of_the_clock),
        )
        self.begin_media(process.media)
        await self._send_words()
        self._drawer = asyncio.create_task(self._draw_forever())

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._drawer is None:
            return  # it is nobody's, and being closed
        try:
            message = self.read(text_data or "")
        except BadMessage as bad:
            await self.send_error(bad.code)
            return
        if isinstance(message, Ping):
            self._pings.put(message)
        elif isinstance(message, Press):
            self._presses.put(message)
        else:
            await self.take_media(message)

    # What each surface is

    @abstractmethod
    def read(self, frame: str) -> Ping | Press[IntentT] | MediaFromBrowser:
        """What this text says to this surface. Raises BadMessage."""

    @abstractmethod
    def admit(self) -> None:
        """Find out who this is, in a thread. Raises NotAdmitted."""

    @abstractmethod
    def draw(self, *, now: datetime) -> Drawing[ScreenT]:
        """The screen now, in a thread and in the surface's language. Raises NotAdmitted."""

    @abstractmethod
    def carry_out(self, intent: IntentT, *, now: datetime) -> None:
        """In a thread and in the surface's language. Raises IntentRefused."""

    @abstractmethod
    def go(self, *, now: datetime) -> None:
        """The socket is gone; in a thread."""

    def be_pinged(self, ping: Ping, *, now: datetime) -> None:
        """The page gives a sign of life, in a thread; see `minds_pings`."""

    @abstractmethod
    def begin_media(self, server: MediaServer) -> None: ...

    @abstractmethod
    async def take_media(self, message: MediaFromBrowser) -> None: ...

    @abstractmethod
    async def drawn(self, drawing: Drawing[ScreenT]) -> None:
        """Called with every drawing before it is sent, so that the media follows it."""

    @abstractmethod
    def stands_until(self, screen: ScreenT, *, now: datetime) -> datetime:
        """When this screen, drawn `now`, is drawn again although nothing was announced."""

    @abstractmethod
    async def end_media(self) -> None: ...

    # Sending

    async def send_message(self, message: ToBrowser) -> None:
        """Whoever has left meanwhile is told nothing: the server says so by OSError (ASGI 2.4), and
        its `websocket.disconnect` is on the way."""
        with contextlib.suppress(OSError):
            await self.send(text_data=message.model_dump_json())

    async def close(self, code: int | None = None, reason: str | None = None) -> None:
        with contextlib.suppress(OSError):
            await super().close(code, reason)

    async def send_error(self, code: ErrorCode, *, reply_to: str | None = None) -> None:
        with translation.override(self.language):
            sentence = error_sentence(code)
        await self.send_message(ErrorMessage(reply_to=reply_to, code=code, message=sentence))

    async def speak(self, language: str) -> None:
        """All words of this surface in this language from now on, those of its screen too."""
        if language != self.language:
            self.language = language
            await self._send_words()
            self._wake.set()

    # Private

    async def _leave_nothing_behind(self) -> None:
        drawer, self._drawer = self._drawer, None
        if drawer is None:
            return
        for unlisten in self._unlisten:
            unlisten()
        await self._presses.close()
        await self._pings.close()
        drawer.cancel()
        await asyncio.gather(drawer, return_exceptions=True)
        await self.end_media()
        await in_thread(self.go, now=current_time())

    async def _send_words(self) -> None:
        with translation.override(self.language):
            words = words_for(self.name)
        await self.send_message(WordsMessage(lang=self.language, words=words))

    def _hear_of_changes(self, topics: Set[str]) -> None:
        self._heard_while_drawing |= topics
        self._wake_for(topics)

    def _hear_of_the_clock(self) -> None:
        """It was set: the screen is drawn by it, and who is here still is."""
        self._pings.put(None)
        self._wake.set()

    def _wake_for(self, topics: Set[str]) -> None:
        if not self._topics.isdisjoint(topics):
            self._wake.set()

    async def _draw_forever(self) -> None:
        while True:
            self._wake.clear()
            stands_for = RETRY_SECONDS
            try:
                stands_for = await self._draw()
            except NotAdmitted:
                await self.close(CLOSED_NOT_ADMITTED)
                return
            except Exception:  # the screen stays as it was, and is drawn again in a moment
                log.exception("The screen of a %s could not be drawn", self.name)
            finally:
                self._has_looked.set()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(stands_for):
                    await self._wake.wait()

    async def _draw(self) -> float:
        """Returns for how many seconds it stands."""
        offset = clock_offset()
        now = current_time()
        self._heard_while_drawing.clear()
        drawing = await in_thread(self._draw_in_language, now)
        self._topics = drawing.topics
        self._wake_for(self._heard_while_drawing)
        self.about = drawing.about
        self._screen = drawing.screen
        await self.drawn(drawing)
        # By a clock that was set the same screen is another: its countdowns run to another end.
        if (drawing.screen, offset) != self._last_sent:
            self._last_sent = (drawing.screen, offset)
            await self.send_message(ScreenMessage(now=now, screen=drawing.screen))
        return (self.stands_until(drawing.screen, now=now) - current_time()).total_seconds()

    def _draw_in_language(self, now: datetime) -> Drawing[ScreenT]:
        with translation.override(self.language):
            return self.draw(now=now)

    async def _take_sign_of_life(self, ping: Ping | None) -> None:
        """None where the clock was set: the last ping still holds, and nobody waits for a pong."""
        sign = ping or self._last_ping.model_copy(update={"touched": True})
        self._last_ping = sign
        try:
            if self.minds_pings or sign.touched:
                await in_thread(self.be_pinged, sign, now=current_time())
        except Exception:
            log.exception("A sign of life of a %s was lost", self.name)
            await self.close(CLOSE_FAILED)  # the browser comes back
            return
        if ping is not None:
            await self.send_message(PongMessage(now=current_time()))

    async def _carry_out(self, press: Press[IntentT]) -> None:
        # A browser that comes back may go on with its screen before it is told it again.
        await self._has_looked.wait()
        try:
            await self._carry_out_or_say_why_not(press)
        except Exception:
            log.exception("An intent of a %s failed", self.name)
            await self.close(CLOSE_FAILED)  # the browser comes back and is told where it stands

    async def _carry_out_or_say_why_not(self, press: Press[IntentT]) -> None:
        intent = press.intent
        if isinstance(intent, UnknownIntent):
            await self.send_error("unknown_intent", reply_to=press.id)
        elif self._screen is None or not self._screen.allows_one_called(intent.name):
            await self.send_error("not_allowed_now", reply_to=press.id)
        elif isinstance(intent, BadArguments):
            await self.send_error("bad_arguments", reply_to=press.id)
        else:
            await self._carry_out_what_is_possible(intent, reply_to=press.id)

    async def _carry_out_what_is_possible(self, intent: IntentT, *, reply_to: str) -> None:
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
        """What an intent has left to do for the event loop."""

    def _carry_out_in_language(self, intent: IntentT, now: datetime) -> None:
        with translation.override(self.language):
            self.carry_out(intent, now=now)
