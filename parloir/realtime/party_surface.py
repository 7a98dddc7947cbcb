"""What monitor, station and remote room share: one party with its media leg."""

from abc import abstractmethod
from datetime import datetime
from typing import Protocol, TypeVar, assert_never

from parloir.audit.actors import Actor
from parloir.media.protocol import MediaServer
from parloir.protocol.from_browser import IntentT, Ping
from parloir.protocol.intents import Begin, End, Leave, VisitIntent
from parloir.protocol.media import MediaFromBrowser, MediaWatch
from parloir.protocol.screens.party import PartyScreen
from parloir.protocol.screens.visit import LiveScreen, WaitingScreen
from parloir.realtime.drawing import Drawing
from parloir.realtime.errors import IntentRefused
from parloir.realtime.legs import PARTY_LEG, PartyLeg
from parloir.realtime.surface import Surface
from parloir.screens.lasting import lasts_until
from parloir.visits.models import Admission
from parloir.visits.operations import (
    MoveRefused,
    begin,
    come_to,
    end_by_party,
    go_away,
    leave,
    touch,
)
from parloir.visits.states import AdmissionState

PartyScreenT = TypeVar("PartyScreenT", bound=PartyScreen)


class Move(Protocol):
    """An operation that brings a party one step on. Raises MoveRefused."""

    def __call__(self, *, admission: Admission, by: Actor, now: datetime) -> object: ...


class PartySurface(Surface[PartyScreenT, IntentT]):
    """`about` is the admission that the screen speaks of, or None."""

    _wanted_language: str | None = None
    _spoke_for: Admission | None = None

    @property
    @abstractmethod
    def actor(self) -> Actor:
        """Who acts here, for the audit."""

    def stands_until(self, screen: PartyScreenT, *, now: datetime) -> datetime:
        return lasts_until(screen, now=now)

    # Media

    def begin_media(self, server: MediaServer) -> None:
        self._leg = PartyLeg(
            server=server, send=self.send_message, refuse=self.send_error, presses=self._presses
        )

    async def take_media(self, message: MediaFromBrowser) -> None:
        if message.leg != PARTY_LEG or isinstance(message, MediaWatch):
            await self.send_error("malformed")
            return
        self._leg.put(message)

    async def drawn(self, drawing: Drawing[PartyScreenT]) -> None:
        could_begin = Begin in drawing.screen.allows
        has_media = could_begin or isinstance(drawing.screen, WaitingScreen | LiveScreen)
        self._leg.follow(drawing.about if has_media else None, could_begin=could_begin)
        if self._wanted_language:
            await self.speak(self._wanted_language)

    async def end_media(self) -> None:
        await self._leg.close()

    async def after_intent(self) -> None:
        if self._wanted_language:
            await self.speak(self._wanted_language)
        self._leg.follow(self.about)

    # Presence

    def speak_for(self, admission: Admission | None, *, now: datetime) -> None:
        """This socket speaks for the party from now on."""
        if admission is None or admission.state == AdmissionState.LEFT:
            self._spoke_for = None
            return
        if admission.connection != self.connection:
            come_to(admission=admission, connection=self.connection, now=now)
            admission.connection = self.connection
        self._spoke_for = admission

    def be_pinged(self, ping: Ping, *, now: datetime) -> None:
        if self._spoke_for is not None:
            touch(admission=self._spoke_for, now=now)

    def go(self, *, now: datetime) -> None:
        if self._spoke_for is not None:
            go_away(admission=self._spoke_for, connection=self.connection, now=now)

    # Intents that all have

    def take_part(self, intent: VisitIntent, *, now: datetime) -> None:
        match intent:
            case Begin():
                self.begin(now=now)
            case Leave():
                self.move(leave, now=now)
            case End():
                self.move(end_by_party, now=now)
            case _:
                assert_never(intent)

    def begin(self, *, now: datetime) -> None:
        self.move(begin, now=now)

    def move(self, operation: Move, *, now: datetime) -> None:
        """Raises IntentRefused."""
        if self.about is None:
            raise IntentRefused("not_allowed_now")
        try:
            operation(admission=self.about, by=self.actor, now=now)
        except MoveRefused as error:
            raise IntentRefused("not_allowed_now") from error
