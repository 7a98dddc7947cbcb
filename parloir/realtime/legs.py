"""The kinds of media legs: of a side, which publishes and receives, of an officer, which receives,
and of an officer's voice, which publishes.
"""

import asyncio
from collections.abc import Set
from contextlib import ExitStack
from datetime import datetime, timedelta

from parloir.accounts.models import User
from parloir.accounts.policies import actor_of
from parloir.clock import current_time
from parloir.media.descriptions import stream_names
from parloir.media.events import LegEvent
from parloir.media.protocol import MediaLeg, MediaServer
from parloir.media_node.muting import apply_mute
from parloir.protocol.media import MediaLine, MediaPicture, MediaPrepare, Quality
from parloir.realtime.ledger_keeper import LedgerKeeper
from parloir.realtime.leg_actor import LegActor, LegMessage, Refuse, Stage
from parloir.realtime.leg_messages import LetGo, Prepare, VideoUnmuted
from parloir.realtime.redraw_lane import RedrawLane
from parloir.realtime.rerouted_leg import Send
from parloir.realtime.serial_queue import PendingIntents
from parloir.realtime.voice_first import VoiceFirst
from parloir.threads import in_thread
from parloir.visits.legs import (
    VOICE,
    MayNotConnect,
    NewLeg,
    OpenFeed,
    SentDevices,
    must_be_almost_ready,
    must_be_ready,
    note_devices,
    open_officer_leg,
    open_side_leg,
)
from parloir.visits.models import Admission, Leg, Visit
from parloir.visits.muting import had_video_muted_early, note_streams, wanted_scope
from parloir.visits.speaking import begin_speaking, finish_speaking

SIDE_LEG = "side"
UNUSED = "unused"
LOWEST, HIGHEST = 0, 2
NO_TIME = timedelta(0)
NOTHING_PAUSED = (False, False)
# Janus passes on one request for a key frame a second, so the next is good after a little more.
KEY_FRAME_EVERY = timedelta(seconds=1.2)


LET_GO_AFTER = timedelta(minutes=10)
"""How long a side may stand one press before the visit and stay connected."""


