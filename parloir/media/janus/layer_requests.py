"""Requests another simulcast layer of a feed until it arrives.

A layer changes with a key frame. Janus requests at most one a second from a publisher; a request
that comes too early is stored and never sent.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Sequence

from parloir.media.errors import FeedGone, MediaError
from parloir.media.janus.event_translator import EventTranslator
from parloir.media.janus.replies import Message

REPEAT_S = 1.1
REPEATS = 2


class LayerRequests:
    """The requests of one leg. `configure` sends what is wanted of its streams."""

    def __init__(
        self,
        translator: EventTranslator,
        configure: Callable[[Sequence[Message]], Awaitable[None]],
    ) -> None:
        self._translator = translator
        self._configure = configure
        self._repeating: dict[int, asyncio.Task[None]] = {}

    async def select(self, feed_id: int, *, substream: int, temporal: int) -> None:
        """Request the layer. Raises FeedGone if the leg receives no picture of the feed."""
        await self._request(self.pictures(feed_id), substream=substream, temporal=temporal)
        self._stop(feed_id)
        self._repeating[feed_id] = asyncio.create_task(
            self._repeat(feed_id, substream), name="layer of a feed"
        )

    def pictures(self, feed_id: int) -> list[str]:
        """Return the names (mid) of a feed's pictures in the subscription. Raises FeedGone if there
        are none."""
        mids = self._received(feed_id)
        if not mids:
            raise FeedGone("this leg receives no picture of that feed")
        return mids

    def stop(self) -> None:
        for feed_id in list(self._repeating):
            self._stop(feed_id)

    # Private

    def _received(self, feed_id: int) -> list[str]:
        return [
            each.mid
            for each in self._translator.receives
            if each.feed_id == feed_id and each.kind == "video"
        ]

    async def _request(self, mids: Collection[str], **layer: int) -> None:
        await self._configure([{"mid": mid, **layer} for mid in mids])

    async def _repeat(self, feed_id: int, substream: int) -> None:
        for _ in range(REPEATS):
            await asyncio.sleep(REPEAT_S)
            waiting = [
                mid
                for mid in self._received(feed_id)
                if self._translator.layers.get(mid) != substream
            ]
            if not waiting:
                return
            with contextlib.suppress(MediaError):
                await self._request(waiting, substream=substream)

    def _stop(self, feed_id: int) -> None:
        task = self._repeating.pop(feed_id, None)
        if task is not None:
            task.cancel()
