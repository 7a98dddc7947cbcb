"""How an intent of a browser is carried out, or refused."""

import asyncio
import logging
from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from django.utils import translation

from parloir.clock import current_time
from parloir.protocol.base import ToBrowser
from parloir.protocol.errors import ErrorCode
from parloir.protocol.from_browser import BadArguments, IntentRequest, IntentT, UnknownIntent
from parloir.protocol.from_server import DoneMessage, ErrorMessage
from parloir.protocol.intents import Intent
from parloir.protocol.screens.screen import Screen
from parloir.realtime.errors import IntentRefused
from parloir.realtime.flood.senders import Sender
from parloir.realtime.rendering import NotAdmitted

CLOSE_FAILED = 1011

log = logging.getLogger(__name__)


IntentT_contra = TypeVar("IntentT_contra", bound=Intent, contravariant=True)


class Asks(Protocol):
    """What renders the screen after an intent."""

    has_rendered: asyncio.Event

    def ask(self) -> None: ...


class Intending(Protocol[IntentT_contra]):
    """The surface whose intents are carried out."""

    name: str
    language: str
    sender: Sender
    is_awaited: bool
    is_leaving: bool

    @property
    def screen(self) -> Screen | None: ...

    @property
    def redrawing(self) -> Asks: ...

    def before_intent(self) -> None:
        """Raises NotAdmitted."""

    @abstractmethod
    def carry_out(self, intent: IntentT_contra, *, now: datetime) -> None:
        """Raises IntentRefused."""

    async def run_intent(self, call: Callable[[], None]) -> None: ...

    async def after_intent(self) -> None: ...

    async def send_message(self, message: ToBrowser) -> None: ...

    async def send_error(self, code: ErrorCode, *, reply_to: str | None = None) -> None: ...

    async def close(self, code: int | None = None, reason: str | None = None) -> None: ...

    async def turn_away(self) -> None: ...


class IntentDesk(Generic[IntentT]):
    """Carries out one surface's intents."""

    def __init__(self, surface: Intending[IntentT]) -> None:
        self._surface = surface

    async def carry_out(self, request: IntentRequest[IntentT]) -> None:
        surface = self._surface
        # A browser that reconnects may act on its old screen before it receives the new one.
        await surface.redrawing.has_rendered.wait()
        if not await self._has_its_turn():
            return
        try:
            await self._carry_out_or_refuse(request)
        except NotAdmitted:
            await surface.turn_away()
        except Exception:
            log.exception("An intent of a %s failed", surface.name)
            await surface.close(CLOSE_FAILED)  # the browser reconnects and receives its screen

    # Private

    async def _has_its_turn(self) -> bool:
        """Wait until the account may have another intent carried out. Returns False if the browser
        left before: nobody waits for it, and it was one of too many."""
        loop, sender = asyncio.get_running_loop(), self._surface.sender
        while seconds := sender.take_intent(now=loop.time()):
            if self._surface.is_leaving:
                return False
            await asyncio.sleep(seconds)
        return True

    async def _carry_out_or_refuse(self, request: IntentRequest[IntentT]) -> None:
        intent, screen = request.intent, self._surface.screen
        if isinstance(intent, UnknownIntent):
            await self._surface.send_error(ErrorCode.UNKNOWN_INTENT, reply_to=request.id)
        elif screen is None or not screen.allows_one_called(intent.name):
            await self._surface.send_error(ErrorCode.NOT_ALLOWED_NOW, reply_to=request.id)
        elif isinstance(intent, BadArguments):
            await self._surface.send_error(ErrorCode.BAD_ARGUMENTS, reply_to=request.id)
        else:
            await self._carry_out_allowed(intent, reply_to=request.id)

    async def _carry_out_allowed(self, intent: IntentT, *, reply_to: str) -> None:
        surface = self._surface
        try:
            await surface.run_intent(lambda: self._carry_out_in_language(intent))
        except IntentRefused as refused:
            await surface.send_message(
                ErrorMessage(reply_to=reply_to, code=refused.code, message=refused.sentence)
            )
        else:
            await surface.send_message(DoneMessage(reply_to=reply_to))
        await surface.after_intent()
        surface.is_awaited = True
        surface.redrawing.ask()

    def _carry_out_in_language(self, intent: IntentT) -> None:
        with translation.override(self._surface.language):
            self._surface.before_intent()
            self._surface.carry_out(intent, now=current_time())
