"""Lessens what one side receives while its line does not carry it: the pictures before the voices,
or where somebody signs, the voices before the pictures' frames (ADR 77)."""

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
    picture: bool = True
    sound: bool = True


_VOICE_FIRST: Mapping[Rung, _Asked] = {
    Rung.WHOLE: _Asked(2, MOST_FRAMES),
    Rung.SMALL: _Asked(0, MOST_FRAMES),
    Rung.SLOW: _Asked(0, 0),
    Rung.PAUSED: _Asked(0, 0, picture=False),
}
_PICTURE_FIRST: Mapping[Rung, _Asked] = {
    Rung.WHOLE: _Asked(2, MOST_FRAMES),
    Rung.SMALL: _Asked(0, MOST_FRAMES),
    Rung.SLOW: _Asked(0, MOST_FRAMES, sound=False),
    Rung.PAUSED: _Asked(0, 0, sound=False),
}


class VoiceFirst:
    """Belongs to one leg. What is known of the line outlives the leg's attempts."""

    def __init__(self) -> None:
        self._line = Line()
        self._taken_at: float | None = None
        self._picture_first = False
        self._is_of_use = False
        self._done: dict[int, _Asked] = {}

    @property
    def substream(self) -> int:
        """The layer in which a new feed begins."""
        return self._asked.substream

    @property
    def is_paused(self) -> bool:
        """Whether the line carries the voices alone."""
        return not self._asked.picture

    @property
    def is_sound_paused(self) -> bool:
        """Whether the line carries the pictures alone."""
        return not self._asked.sound

    def take(self, message: MediaLine, *, at: float) -> None:
        """Take what a browser reports at this second of a clock that never goes back."""
        if self._taken_at is not None and at - self._taken_at < LEAST_BETWEEN_S:
            return
        self._taken_at = at
        if message.picture_first is not self._picture_first:
            self._picture_first, self._line = message.picture_first, Line()
        second = Second(message.sound_missing, message.lost, message.delay_ms)
        self._line = self._line.after(second.of_picture_alone if self._picture_first else second)
        self._is_of_use |= self._line.rung is not Rung.WHOLE

    def begin_leg(self) -> None:
        """Forget what an earlier leg was asked for."""
        self._done = {}

    async def apply(self, media: MediaLeg, feeds: Collection[int]) -> None:
        """Ask for as much of these feeds of sides as the line carries.

        A feed may have taken the place of one whose picture was paused, so nothing is presumed of
        it once a picture was lessened.
        """
        asked = self._asked
        self._done = {feed: done for feed, done in self._done.items() if feed in feeds}
        if not self._is_of_use:
            return
        for feed in feeds:
            if self._done.get(feed) != asked:
                self._done[feed] = asked
                with contextlib.suppress(FeedGone):  # it has left
                    await _ask(media, feed, asked)

    @property
    def _asked(self) -> _Asked:
        return (_PICTURE_FIRST if self._picture_first else _VOICE_FIRST)[self._line.rung]


async def _ask(media: MediaLeg, feed: int, asked: _Asked) -> None:
    if asked.picture:
        await media.select_layer(feed, substream=asked.substream, temporal=asked.temporal)
    await media.relay_picture(feed, relayed=asked.picture)
    await media.relay_sound(feed, relayed=asked.sound)
