"""What a leg receives of the feeds that it has subscribed to."""

from collections.abc import Collection

from parloir.media.events import Kind


class Relayed:
    """A feed that is held does not pass at all; of one without its picture, the sound does."""

    def __init__(self) -> None:
        self._held: frozenset[int] = frozenset()
        self._without_picture: frozenset[int] = frozenset()

    def added(self, feeds: Collection[int], *, held: Collection[int]) -> None:
        """Note feeds that are subscribed to from now on, and which of them are held."""
        self._held = (self._held - frozenset(feeds)) | (frozenset(feeds) & frozenset(held))
        self._without_picture -= frozenset(feeds)

    def let_through(self, feed_id: int) -> None:
        self._held -= {feed_id}

    def relay_picture(self, feed_id: int, *, relayed: bool) -> None:
        if relayed:
            self._without_picture -= {feed_id}
        else:
            self._without_picture |= {feed_id}

    def passes(self, feed_id: int, kind: Kind) -> bool:
        if feed_id in self._held:
            return False
        return kind == "audio" or feed_id not in self._without_picture
