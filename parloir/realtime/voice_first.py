"""Lessens the pictures that one side receives while its line does not carry them (ADR 77)."""

import contextlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from parloir.media.errors import FeedGone
from parloir.media.protocol import MOST_FRAMES, MediaLeg
from parloir.protocol.media import MediaLine
from parloir.realtime.thin_line import Line, Rung, Second

LEAST_BETWEEN_S = 0.7
"""A browser reports each second. What comes earlier than this is ignored."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of the media server: layers as in `MediaLeg.select_layer`."""

    substream: int
    temporal: int
    relayed: bool = True


_OF_RUNG: Mapping[Rung, _Asked] = {
    Rung.WHOLE: _Asked(2, MOST_FRAMES),
    Rung.SMALL: _Asked(0, MOST_FRAMES),
    Rung.SLOW: _Asked(0, 0),
    Rung.PAUSED: _Asked(0, 0, relayed=False),
}


class VoiceFirst:
    """Belongs to one leg. What is known of the line outlives the leg's attempts."""

    def __init__(self) -> None:
        self._line = Line()
        self._taken_at: float | None = None
        self._is_of_use = False
        self._done: dict[int, Rung] = {}

    @property
    def substream(self) -> int:
        """The layer in which a new feed begins."""
        return _OF_RUNG[self._line.rung].substream

    @property
    def is_paused(self) -> bool:
        return self._line.rung is Rung.PAUSED

    def take(self, message: MediaLine, *, at: float) -> None:
        """Take what a browser reports at this second of a clock that never goes back."""
        if self._taken_at is not None and at - self._taken_at < LEAST_BETWEEN_S:
            return
        self._taken_at = at
        second = Second(message.sound_missing, message.lost, message.delay_ms)
        self._line = self._line.after(second)
        self._is_of_use |= self._line.rung is not Rung.WHOLE

    def begin_leg(self) -> None:
        """Forget what an earlier leg was asked for."""
        self._done = {}

    async def apply(self, media: MediaLeg, feeds: Collection[int]) -> None:
        """Ask for the pictures of these feeds as the line carries them.

        A feed may have taken the place of one whose picture was paused, so nothing is presumed of
        it once a picture was lessened.
        """
        rung = self._line.rung
        self._done = {feed: done for feed, done in self._done.items() if feed in feeds}
        if not self._is_of_use:
            return
        for feed in feeds:
            if self._done.get(feed) is not rung:
                self._done[feed] = rung
                with contextlib.suppress(FeedGone):  # it has left, or is a voice alone
                    await _ask(media, feed, _OF_RUNG[rung])


async def _ask(media: MediaLeg, feed: int, asked: _Asked) -> None:
    if asked.relayed:
        await media.select_layer(feed, substream=asked.substream, temporal=asked.temporal)
    await media.relay_picture(feed, relayed=asked.relayed)
