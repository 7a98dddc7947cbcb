"""The media legs of an officer's wall: one for each tile, and one to speak."""

import asyncio
import logging
from functools import partial

from parloir.accounts.models import User
from parloir.accounts.screen_locks import Lock
from parloir.media.descriptions import stream_names
from parloir.media.protocol import MediaServer
from parloir.protocol.errors import ErrorCode
from parloir.protocol.media import (
    MediaClosed,
    MediaFromBrowser,
    MediaJoin,
    MediaLeave,
    MediaPrepare,
    MediaRelay,
    MediaWatch,
)
from parloir.protocol.screens.wall import WallScreen
from parloir.realtime.browser_socket import BrowserSocket
from parloir.realtime.leg_actor import LegActor
from parloir.realtime.legs import OfficerLeg, VoiceLeg, voice_leg_of
from parloir.realtime.relays import relays_for
from parloir.realtime.rendering import RenderedScreen
from parloir.threads import in_thread
from parloir.visits.legs import officer_may_connect_until
from parloir.visits.models import Visit
from parloir.visits.supervision import live_visit

MOST_TILES = 36
MOST_LEGS = MOST_TILES + 4

log = logging.getLogger(__name__)


class WallMedia(BrowserSocket):
    """Part of the wall's surface."""

    _officer: User
    _facilities: frozenset[str]
    sign_in: str
    _lock: Lock

    def begin_media(self, server: MediaServer) -> None:
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._legs: dict[str, LegActor] = {}

    async def take_media(self, message: MediaFromBrowser) -> None:
        leg = self._legs.get(message.leg)
        if isinstance(message, MediaRelay):
            await self._offer_relay(message)
        elif isinstance(message, MediaPrepare):
            await self.send_error(ErrorCode.MALFORMED)
        elif isinstance(message, MediaJoin):
            await self._speak(message, leg)
        elif isinstance(message, MediaWatch):
            await self._watch(message, leg)
        elif leg is None:
            return  # a late message to a leg that is over
        elif isinstance(message, MediaLeave):
            await self._legs.pop(message.leg).close()
        else:
            leg.take(message)

    async def _offer_relay(self, message: MediaRelay) -> None:
        until = partial(
            officer_may_connect_until,
            visit=message.leg.removeprefix(voice_leg_of("")),
            facilities=self._facilities,
            sign_in=self.sign_in,
        )
        owner = f"{self.connection} {message.leg}"
        await self.send_message(await relays_for(message, owner=owner, until=until))

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
                sign_in=self.sign_in,
                server=self._server,
                send=self.send_message,
                refuse=self.send_error,
            )
        leg.take(message)

    async def _speak(self, message: MediaJoin, leg: LegActor | None) -> None:
        """Open an officer's voice leg: sound only, to speak to both sides of a live visit."""
        is_voice = stream_names(message.sdp).keys() == {"audio"}
        if self._lock.is_locked or not is_voice or isinstance(leg, OfficerLeg):
            await self.send_error(ErrorCode.NOT_ALLOWED_NOW)
            return
        if leg is None:
            if len(self._legs) >= MOST_LEGS:
                await self.send_error(ErrorCode.NOT_ALLOWED_NOW)
                return
            visit = await self._live(message.leg.removeprefix(voice_leg_of("")))
            if visit is None or message.leg != voice_leg_of(visit.public_id):
                await self._is_gone(message.leg)
                return
            leg = self._legs[message.leg] = VoiceLeg(
                visit=visit,
                connection=self.connection,
                sign_in=self.sign_in,
                officer=self._officer,
                server=self._server,
                send=self.send_message,
                refuse=self.send_error,
            )
        leg.take(message)

    async def _live(self, public_id: str) -> Visit | None:
        return await in_thread(live_visit, public_id=public_id, facilities=self._facilities)

    async def _is_gone(self, leg: str) -> None:
        await self.send_message(MediaClosed(leg=leg, reason="gone"))

    async def on_rendered(self, rendered: RenderedScreen[WallScreen]) -> None:
        live = {tile.visit for tile in rendered.screen.tiles}
        if not self._lock.is_locked:  # a locked screen listens, and does not speak
            live |= {voice_leg_of(visit) for visit in live}
        for visit in self._legs.keys() - live:
            await self._legs.pop(visit).close()
            await self.send_message(MediaClosed(leg=visit, reason="over"))
        for leg in self._legs.values():
            leg.look_at_gates()

    async def end_media(self) -> None:
        legs = list(self._legs.values())
        self._legs.clear()
        await asyncio.gather(*(leg.close() for leg in legs))