class SideLeg(LegActor):
    """Publishes and receives from the moment the side is ready and the visit is live.

    While the side can press "Begin visit", the leg enters the room already, and the browser may
    connect both directions (`media.prepare`). Whatever it sends, the gate is closed: nothing of it
    reaches anybody, and nothing reaches it, before the press is committed and the visit is live
    (ADR 65).
    """

    def __init__(
        self,
        *,
        sign_in: str,
        server: MediaServer,
        send: Send,
        refuse: Refuse,
        intents: PendingIntents,
        ledger: LedgerKeeper,
        redraws: RedrawLane,
    ) -> None:
        super().__init__(leg=SIDE_LEG, server=server, send=send, refuse=refuse)
        self._ledger = ledger
        self._redraws = redraws
        self._hold = ExitStack()
        self._sign_in = sign_in
        self._intents = intents
        self._admission: Admission | None = None
        self._video_unmuted_at: datetime | None = None
        self._wanted_scope = ""
        self._voice_first = VoiceFirst()
        self._told_paused = NOTHING_PAUSED
        self._letting_go: asyncio.TimerHandle | None = None
        self._has_let_go = False

    def follow(self, admission: Admission | None, *, could_begin: bool = False) -> None:
        """Follow the admission whose screen has media now, or will have after one intent."""
        if could_begin or self._admission != admission:
            self.put(Prepare(could_begin))
        if self._admission != admission:
            self._forget_patience()
            self._voice_first = VoiceFirst()
        if could_begin and self._letting_go is None:
            loop = asyncio.get_running_loop()
            self._letting_go = loop.call_later(LET_GO_AFTER.total_seconds(), self.put, LetGo())
        self._admission = admission
        self._notice_unmuted_video(admission)
        if not could_begin:
            self.look_at_gates()

    def on_changes(self, topics: Set[str]) -> None:
        """Look at the gates as soon as the visit has changed: its screen is rendered meanwhile."""
        if self._admission is not None and f"visit:{self._admission.visit.public_id}" in topics:
            self.look_at_gates()

    def look_at_gates(self) -> None:
        """Look at the gates before any screen is rendered, which would take the processor: people
        wait for the picture, and the screens say what it shows."""
        super().look_at_gates()
        if self._update_is_scheduled:
            self._hold.close()
            self._hold.enter_context(self._redraws.press())

    def _forget_patience(self) -> None:
        if self._letting_go is not None:
            self._letting_go.cancel()
        self._letting_go, self._has_let_go = None, False

    async def close(self) -> None:
        self._forget_patience()
        self._hold.close()
        await super().close()

    async def _handle(self, message: LegMessage) -> None:
        if isinstance(message, MediaPrepare):
            await self._connect_before_the_press(message)
        elif isinstance(message, LetGo):
            await self._let_go()
        elif isinstance(message, MediaLine):
            await self._take_line(message)
        else:
            await super()._handle(message)

    async def _take_line(self, message: MediaLine) -> None:
        """Receive less or more of the pictures, as the line carries it."""
        if self._stage is Stage.JOINED and message.attempt == self._attempt:
            self._voice_first.take(message, at=asyncio.get_running_loop().time())
            await self._lessen_pictures()

    async def _update_subscription(self) -> None:
        try:
            await super()._update_subscription()
        finally:
            self._hold.close()
        await self._lessen_pictures()

    async def _lessen_pictures(self) -> None:
        if self._media is None:
            return
        await self._voice_first.apply(self._media, self._feeds_of_sides())
        paused = (self._voice_first.is_paused, self._voice_first.is_sound_paused)
        if paused != self._told_paused:
            self._told_paused = paused
            picture, sound = paused
            message = MediaPicture(
                leg=self.leg, attempt=self._attempt, paused=picture, sound_paused=sound
            )
            await self._send(message)

    def _feeds_of_sides(self) -> list[int]:
        """Return what is received of sides: an officer's voice is always heard."""
        known = self._known
        return [feed for feed in self._received if feed in known and known[feed].role != VOICE]

    async def _drop(self) -> None:
        self._voice_first.begin_leg()
        self._told_paused = NOTHING_PAUSED
        await super()._drop()

    async def _connect_before_the_press(self, message: MediaPrepare) -> None:
        """Connect both directions behind the closed gate. If the side has pressed meanwhile, its
        gate is open, and this is a join like any other."""
        if self._has_let_go:
            await self._send_closed(UNUSED)
            return
        media = await self._in_room()
        self._attempt = message.attempt
        self._stage = Stage.WAITING
        await self._publish_behind_the_gate(message.sdp, media)
        await self._update_subscription()

    async def _publish_behind_the_gate(self, sdp: str, media: MediaLeg) -> None:
        """Publish the browser's offer, and answer as soon as the media server does.

        Nothing of it passes, so no write and no check stands between the two answers.
        """
        noting = asyncio.ensure_future(self._note_streams(sdp))
        try:
            await self._answer(await media.publish(sdp, unhurried=True))
        finally:
            await noting
        await self._drop_unless(self._must_be_almost_ready)
        await self._mute_what_is_muted()

    async def _prepare(self, *, wanted: bool) -> None:
        if not (wanted and self._has_let_go):
            await super()._prepare(wanted=wanted)

    async def _let_go(self) -> None:
        """Close what nobody has used for ten minutes. A press still begins: it connects then."""
        if self._stage is Stage.JOINED:
            return
        self._has_let_go = True
        is_told = self._stage is Stage.WAITING
        await self._drop()
        if is_told:
            await self._send_closed(UNUSED)

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

    async def _request_keyframe(self, media: MediaLeg, row: Leg) -> None:
        """Request a key frame, or restart the leg if the media server may not know its layers
        (ADR 33)."""
        if await in_thread(had_video_muted_early, leg=row):
            await self._restart("VideoUnmuted")
        else:
            await super()._request_keyframe(media, row)

    @property
    def _may_receive(self) -> bool:
        return True

    def _is_let_through(self, feed: int) -> bool:
        """Both gates must be open: the one of who sends, and this side's own."""
        own = self._known.get(self._row.feed_id or 0) if self._row else None
        return own is not None and own.passes and super()._is_let_through(feed)

    @property
    def _has_pending_intents(self) -> bool:
        return self._intents.is_busy

    async def _new_leg(self) -> NewLeg:
        await self._intents.join()
        if self._admission is None:
            raise MayNotConnect
        return await in_thread(
            open_side_leg,
            admission=self._admission,
            sign_in=self._sign_in,
            now=current_time(),
        )

    async def _must_be_ready(self) -> None:
        await self._intents.join()
        if self._admission is None:
            raise MayNotConnect
        visit = await in_thread(must_be_ready, admission=self._admission)
        self._wanted_scope = wanted_scope(visit, self._admission.side)

    async def _must_be_almost_ready(self) -> None:
        """Check that this side needs at most one more press. Raises MayNotConnect."""
        if self._admission is None:
            raise MayNotConnect
        visit = await in_thread(must_be_almost_ready, admission=self._admission)
        self._wanted_scope = wanted_scope(visit, self._admission.side)

    async def _note_streams(self, sdp: str) -> None:
        if self._row is not None:
            self._row.streams = stream_names(sdp)
            await in_thread(note_streams, leg=self._row, streams=self._row.streams)

    async def _mute_what_is_muted(self) -> None:
        """Mute what is muted or paused: before the answer, or behind the closed gate."""
        if self._wanted_scope and self._row is not None:
            await apply_mute(self._server, self._row, now=current_time())

    @property
    def _layer(self) -> int:
        return self._voice_first.substream

    async def _select(self, level: Quality, media: MediaLeg) -> None:
        """Do nothing: the layer of a side follows from what its line carries."""

    def _measure(self, event: LegEvent) -> None:
        if self._row is not None:
            self._ledger.note_event(event, visit=self._row.visit_id, side=self._row.role)

    async def _close_row(self, row: Leg) -> None:
        self._ledger.note_leg_closed(visit=row.visit_id, side=row.role)
        await super()._close_row(row)

    async def _note_devices(self, devices: SentDevices) -> None:
        if self._row is not None:
            self._ledger.note_devices(devices, visit=self._row.visit_id, side=self._row.role)
            await in_thread(note_devices, leg=self._row, devices=devices, now=current_time())


