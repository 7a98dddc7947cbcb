"""What a leg receives of the feeds that it has subscribed to."""

from collections.abc import Collection

from parloir.media.events import Kind


class Relayed:
    """A feed that is held does not pass at all; of one without its picture, the sound does, and of
    one without its sound, the picture."""

    def __init__(self) -> None:
        self._held: frozenset[int] = frozenset()
        self._without: frozenset[tuple[int, Kind]] = frozenset()

    def added(self, feeds: Collection[int], *, held: Collection[int]) -> None:
        """Note feeds that are subscribed to from now on, and which of them are held."""
        self._held = (self._held - frozenset(feeds)) | (frozenset(feeds) & frozenset(held))
        self._without = frozenset(one for one in self._without if one[0] not in feeds)

    def let_through(self, feed_id: int) -> None:
        self._held -= {feed_id}

    def relay(self, feed_id: int, kind: Kind, *, relayed: bool) -> None:
        if relayed:
            self._without -= {(feed_id, kind)}
        else:
            self._without |= {(feed_id, kind)}

    def passes(self, feed_id: int, kind: Kind) -> bool:
        return feed_id not in self._held and (feed_id, kind) not in self._without
