"""The ways of a leg's connections: another one where the browser asks for it (ADR 72), or where
nothing of it arrives (ADR 80)."""

import asyncio
import logging
import math
from abc import abstractmethod
from collections.abc import Awaitable, Callable

from parloir.media.events import LegEvent, MediaFlow
from parloir.media.protocol import MediaLeg
from parloir.protocol.base import ToBrowser
from parloir.protocol.media import MediaAnswer, MediaReroute, MediaUnheard
from parloir.realtime import unheard
from parloir.realtime.gated_feeds import GatedFeeds
from parloir.realtime.unheard import Step, Unheard

REROUTE_EVERY_S = 2.0
"""A browser asks less often. What a manipulated page asks in between costs nothing."""

UNHEARD = "unheard"

log = logging.getLogger(__name__)

Send = Callable[[ToBrowser], Awaitable[None]]


class ReroutedLeg(GatedFeeds):
    """Part of a leg's actor."""

    _send: Send

    def __init__(self) -> None:
        super().__init__()
        self._rerouted_at = -math.inf
        self._unheard = Unheard()
        self._next_look: asyncio.TimerHandle | None = None

    @abstractmethod
    def _look_at_arrivals_later(self) -> None:
        """Put a message into the queue that leads to `_look_at_arrivals`."""

    @property
    @abstractmethod
    def _is_joined(self) -> bool:
        """Whether the browser sends."""

    @abstractmethod
    async def _restart(self, reason: str) -> None:
        """Let the leg begin again with new connections."""

    async def _reroute(self, message: MediaReroute, media: MediaLeg) -> None:
        """Let the leg's connections take another way. All else of the leg stays."""
        now = _now()
        if now - self._rerouted_at < REROUTE_EVERY_S:
            return
        self._rerouted_at = now
        self._unheard.note_rerouted(at=now)
        log.info("Leg %s takes another way", self.leg)
        if message.sdp is not None:
            answer = await media.reroute_sending(message.sdp)
            await self._send(MediaAnswer(leg=self.leg, attempt=self._attempt, sdp=answer))
        offer = await media.reroute_receiving()
        if offer is not None:
            await self._send(self._offer_of(offer))

    def _note_arrivals(self, event: LegEvent) -> None:
        if isinstance(event, MediaFlow) and self._unheard.note(event, at=_now()):
            self._look_in(unheard.SILENT_AFTER_S)

    async def _look_at_arrivals(self) -> None:
        """Ask the page for another way if nothing arrives from it, though its socket lives."""
        if not self._is_joined:
            return
        step = self._unheard.next_step(at=_now())
        if step is Step.RESTART:
            log.info("Leg %s begins again: nothing of it arrives", self.leg)
            await self._restart(UNHEARD)
            return
        if step is Step.ASK:
            log.info("Leg %s is asked for another way: nothing of it arrives", self.leg)
            await self._send(MediaUnheard(leg=self.leg, attempt=self._attempt))
        if step is not Step.NOTHING:
            self._look_in(unheard.LOOKS_AGAIN_AFTER_S)

    def _forget_arrivals(self) -> None:
        self._unheard = Unheard()
        if self._next_look is not None:
            self._next_look.cancel()
            self._next_look = None

    def _look_in(self, seconds: float) -> None:
        if self._next_look is not None:
            self._next_look.cancel()
        loop = asyncio.get_running_loop()
        self._next_look = loop.call_later(seconds, self._look_at_arrivals_later)


def _now() -> float:
    return asyncio.get_running_loop().time()
