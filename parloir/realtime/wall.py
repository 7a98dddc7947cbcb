"""The socket of an officer's wall."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import assert_never

from parloir.accounts.models import Role, User
from parloir.accounts.policies import actor_of, facilities_served
from parloir.liveness.readiness import notice_for_staff
from parloir.media.descriptions import stream_names
from parloir.media.errors import MediaError
from parloir.media.protocol import MediaServer
from parloir.protocol.errors import ErrorCode
from parloir.protocol.from_browser import IntentRequest, Ping, read_message
from parloir.protocol.media import (
    MediaClosed,
    MediaFromBrowser,
    MediaJoin,
    MediaLeave,
    MediaWatch,
)
from parloir.protocol.screens.wall import WallScreen
from parloir.protocol.wall_intents import (
    WALL_INTENTS,
    AnswerCall,
    Note,
    Open,
    Shut,
    Terminate,
    WallIntent,
)
from parloir.realtime.errors import IntentRefused
from parloir.realtime.leg_actor import LegActor
from parloir.realtime.legs import OfficerLeg, VoiceLeg, voice_leg_of
from parloir.realtime.rendering import NotAdmitted, RenderedScreen
from parloir.realtime.surface import Surface
from parloir.realtime.wall_interventions import WallInterventions
from parloir.screens.wall import wall_screen
from parloir.screens.wall_column import CONFIRMED_WITHIN
from parloir.threads import in_thread
from parloir.visits.interventions import take_over
from parloir.visits.models import Visit
from parloir.visits.operations import mark_seen
from parloir.visits.supervision import (
    answer_call,
    come_on_duty,
    go_off_duty,
    live_visit,
    stay_on_duty,
)
from parloir.workflows.termination import TerminationRefused, add_note, terminate

MOST_TILES = 36
# A person who is no longer an officer here sees nothing after this time at the latest.
LOOKS_AGAIN_WITHIN = timedelta(seconds=2)

log = logging.getLogger(__name__)


class WallSurface(WallInterventions, Surface[WallScreen, WallIntent]):
    name = "wall"
    wants_heartbeats = True

    _officer: User
    _facilities: frozenset[str] = frozenset()
    _on_duty_for: frozenset[str] = frozenset()
    _opened: str | None = None

    # Lifecycle

    def read(self, frame: str) -> Ping | IntentRequest[WallIntent] | MediaFromBrowser:
        return read_message(frame, WALL_INTENTS)

    def admit(self) -> None:
        self._look_up()
        self.language = self._officer.language

    def render(self, *, now: datetime) -> RenderedScreen[WallScreen]:
        self._look_up()
        if self._on_duty_for != self._facilities:
            self._on_duty_for = self._facilities
            come_on_duty(
                officer=self._officer,
                connection=self.connection,
                facilities=self._facilities,
                now=now,
            )
        screen = wall_screen(
            facilities=self._facilities,
            opened=self._opened,
            notice=notice_for_staff(now=now),
            connection=self.connection,
            officer=self._officer.public_id,
            now=now,
        )
        return RenderedScreen(screen, frozenset(f"facility:{slug}" for slug in self._facilities))

    def refresh_at(self, screen: WallScreen, *, now: datetime) -> datetime:
        return now + LOOKS_AGAIN_WITHIN

    def on_heartbeat(self, ping: Ping, *, now: datetime) -> None:
        stay_on_duty(
            connection=self.connection, is_visible=ping.visible, visits=ping.watching, now=now
        )

    def on_disconnect(self, *, now: datetime) -> None:
        go_off_duty(connection=self.connection, now=now)

    def _look_up(self) -> None:
        """Look up the officer. This is repeated for each screen: a closed account sees nothing."""
        officer = User.objects.filter(pk=self.scope["user"].pk, is_active=True).first()
        served = facilities_served(officer, Role.OFFICER) if officer else frozenset()
        if officer is None or not served:
            raise NotAdmitted
        self._officer, self._facilities = officer, served

    # Media

    def begin_media(self, server: MediaServer) -> None:
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._legs: dict[str, LegActor] = {}

    async def take_media(self, message: MediaFromBrowser) -> None:
        leg = self._legs.get(message.leg)
        if isinstance(message, MediaJoin):
            await self._speak(message, leg)
        elif isinstance(message, MediaWatch):
            await self._watch(message, leg)
        elif leg is None:
            return  # a late candidate of a leg that is over
        elif isinstance(message, MediaLeave):
            await self._legs.pop(message.leg).close()
        else:
            leg.put(message)

    async def _watch(self, message: MediaWatch, leg: LegActor | None) -> None:
        if isinstance(leg, VoiceLeg):
            await self.send_error(ErrorCode.NOT_ALLOWED_NOW)
            return
        if leg is None:
            if len(self._legs) >= MOST_TILES:
                await self.send_error(ErrorCode.NOT_ALLOWED_NOW)
                return
            leg = self._legs[message.leg] = OfficerLeg(
                visit=message.leg,
                facilities=self._facilities,
                connection=self.connection,
                server=self._server,
                send=self.send_message,
                refuse=self.send_error,
            )
        leg.put(message)

    async def _speak(self, message: MediaJoin, leg: LegActor | None) -> None:
        """Open an officer's voice leg: sound only, to speak to both sides of a live visit."""
        if stream_names(message.sdp).keys() != {"audio"} or isinstance(leg, OfficerLeg):
            await self.send_error(ErrorCode.NOT_ALLOWED_NOW)
            return
        if leg is None:
            visit = await self._live(message.leg.removeprefix(voice_leg_of("")))
            if visit is None or message.leg != voice_leg_of(visit.public_id):
                await self._is_gone(message.leg)
                return
            leg = self._legs[message.leg] = VoiceLeg(
                visit=visit,
                connection=self.connection,
                officer=self._officer,
                server=self._server,
                send=self.send_message,
                refuse=self.send_error,
            )
        leg.put(message)

    async def _live(self, public_id: str) -> Visit | None:
        return await in_thread(live_visit, public_id=public_id, facilities=self._facilities)

    async def _is_gone(self, leg: str) -> None:
        await self.send_message(MediaClosed(leg=leg, reason="gone"))

    async def on_rendered(self, rendered: RenderedScreen[WallScreen]) -> None:
        live = {tile.visit for tile in rendered.screen.tiles}
        live |= {voice_leg_of(visit) for visit in live}
        for visit in self._legs.keys() - live:
            await self._legs.pop(visit).close()
            await self.send_message(MediaClosed(leg=visit, reason="over"))

    async def end_media(self) -> None:
        legs = list(self._legs.values())
        self._legs.clear()
        await asyncio.gather(*(leg.close() for leg in legs))

    # Intents

    def carry_out(self, intent: WallIntent, *, now: datetime) -> None:
        match intent:
            case Open(visit=visit):
                self._open(visit, now=now)
            case Shut():
                self._opened = None
            case Terminate():
                self._terminate(intent, now=now)
            case Note():
                self._note(intent, now=now)
            case AnswerCall(device=device):
                self._answer_call(device, now=now)
            case _:
                self.intervene(intent, now=now)

    def _open(self, public_id: str, *, now: datetime) -> None:
        visit = self.live_visit(public_id)
        self._opened = visit.public_id
        mark_seen(visit=visit, by=actor_of(self._officer), now=now)
        take_over(visit=visit, by=actor_of(self._officer), now=now)

    def _terminate(self, intent: Terminate, *, now: datetime) -> None:
        try:
            terminate(
                visit=self.live_visit(intent.visit),
                ground=intent.ground,
                conduct=intent.conduct,
                persons=intent.persons,
                note=intent.note,
                by=actor_of(self._officer),
                now=now,
                when_over=self._begin_to_close_room,
            )
        except TerminationRefused as error:
            raise IntentRefused(_code_for(error.reason)) from error
        self._opened = None

    def _begin_to_close_room(self, visit: Visit) -> None:
        """Close the room from here too, while the consequences are being written.

        The media reconciler closes it even if this process dies, but learns of it later (ADR 34).
        """
        asyncio.run_coroutine_threadsafe(self._close_room(visit), self._loop)

    async def _close_room(self, visit: Visit) -> None:
        try:
            await self._server.close_room(room_id=visit.room_id, secret=visit.room_secret)
        except MediaError as error:
            log.warning("Room of visit %s: %s", visit.public_id, type(error).__name__)

    async def after_intent(self) -> None:
        """Render again when the media server should have confirmed, to show if it has not."""
        loop = asyncio.get_running_loop()
        loop.call_later(CONFIRMED_WITHIN.total_seconds() + 0.1, self._wake.set)

    def _note(self, intent: Note, *, now: datetime) -> None:
        visit = Visit.objects.filter(
            public_id=intent.visit, facility__slug__in=self._facilities
        ).first()
        if visit is None:
            raise IntentRefused(ErrorCode.GONE)
        add_note(visit=visit, note=intent.note, by=actor_of(self._officer), now=now)

    def _answer_call(self, device: str, *, now: datetime) -> None:
        by = actor_of(self._officer)
        if not answer_call(device_id=device, facilities=self._facilities, by=by, now=now):
            raise IntentRefused(ErrorCode.GONE)

    def live_visit(self, public_id: str) -> Visit:
        visit = live_visit(public_id=public_id, facilities=self._facilities)
        if visit is None:
            raise IntentRefused(ErrorCode.GONE)
        return visit


def _code_for(reason: TerminationRefused.Reason) -> ErrorCode:
    match reason:
        case TerminationRefused.Reason.ALREADY_OVER:
            return ErrorCode.GONE
        case TerminationRefused.Reason.UNKNOWN_GROUND | TerminationRefused.Reason.UNKNOWN_CONDUCT:
            return ErrorCode.BAD_ARGUMENTS
        case _:
            assert_never(reason)
