"""A browser's media leg: an actor that handles one message after the other.

The browser's messages and the media server's events go through one queue, so that nothing here runs
concurrently for the same leg.
"""

import asyncio
import contextlib
import logging
from abc import abstractmethod
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import TypeGuard

from parloir.clock import current_time
from parloir.media.errors import BadDescription, LegGone, MediaError, RoomGone
from parloir.media.events import (
    FeedLeft,
    FeedPublished,
    LegEvent,
    LegLost,
    MediaStopped,
    RemovedFromRoom,
    RoomClosed,
    SubscriptionOffer,
)
from parloir.media.protocol import MediaLeg, MediaServer
from parloir.protocol.errors import ErrorCode
from parloir.protocol.media import (
    MediaAccept,
    MediaAnswer,
    MediaClosed,
    MediaDevices,
    MediaFromBrowser,
    MediaJoin,
    MediaLeave,
    MediaQuality,
    MediaReroute,
    MediaRestart,
    MediaWatch,
    Quality,
)
from parloir.realtime.flood.bounds import WAITING_FOR_MEDIA
from parloir.realtime.flood.senders import Cause, TooMuch
from parloir.realtime.leg_messages import (
    LetGo,
    LookAtArrivals,
    MediaEvent,
    Prepare,
    UpdateSubscription,
    VideoUnmuted,
)
from parloir.realtime.rerouted_leg import ReroutedLeg, Send
from parloir.threads import in_thread
from parloir.visits.legs import (
    MayNotConnect,
    NewLeg,
    SentDevices,
    close_leg,
    open_feeds,
)
from parloir.visits.models import DeviceState, Leg
from parloir.visits.queries import is_open
from parloir.visits.rooms import leg_spec

ROOM_RETRY_SECONDS = 0.025
ROOM_TRIES = 80

log = logging.getLogger(__name__)

Refuse = Callable[[ErrorCode], Awaitable[None]]
LegMessage = (
    MediaFromBrowser
    | MediaEvent
    | UpdateSubscription
    | Prepare
    | LetGo
    | VideoUnmuted
    | LookAtArrivals
)
_ENDS = (RemovedFromRoom, RoomClosed, LegLost, MediaStopped)


class Stage(Enum):
    """How far a leg is. `WAITING`: the browser is connected behind its closed gate."""

    OUT = auto()
    IN_ROOM = auto()
    WAITING = auto()
    JOINED = auto()


