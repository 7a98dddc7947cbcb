"""The kinds of media legs: a party's, which publishes and receives, an officer's, which receives,
and an officer's voice, which publishes.
"""

import asyncio
from datetime import datetime, timedelta

from parloir.accounts.models import User
from parloir.accounts.policies import actor_of
from parloir.clock import current_time
from parloir.media.descriptions import stream_names
from parloir.media.protocol import MediaLeg, MediaServer
from parloir.media_node.muting import apply_mute
from parloir.protocol.media import Quality
from parloir.realtime.leg_actor import LegActor, Refuse, Send
from parloir.realtime.leg_messages import MakeReady, VideoUnmuted
from parloir.realtime.serial_queue import PendingIntents
from parloir.threads import in_thread
from parloir.visits.legs import (
    VOICE,
    MayNotConnect,
    NewLeg,
    OpenFeed,
    must_be_ready,
    open_officer_leg,
    open_party_leg,
)
from parloir.visits.models import Admission, Leg, Visit
from parloir.visits.muting import had_video_muted_early, note_streams, wanted_scope
from parloir.visits.speaking import begin_speaking, finish_speaking

PARTY_LEG = "party"
LOWEST, HIGHEST = 0, 2
NO_TIME = timedelta(0)
# Janus passes on one request for a key frame a second, so the next is good after a little more.
KEY_FRAME_EVERY = timedelta(seconds=1.2)


class PartyLeg(LegActor):
    """Publishes from the moment the party is ready, and receives once the visit is live.

    While the party could begin by one press, the leg is brought into its room already: it sends
    and receives nothing there, and the press is followed by the browser's offer alone.
    """

    def __init__(
        self, *, server: MediaServer, send: Send, refuse: Refuse, intents: PendingIntents
    ) -> None:
        super().__init__(leg=PARTY_LEG, server=server, send=send, refuse=refuse)
        self._intents = intents
        self._admission: Admission | None = None
        self._is_live = False
        self._video_unmuted_at: datetime | None = None
        self._wanted_scope = ""

    def follow(self, admission: Admission | None, *, could_begin: bool = False) -> None:
        """The admission whose screen has media now, or would have after one press."""
        if could_begin or self._admission != admission:
            self.put(MakeReady(could_begin))
        self._admission = admission
        self._notice_unmuted_video(admission)
        is_live = admission is not None and admission.visit.is_live
        if is_live != self._is_live:
            self._is_live = is_live
            self._look_again()

    def _notice_unmuted_video(self, admission: Admission | None) -> None:
        """Ask for a key frame after a pause; twice, because the media server passes on only one of
        two requests within a second.
        """
        video_unmuted_at = admission.visit.video_unmuted_at if admission else None
        if video_unmuted_at == self._video_unmuted_at:
            return
        self._video_unmuted_at = video_unmuted_at
        self.put(VideoUnmuted())
        loop = asyncio.get_running_loop()
        loop.call_later(KEY_FRAME_EVERY.total_seconds(), self.put, VideoUnmuted())

    async def _show_a_whole_picture(self, media: MediaLeg, row: Leg) -> None:
        """Where the media server may not know its layers (ADR 33) the browser sends it anew."""
        if await in_thread(had_video_muted_early, leg=row):
            await self._begin_anew("VideoUnmuted")
        else:
            await super()._show_a_whole_picture(media, row)

    @property
    def _may_receive(self) -> bool:
        return self._is_live

    @property
    def _may_be_ready_soon(self) -> bool:
        return self._intents.is_busy

    async def _new_leg(self) -> NewLeg:
        await self._intents.join()
        if self._admission is None:
            raise MayNotConnect
        return await in_thread(open_party_leg, admission=self._admission, now=current_time())

    async def _must_be_ready(self) -> None:
        await self._intents.join()
        if self._admission is None:
            raise MayNotConnect
        visit = await in_thread(must_be_ready, admission=self._admission)
        self._wanted_scope = wanted_scope(visit, self._admission.side)

    async def _note_streams(self, sdp: str) -> None:
        if self._row is not None:
            self._row.streams = stream_names(sdp)
            await in_thread(note_streams, leg=self._row, streams=self._row.streams)

    async def _before_the_answer(self) -> None:
        """Mute first what is muted or paused: the browser sends nothing before the answer."""
        if self._wanted_scope and self._row is not None:
            await apply_mute(self._server, self._row, now=current_time())

    @property
    def _layer(self) -> int:
        return HIGHEST

    async def _select(self, level: Quality, media: MediaLeg) -> None:
        """A party does not choose."""


