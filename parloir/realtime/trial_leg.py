"""A trial: for some seconds a browser receives its own picture and sound back (ADR 73)."""

import asyncio
import contextlib
import logging
import secrets
from dataclasses import dataclass
from enum import Enum, auto

from parloir.clock import current_time
from parloir.media.errors import BadDescription, MediaError
from parloir.media.events import (
    Direction,
    LegEvent,
    LegLost,
    MediaStopped,
    MediaUp,
    RemovedFromRoom,
    RoomClosed,
)
from parloir.media.protocol import LARGEST_ID, MediaLeg, MediaServer
from parloir.protocol.media import (
    MediaAccept,
    MediaAnswer,
    MediaClosed,
    MediaFromBrowser,
    MediaJoin,
    MediaLeave,
    MediaOffer,
    StreamLabel,
)
from parloir.realtime.flood.bounds import WAITING_FOR_MEDIA
from parloir.realtime.flood.senders import Cause, TooMuch
from parloir.realtime.leg_messages import MediaEvent
from parloir.realtime.rerouted_leg import Send
from parloir.threads import in_thread
from parloir.trials.models import Trial
from parloir.trials.operations import (
    LASTS,
    TrialRefused,
    leg_of,
    note_trial_closed,
    open_trial,
    room_of,
)

TRIAL_LEG = "trial"
OVER, LOST, UNAVAILABLE, NOT_NOW = "over", "lost", "unavailable", "gone"
_ENDS = (RemovedFromRoom, RoomClosed, LegLost)
"""What ends a trial without saying anything of the browser's way."""
_OWN_LAYER = 2

log = logging.getLogger(__name__)


class _Stop(Enum):
    TIME_IS_OVER = auto()
    NOT_WANTED = auto()


@dataclass(frozen=True, slots=True)
class _Stopped:
    why: _Stop


_Message = MediaFromBrowser | MediaEvent | _Stopped


class TrialLeg:
    """Carries out one trial at a time for one socket, a message after the other.

    `owner` is a visitor's public id. The trial ends by itself after its time, with its socket, or
    when the screen no longer has one; the worker ends it if this process cannot.
    """

    def __init__(self, *, owner: str, server: MediaServer, send: Send) -> None:
        self._owner = owner
        self._server = server
        self._send = send
        self._queue: asyncio.Queue[_Message] = asyncio.Queue()
        self._is_allowed = False
        self._attempt = 0
        self._trial: Trial | None = None
        self._media: MediaLeg | None = None
        self._listener: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._runner = asyncio.create_task(self._run())

    # Lifecycle

    def take(self, message: MediaFromBrowser) -> None:
        """Put a message of the browser. Raises TooMuch if as many wait as may."""
        if self._queue.qsize() >= WAITING_FOR_MEDIA:
            raise TooMuch(Cause.MEDIA)
        self._queue.put_nowait(message)

    @property
    def is_allowed(self) -> bool:
        """Whether the screen has a trial. Otherwise none begins, and one that goes on ends."""
        return self._is_allowed

    def allow(self, is_allowed: bool) -> None:
        if self._is_allowed and not is_allowed:
            self._queue.put_nowait(_Stopped(_Stop.NOT_WANTED))
        self._is_allowed = is_allowed

    async def close(self) -> None:
        self._runner.cancel()
        await asyncio.gather(self._runner, return_exceptions=True)
        await self._end()

    # Private

    async def _run(self) -> None:
        while True:
            message = await self._queue.get()
            try:
                await self._handle(message)
            except TrialRefused as refused:
                await self._tell_closed(refused.reason)
            except (MediaError, BadDescription) as error:
                log.info("A trial was lost: %s", type(error).__name__)
                await self._end_and_tell(UNAVAILABLE)
            except Exception:  # no database, or an error of ours: the visit does not need a trial
                log.exception("A trial was lost")
                await self._end_and_tell(UNAVAILABLE)

    async def _handle(self, message: _Message) -> None:
        match message:
            case MediaJoin():
                await self._begin(message)
            case MediaAccept() if self._media is not None and message.attempt == self._attempt:
                await self._media.accept(message.sdp)
            case MediaLeave():
                await self._end()
            case _Stopped(why):
                if self._trial is not None:
                    await self._end_and_tell(OVER if why is _Stop.TIME_IS_OVER else NOT_NOW)
            case MediaEvent(media, event) if media is self._media:
                await self._handle_event(event, media)

    async def _handle_event(self, event: LegEvent, media: MediaLeg) -> None:
        if isinstance(event, MediaUp) and event.direction is Direction.PUBLISH:
            await self._send_back(media)
        elif isinstance(event, MediaStopped):
            await self._end_and_tell(LOST)
        elif isinstance(event, _ENDS):
            await self._end_and_tell(UNAVAILABLE)

    async def _begin(self, message: MediaJoin) -> None:
        await self._end()
        self._attempt = message.attempt
        if not self._is_allowed:
            await self._tell_closed(NOT_NOW)
            return
        trial = await self._written_trial()
        await self._server.open_room(room_of(trial))
        spec = leg_of(trial, session_id=secrets.randbelow(LARGEST_ID) + 1)
        media = self._media = await self._server.open_leg(spec)
        self._listener = asyncio.create_task(self._listen(media))
        answer = await media.publish(message.sdp)
        await self._send(MediaAnswer(leg=TRIAL_LEG, attempt=self._attempt, sdp=answer))

    async def _written_trial(self) -> Trial:
        """Return the new trial once its row is committed, also if this task is cancelled then."""
        writing = asyncio.ensure_future(in_thread(self._open_trial))
        try:
            self._trial = await asyncio.shield(writing)
        except asyncio.CancelledError:
            with contextlib.suppress(TrialRefused):
                self._trial = await writing
            raise
        stop = _Stopped(_Stop.TIME_IS_OVER)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(LASTS.total_seconds(), self._queue.put_nowait, stop)
        return self._trial

    def _open_trial(self) -> Trial:
        return open_trial(owner=self._owner, now=current_time())

    async def _send_back(self, media: MediaLeg) -> None:
        """Let the browser receive what it sends."""
        offer = await media.subscribe({media.spec.feed_id}, substream=_OWN_LAYER)
        if offer is None:
            return
        streams = [
            StreamLabel(mid=one.mid, source=TRIAL_LEG, kind=one.kind) for one in offer.streams
        ]
        await self._send(
            MediaOffer(leg=TRIAL_LEG, attempt=self._attempt, sdp=offer.sdp, streams=streams)
        )

    async def _listen(self, media: MediaLeg) -> None:
        async for event in media.events():
            self._queue.put_nowait(MediaEvent(media, event))

    async def _tell_closed(self, reason: str) -> None:
        await self._send(MediaClosed(leg=TRIAL_LEG, reason=reason))

    async def _end_and_tell(self, reason: str) -> None:
        await self._end()
        await self._tell_closed(reason)

    async def _end(self) -> None:
        """Close the room, which ends all media in it. What fails here the worker does."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._listener is not None:
            self._listener.cancel()
            self._listener = None
        media, self._media = self._media, None
        trial, self._trial = self._trial, None
        if media is not None:
            await media.close()
        if trial is None:
            return
        try:
            await self._server.close_room(room_id=trial.room_id, secret=trial.room_secret)
            await in_thread(note_trial_closed, trial=trial, now=current_time())
        except Exception as error:  # the row stays open, and the worker closes the room
            log.warning("The room of a trial is left to the worker: %s", type(error).__name__)