class LegActor(ReroutedLeg):
    """Keeps a browser's connection to the media server in step with its visit.

    `leg` is the browser's name for the leg. `send` writes to the browser, and `refuse` writes an
    error.
    """

    def __init__(self, *, leg: str, server: MediaServer, send: Send, refuse: Refuse) -> None:
        super().__init__()
        self.leg = leg
        self._server = server
        self._send = send
        self._refuse = refuse
        self._queue: asyncio.Queue[LegMessage] = asyncio.Queue()
        self._attempt = 0
        self._row: Leg | None = None
        self._media: MediaLeg | None = None
        self._listener: asyncio.Task[None] | None = None
        self._update_is_scheduled = False
        self._stage = Stage.OUT
        self._runner = asyncio.create_task(self._run())

    # Lifecycle

    def put(self, message: LegMessage) -> None:
        self._queue.put_nowait(message)

    def look_at_gates(self) -> None:
        """Receive what may be received by now, if a gate was closed when this leg looked last."""
        if self._stage is Stage.WAITING or self._waits_for_a_gate:
            self._schedule_update()

    def take(self, message: MediaFromBrowser) -> None:
        """Put a message of the browser. Raises TooMuch if as many wait as may."""
        if self._queue.qsize() >= WAITING_FOR_MEDIA:
            raise TooMuch(Cause.MEDIA)
        self.put(message)

    async def close(self) -> None:
        self._runner.cancel()
        await asyncio.gather(self._runner, return_exceptions=True)
        await self._drop()

    @abstractmethod
    async def _new_leg(self) -> NewLeg:
        """Commit the row of the next generation of this leg. Raises MayNotConnect."""

    @abstractmethod
    async def _must_be_ready(self) -> None:
        """Check that this leg may send and receive. Raises MayNotConnect."""

    async def _refuse_connection(self) -> None:
        await self._refuse(ErrorCode.NOT_ALLOWED_NOW)

    @abstractmethod
    async def _note_streams(self, sdp: str) -> None:
        """Store which streams the offer has, while the media server works on it."""

    @abstractmethod
    async def _mute_what_is_muted(self) -> None:
        """Mute what the visit wants muted of this leg, once the media server has its offer."""

    async def _request_keyframe(self, media: MediaLeg, row: Leg) -> None:
        """Request a key frame from the browser, whose picture was muted and is so no longer."""
        await media.request_keyframe()

    @property
    @abstractmethod
    def _has_pending_intents(self) -> bool:
        """Whether an intent is being carried out that may make this leg ready."""

    @property
    @abstractmethod
    def _may_receive(self) -> bool:
        """Whether this leg may receive the others' media now."""

    @abstractmethod
    async def _select(self, level: Quality, media: MediaLeg) -> None:
        """Receive the layer that the browser requests."""

    @abstractmethod
    def _measure(self, event: LegEvent) -> None:
        """Note what the media server told, for the ledger of the visit."""

    @abstractmethod
    async def _note_devices(self, devices: SentDevices) -> None:
        """Store which devices the side sends with."""

    # Private

    async def _run(self) -> None:
        while True:
            message = await self._queue.get()
            try:
                await self._handle(message)
            except MayNotConnect:
                await self._refuse_connection()
            except BadDescription:
                await self._refuse(ErrorCode.MEDIA_REFUSED)
            except LegGone:
                await self._gone(message)
            except MediaError as error:
                log.warning("Leg %s lost: %s", self.leg, type(error).__name__)
                await self._lose()
            except Exception:  # no database, or an error of ours: the browser joins again
                log.exception("Leg %s lost", self.leg)
                await self._lose()

    async def _gone(self, message: LegMessage) -> None:
        """Handle a leg that a request found lost, before its event was read: as that event.

        A browser that is just joining is told to try later: it backs off.
        """
        if isinstance(message, MediaJoin | MediaWatch) or self._stage is Stage.OUT:
            await self._lose()
        else:
            await self._handle_event(LegLost("a request found it gone"))

    async def _lose(self) -> None:
        """Drop the leg and let the browser join again, unless the visit has ended meanwhile."""
        visit = self._row.visit_id if self._row else None
        is_over = False
        try:
            await self._drop()
            is_over = visit is not None and not await in_thread(is_open, visit)
        except Exception:  # its row is closed with its owner's next leg, or with the room
            log.exception("What is left of leg %s could not be closed", self.leg)
        if is_over:
            await self._send_closed("gone")
        else:
            await self._refuse(ErrorCode.MEDIA_UNAVAILABLE)

    async def _handle(self, message: LegMessage) -> None:
        if isinstance(message, MediaJoin | MediaWatch):
            await self._join(message)
        elif isinstance(message, Prepare):
            await self._prepare(wanted=message.wanted)
        elif isinstance(message, MediaLeave):
            await self._drop()
        elif isinstance(message, MediaEvent):
            if message.media is self._media:
                await self._handle_event(message.event)
        elif isinstance(message, UpdateSubscription | VideoUnmuted | LookAtArrivals):
            await self._handle_reminder(message)
        elif self._media is not None and self._is_of_this_attempt(message):
            await self._pass_on(message, self._media)

    async def _handle_reminder(
        self, message: UpdateSubscription | VideoUnmuted | LookAtArrivals
    ) -> None:
        if isinstance(message, UpdateSubscription):
            self._update_is_scheduled = False
            await self._update_subscription()
        elif isinstance(message, LookAtArrivals):
            await self._look_at_arrivals()
        elif self._media is not None and self._row is not None and self._row.streams:
            await self._request_keyframe(self._media, self._row)

    def _is_of_this_attempt(
        self, message: LegMessage
    ) -> TypeGuard[MediaAccept | MediaQuality | MediaDevices | MediaReroute]:
        of_an_attempt = MediaAccept | MediaQuality | MediaDevices | MediaReroute
        return isinstance(message, of_an_attempt) and message.attempt == self._attempt

    async def _handle_event(self, event: LegEvent) -> None:
        self._measure(event)
        self._note_arrivals(event)
        if isinstance(event, FeedPublished):
            self._feeds.add(event.feed_id)
            self._schedule_update()
        elif isinstance(event, FeedLeft):
            self._feeds.discard(event.feed_id)
            self._held -= {event.feed_id}
            await self._update_subscription()
        elif isinstance(event, SubscriptionOffer):
            await self._send_offer(event)
        elif isinstance(event, _ENDS):
            await self._ended(event)

    def _schedule_update(self) -> None:
        """Update the subscription after all messages in the queue: feeds that were announced
        together are subscribed to together, with one offer."""
        if not self._update_is_scheduled:
            self._update_is_scheduled = True
            self.put(UpdateSubscription())

    async def _join(self, message: MediaJoin | MediaWatch) -> None:
        media = await self._in_room()
        self._attempt = message.attempt
        goes_ahead = isinstance(message, MediaJoin) and self._has_pending_intents
        if not goes_ahead:
            await self._must_be_ready()
        self._stage = Stage.JOINED
        if isinstance(message, MediaJoin):
            await self._publish(message.sdp, media, may_answer=self._must_be_ready)
        await self._update_subscription()

    async def _in_room(self) -> MediaLeg:
        """Return a leg that is in the room and has no connection yet."""
        if self._stage is not Stage.IN_ROOM:
            await self._drop()
        return self._media or await self._enter()

    async def _publish(
        self, sdp: str, media: MediaLeg, *, may_answer: Callable[[], Awaitable[None]]
    ) -> None:
        """Publish the browser's offer, while the row and the pending intent are being committed.

        `may_answer` raises MayNotConnect. No media flows before the browser has the answer, and it
        gets none if the intent fails.
        """
        noting = asyncio.ensure_future(self._note_streams(sdp))
        try:
            answer = await media.publish(sdp)
        finally:
            await noting
        await self._drop_unless(may_answer)
        await self._mute_what_is_muted()
        await self._answer(answer)

    async def _drop_unless(self, allowed: Callable[[], Awaitable[None]]) -> None:
        """Raises MayNotConnect, and drops the leg before, if `allowed` does."""
        try:
            await allowed()
        except MayNotConnect:
            await self._drop()
            raise

    async def _answer(self, sdp: str) -> None:
        await self._send(MediaAnswer(leg=self.leg, attempt=self._attempt, sdp=sdp))

    async def _enter(self) -> MediaLeg:
        """Open a new leg in the room. From then on it receives the room's events."""
        new = await self._committed_leg()
        for session in new.left_over:
            await self._server.discard_leg(session_id=session)
        media = self._media = await self._open(new)
        self._listener = asyncio.create_task(self._listen(media))
        self._stage = Stage.IN_ROOM
        return media

    async def _committed_leg(self) -> NewLeg:
        """Return the new leg's row once it is committed.

        If this leg is closed meanwhile, the row is awaited and closed too: the thread that writes
        it cannot be stopped.
        """
        writing = asyncio.ensure_future(self._new_leg())
        try:
            new = await asyncio.shield(writing)
        except asyncio.CancelledError:
            with contextlib.suppress(MayNotConnect):
                self._row = (await writing).leg
            raise
        self._row = new.leg
        return new

    async def _prepare(self, *, wanted: bool) -> None:
        if self._stage in {Stage.IN_ROOM, Stage.WAITING} and not wanted:
            await self._drop()
        elif wanted and self._row is None:
            try:
                await self._enter()
            except (MayNotConnect, MediaError):
                await self._drop()  # joining tries again, and says what is wrong

    async def _open(self, new: NewLeg) -> MediaLeg:
        """Open the leg. Waits for the media reconciler, which opens a room within milliseconds."""
        spec = leg_spec(new.leg, new.visit)
        for _ in range(ROOM_TRIES):
            try:
                return await self._server.open_leg(spec)
            except RoomGone:
                await asyncio.sleep(ROOM_RETRY_SECONDS)
        return await self._server.open_leg(spec)

    async def _listen(self, media: MediaLeg) -> None:
        async for event in media.events():
            self._queue.put_nowait(MediaEvent(media, event))

    async def _pass_on(
        self, message: MediaAccept | MediaQuality | MediaDevices | MediaReroute, media: MediaLeg
    ) -> None:
        if isinstance(message, MediaAccept):
            await media.accept(message.sdp)
        elif isinstance(message, MediaReroute):
            await self._reroute(message, media)
        elif isinstance(message, MediaDevices):
            camera, microphone = DeviceState(message.camera), DeviceState(message.microphone)
            await self._note_devices(SentDevices(camera, microphone, message.signs))
        else:
            await self._select(message.level, media)

    def _look_at_arrivals_later(self) -> None:
        self.put(LookAtArrivals())

    @property
    def _is_joined(self) -> bool:
        return self._stage is Stage.JOINED

    async def _update_subscription(self) -> None:
        media = self._media
        if media is None or self._stage in {Stage.OUT, Stage.IN_ROOM} or not self._may_receive:
            return
        await self._read_gates()
        wanted = self._feeds_to_receive()
        if wanted and wanted != self._received:
            offer = await self._subscribe(wanted, media)
            if offer is not None:
                await self._send(offer)
        await self._let_through(media)

    async def _read_gates(self) -> None:
        """Read the legs of the visit again, if one is unknown or behind a closed gate."""
        is_known = self._feeds <= self._known.keys() and self._stage is Stage.JOINED
        if (is_known and not self._waits_for_a_gate) or self._row is None:
            return
        self._known = await in_thread(open_feeds, visit=self._row.visit)
        own = self._known.get(self._row.feed_id or 0)
        if self._stage is Stage.WAITING and own is not None and own.has_begun:
            self._stage = Stage.JOINED

    @property
    def _is_unhurried(self) -> bool:
        return self._stage is Stage.WAITING

    async def _send_offer(self, offer: SubscriptionOffer) -> None:
        await self._send(self._offer_of(offer))

    async def _ended(self, event: LegEvent) -> None:
        """Restart the leg while the visit goes on; otherwise close it."""
        if self._stage is Stage.IN_ROOM:
            await self._drop()  # the browser knows nothing of it yet
            return
        visit = self._row.visit_id if self._row else None
        reason = type(event).__name__
        if await in_thread(is_open, visit):
            await self._restart(reason)
            return
        await self._drop()
        await self._send_closed(reason)

    async def _send_closed(self, reason: str) -> None:
        await self._send(MediaClosed(leg=self.leg, reason=reason))

    async def _restart(self, reason: str) -> None:
        await self._drop()
        await self._send(MediaRestart(leg=self.leg, attempt=self._attempt, reason=reason))

    async def _drop(self) -> None:
        if self._listener is not None:
            self._listener.cancel()
            self._listener = None
        media, self._media = self._media, None
        row, self._row = self._row, None
        self._forget_feeds()
        self._forget_arrivals()
        self._stage = Stage.OUT
        releasing = asyncio.ensure_future(self._release(media, row))
        try:
            await asyncio.shield(releasing)
        except asyncio.CancelledError:
            await releasing  # nobody else knows of this row any more
            raise

    async def _release(self, media: MediaLeg | None, row: Leg | None) -> None:
        if media is not None:
            await media.close()
        if row is not None:
            await self._close_row(row)

    async def _close_row(self, row: Leg) -> None:
        await in_thread(close_leg, leg=row, now=current_time())