class ConsoleLeg(LegActor):
    """A leg of an officer: who may have it is asked once, when it is opened."""

    @property
    def _may_be_ready_soon(self) -> bool:
        return False

    async def _must_be_ready(self) -> None:
        """It was asked when the leg was opened."""

    async def _note_streams(self, sdp: str) -> None:
        """An officer is never muted."""

    async def _before_the_answer(self) -> None:
        """An officer is never muted."""

    async def _select(self, level: Quality, media: MediaLeg) -> None:
        """Without a picture there is nothing to choose."""


class OfficerLeg(ConsoleLeg):
    """Receives both sides of one live visit: the lowest layer on the wall, the highest opened.

    `visit` is its public id. A wall asks for all its legs at once, and each looks its visit up by
    itself, so that none waits for those before it.
    """

    def __init__(
        self,
        *,
        visit: str,
        facilities: frozenset[str],
        connection: str,
        server: MediaServer,
        send: Send,
        refuse: Refuse,
    ) -> None:
        super().__init__(leg=visit, server=server, send=send, refuse=refuse)
        self._facilities = facilities
        self._connection = connection
        self._level: Quality = "low"

    @property
    def _may_receive(self) -> bool:
        return True

    async def _new_leg(self) -> NewLeg:
        return await in_thread(
            open_officer_leg,
            visit=self.leg,
            facilities=self._facilities,
            connection=self._connection,
            now=current_time(),
        )

    async def _say_that_it_may_not_connect(self) -> None:
        await self._say_that_it_is_closed("gone")

    def _receives(self, feed: OpenFeed) -> bool:
        """Whoever speaks would hear themselves.

        Janus asks a publisher for one key frame a second at most: the first is the party's. An
        officer who subscribed at the same moment would take it away, and both would wait for the
        next one.
        """
        if feed.role == VOICE:
            return False
        wait = feed.asked_for_at + KEY_FRAME_EVERY - current_time()
        if not NO_TIME < wait <= KEY_FRAME_EVERY:  # longer where the demo's clock was set back
            return True
        asyncio.get_running_loop().call_later(wait.total_seconds(), self._look_again)
        return False

    @property
    def _layer(self) -> int:
        return HIGHEST if self._level == "high" else LOWEST

    async def _select(self, level: Quality, media: MediaLeg) -> None:
        """What it was subscribed with it is not asked for again: Janus would ask the publisher for
        a key frame, and it would come before this leg's connection stands."""
        if level == self._level:
            return
        self._level = level
        for feed in self._received:
            await media.select_layer(feed, substream=self._layer)


class VoiceLeg(ConsoleLeg):
    """Carries the voice of an officer to both parties, as long as it is there."""

    def __init__(
        self,
        *,
        visit: Visit,
        connection: str,
        officer: User,
        server: MediaServer,
        send: Send,
        refuse: Refuse,
    ) -> None:
        super().__init__(leg=voice_leg_of(visit.public_id), server=server, send=send, refuse=refuse)
        self._visit = visit
        self._connection = connection
        self._officer = officer

    async def _new_leg(self) -> NewLeg:
        return await in_thread(self._begin_speaking)

    def _begin_speaking(self) -> NewLeg:
        by, now = actor_of(self._officer), current_time()
        return begin_speaking(visit=self._visit, connection=self._connection, by=by, now=now)

    async def _close_row(self, row: Leg) -> None:
        await in_thread(self._finish_speaking, row)

    def _finish_speaking(self, row: Leg) -> None:
        finish_speaking(leg=row, by=actor_of(self._officer), now=current_time())

    @property
    def _may_receive(self) -> bool:
        return False

    @property
    def _layer(self) -> int:
        return LOWEST


def voice_leg_of(visit: str) -> str:
    """The browser's name for it, by the visit's reference."""
    return f"{VOICE}:{visit}"
