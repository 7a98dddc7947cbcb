"""What monitor, station and remote room share: one party with its media leg."""

from abc import abstractmethod
from datetime import datetime
from typing import Any

from parloir.audit.actors import Actor
from parloir.realtime.errors import IntentRefused
from parloir.realtime.legs import PARTY_LEG, PartyLeg
from parloir.realtime.messages import BadMessage, Intent, MediaMessage, Ping, Watch
from parloir.realtime.surface import Drawing, Surface
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
from parloir.visits.screens.common import LANGUAGES, Screen
from parloir.visits.screens.lasting import lasts_until
from parloir.visits.states import AdmissionState


class PartySurface(Surface):
    """`about` is the admission that the screen speaks of, or None."""

    about: Admission | None
    _wanted_language: str | None = None
    _spoke_for: Admission | None = None

    @property
    @abstractmethod
    def actor(self) -> Actor:
        """Who acts here, for the audit."""

    def stands_until(self, screen: Screen, *, now: datetime) -> datetime:
        return lasts_until(screen, now=now)

    # Media

    def begin_media(self, server: Any) -> None:
        self._leg = PartyLeg(
            server=server, send=self.send_message, refuse=self.send_error, presses=self._presses
        )

    async def take_media(self, message: MediaMessage) -> None:
        if message.leg != PARTY_LEG or isinstance(message, Watch):
            await self.send_error("malformed")
            return
        self._leg.put(message)

    async def drawn(self, drawing: Drawing) -> None:
        admission: Admission | None = drawing.about
        could_begin = "begin" in self.intents.get(drawing.screen["name"], frozenset())
        has_media = could_begin or "media" in drawing.screen
        self._leg.follow(admission if has_media else None, could_begin=could_begin)
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

    def do_begin(self, intent: Intent, *, now: datetime) -> None:
        self._move(begin, now=now)

    def do_leave(self, intent: Intent, *, now: datetime) -> None:
        self._move(leave, now=now)

    def do_end(self, intent: Intent, *, now: datetime) -> None:
        self._move(end_by_party, now=now)

    def do_speak(self, intent: Intent, *, now: datetime) -> None:
        language = intent.text("lang", most=5)
        if language not in dict(LANGUAGES):
            raise BadMessage("bad_arguments")
        self._wanted_language = language

    def _move(self, operation: Any, *, now: datetime) -> None:
        if self.about is None:
            raise IntentRefused("not_allowed_now")
        try:
            operation(admission=self.about, by=self.actor, now=now)
        except MoveRefused as error:
            raise IntentRefused("not_allowed_now") from error