class ConsoleLeg(LegActor):
    """A leg of an officer. Permission is checked once, when it is opened."""

    @property
    def _has_pending_intents(self) -> bool:
        return False

    async def _must_be_ready(self) -> None:
        """Do nothing: it was checked when the leg was opened."""

    async def _note_streams(self, sdp: str) -> None:
        """An officer is never muted."""

    async def _mute_what_is_muted(self) -> None:
        """An officer is never muted."""

    async def _select(self, level: Quality, media: MediaLeg) -> None:
        """Do nothing: there is no picture to choose a layer of."""

    def _measure(self, event: LegEvent) -> None:
        """Do nothing: the ledger is about the two sides."""

    async def _note_devices(self, devices: SentDevices) -> None:
        """Do nothing: these are about the two sides."""


class OfficerLeg(ConsoleLeg):
    """Receives both sides of one live visit: the lowest layer on the wall, the highest opened.

    `visit` is its public id. A wall requests all its legs together, and each leg looks up its own
    visit, so that none waits for the others.
    """

    def __init__(
        self,
        *,
        visit: str,
        facilities: frozenset[str],
        connection: str,
        sign_in: str,
        server: MediaServer,
        send: Send,
        refuse: Refuse,
    ) -> None:
        super().__init__(leg=visit, server=server, send=send, refuse=refuse)
        self._facilities = facilities
        self._connection = connection
        self._sign_in = sign_in
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
            sign_in=self._sign_in,
            now=current_time(),
        )

    async def _refuse_connection(self) -> None:
        await self._send_closed("gone")

    def _receives(self, feed: OpenFeed) -> bool:
        """Return whether to receive the feed now. Officers' voices are left out, because a speaker
        would hear their own voice.

        Janus requests at most one key frame a second from a publisher, and the first one is the
        side's. If an officer subscribed at the same moment, both would wait for the next one.
        """
        if feed.role == VOICE or not feed.passes:
            return False
        wait = feed.asked_for_at + KEY_FRAME_EVERY - current_time()
        if not NO_TIME < wait <= KEY_FRAME_EVERY:  # longer where the demo's clock was set back
            return True
        asyncio.get_running_loop().call_later(wait.total_seconds(), self._schedule_update)
        return False

    @property
    def _layer(self) -> int:
        return HIGHEST if self._level == "high" else LOWEST

    async def _select(self, level: Quality, media: MediaLeg) -> None:
        """Select the layer, unless it is the layer of the subscription: Janus would request a key
        frame, which would arrive before this leg is connected."""
        if level == self._level:
            return
        self._level = level
        for feed in self._received:
            await media.select_layer(feed, substream=self._layer)


class VoiceLeg(ConsoleLeg):
    """Carries an officer's voice to both sides for as long as it is open."""

    def __init__(
        self,
        *,
        visit: Visit,
        connection: str,
        sign_in: str,
        officer: User,
        server: MediaServer,
        send: Send,
        refuse: Refuse,
    ) -> None:
        super().__init__(leg=voice_leg_of(visit.public_id), server=server, send=send, refuse=refuse)
        self._visit = visit
        self._connection = connection
        self._sign_in = sign_in
        self._officer = officer

    async def _new_leg(self) -> NewLeg:
        return await in_thread(self._begin_speaking)

    def _begin_speaking(self) -> NewLeg:
        by, now = actor_of(self._officer), current_time()
        return begin_speaking(
            visit=self._visit,
            connection=self._connection,
            sign_in=self._sign_in,
            by=by,
            now=now,
        )

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
    """Return the browser's name for the voice leg of the visit with this public id."""
    return f"{VOICE}:{visit}"
