"""What monitor, station and remote room share: one side with its media leg."""

import random
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol, TypeVar, assert_never

from parloir.audit.actors import Actor
from parloir.media.protocol import MediaServer
from parloir.protocol.errors import ErrorCode
from parloir.protocol.from_browser import IntentT, Ping
from parloir.protocol.intents import AskForTextLine, Begin, End, Leave, VisitIntent, WriteLine
from parloir.protocol.media import MediaFromBrowser, MediaRelay, MediaStats, MediaWatch
from parloir.protocol.screens.side import SideScreen
from parloir.protocol.screens.visit import LiveScreen, WaitingScreen
from parloir.realtime.errors import IntentRefused
from parloir.realtime.flood.bounds import SIDE
from parloir.realtime.legs import SIDE_LEG, SideLeg
from parloir.realtime.process import this_process
from parloir.realtime.redraw_lane import Urgency
from parloir.realtime.relays import relays_for
from parloir.realtime.rendering import RenderedScreen
from parloir.realtime.surface import Surface
from parloir.screens.refresh import is_idle, refresh_at
from parloir.sides import Side
from parloir.text_lines.operations import WritingRefused, ask_for_text_line, write_line
from parloir.text_lines.wording import say_why_not
from parloir.visits.legs import MayNotConnect, side_may_connect_until
from parloir.visits.models import Admission
from parloir.visits.operations import (
    MoveRefused,
    begin,
    connected,
    disconnected,
    end_by_side,
    leave,
    touch,
)
from parloir.visits.states import AdmissionState

SideScreenT = TypeVar("SideScreenT", bound=SideScreen)


class Move(Protocol):
    """An operation that brings a side one step on. Raises MoveRefused."""

    def __call__(self, *, admission: Admission, by: Actor, now: datetime) -> object: ...


class SideSurface(Surface[SideScreenT, IntentT]):
    """The surface of one side of a visit."""

    bounds = SIDE

    _wanted_language: str | None = None
    _attached_to: Admission | None = None

    @property
    @abstractmethod
    def actor(self) -> Actor:
        """Return who acts here, for the audit."""

    @property
    def urgency(self) -> Urgency:
        """A device that nobody uses waits until the others are rendered."""
        is_in_use = self.screen is not None and not is_idle(self.screen)
        return Urgency.VISIT if is_in_use or self.is_awaited else Urgency.IDLE

    def refresh_at(self, screen: SideScreenT, *, now: datetime) -> datetime:
        return refresh_at(screen, now=now, share=random.random())  # noqa: S311 - no secret

    # Media

    def begin_media(self, server: MediaServer) -> None:
        self._leg = SideLeg(
            sign_in=self.sign_in,
            server=server,
            send=self.send_message,
            refuse=self.send_error,
            intents=self._intents,
            ledger=this_process().ledger,
            redraws=this_process().redraws,
        )
        self.call_at_end(this_process().feed.listen(self._leg.on_changes))

    async def take_media(self, message: MediaFromBrowser) -> None:
        if message.leg != SIDE_LEG or isinstance(message, MediaWatch):
            await self.send_error(ErrorCode.MALFORMED)
        elif isinstance(message, MediaStats):
            this_process().ledger.take(message, connection=self.connection)
        elif isinstance(message, MediaRelay):
            await self._offer_relay(message)
        else:
            self._leg.take(message)

    async def _offer_relay(self, message: MediaRelay) -> None:
        side = self.subject

        def until() -> datetime:
            if side is None:
                raise MayNotConnect
            return side_may_connect_until(admission=side, sign_in=self.sign_in)

        owner = side.public_id if side is not None else ""
        await self.send_message(await relays_for(message, owner=owner, until=until))

    async def on_rendered(self, rendered: RenderedScreen[SideScreenT]) -> None:
        could_begin = Begin in rendered.screen.allows
        this_process().ledger.follow(connection=self.connection, admission=self._attached_to)
        has_media = could_begin or isinstance(rendered.screen, WaitingScreen | LiveScreen)
        self._leg.follow(rendered.subject if has_media else None, could_begin=could_begin)
        if self._wanted_language:
            await self.set_language(self._wanted_language)

    async def end_media(self) -> None:
        this_process().ledger.page_left(connection=self.connection)
        await self._leg.close()

    async def after_intent(self) -> None:
        if self._wanted_language:
            await self.set_language(self._wanted_language)
        self._leg.follow(self.subject)

    # Presence

    def attach(self, admission: Admission | None, *, now: datetime) -> None:
        """Attach this connection to the side: it is present as long as the connection is."""
        if admission is None or admission.state == AdmissionState.LEFT:
            self._attached_to = None
            return
        if admission.connection != self.connection:
            connected(admission=admission, connection=self.connection, now=now)
            admission.connection = self.connection
        self._attached_to = admission

    def on_heartbeat(self, ping: Ping, *, now: datetime) -> None:
        if self._attached_to is not None:
            touch(admission=self._attached_to, now=now)

    def on_disconnect(self, *, now: datetime) -> None:
        if self._attached_to is not None:
            disconnected(admission=self._attached_to, connection=self.connection, now=now)

    # Intents that all have

    def take_part(self, intent: VisitIntent, *, now: datetime) -> None:
        match intent:
            case Begin():
                self.begin(now=now)
            case Leave():
                self.move(leave, now=now)
            case End():
                self.move(end_by_side, now=now)
            case AskForTextLine():
                self.ask_for_text_line(wanted=intent.wanted, now=now)
            case WriteLine():
                self._write_line(intent, now=now)
            case _:
                assert_never(intent)

    def ask_for_text_line(self, *, wanted: bool, now: datetime) -> None:
        """Raises IntentRefused."""
        side = self._side()
        with writing_refused():
            ask_for_text_line(
                booking=side.visit.booking,
                side=Side(side.side),
                wanted=wanted,
                by=self.actor,
                now=now,
            )

    def _write_line(self, intent: WriteLine, *, now: datetime) -> None:
        """Raises IntentRefused."""
        with writing_refused():
            write_line(
                admission=self._side(), key=intent.key, text=intent.text, by=self.actor, now=now
            )

    def begin(self, *, now: datetime) -> None:
        self.move(begin, now=now)

    def move(self, operation: Move, *, now: datetime) -> None:
        """Raises IntentRefused."""
        side = self._side()
        try:
            operation(admission=side, by=self.actor, now=now)
        except MoveRefused as error:
            raise IntentRefused(ErrorCode.NOT_ALLOWED_NOW) from error

    def _side(self) -> Admission:
        """Return who is at this surface. Raises IntentRefused if nobody was admitted."""
        if self.subject is None:
            raise IntentRefused(ErrorCode.NOT_ALLOWED_NOW)
        return self.subject


@contextmanager
def writing_refused() -> Iterator[None]:
    """Turn a refusal to write into one for the browser."""
    try:
        yield
    except WritingRefused as refused:
        raise IntentRefused(ErrorCode.NOT_ALLOWED_NOW, say_why_not(refused.reason)) from refused
