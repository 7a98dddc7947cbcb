"""When a page is asked for another way because nothing of it arrives (ADR 80). Pure.

A page notices by itself, after two or three seconds, that nothing arrives from the media server. It
may not notice that nothing arrives there: its messages and its other connection go on.
"""

from enum import Enum, auto

from parloir.media.events import MediaFlow

SILENT_AFTER_S = 3.0
"""The page is asked after so long a silence, of which the media server tells a second later."""

LOOKS_AGAIN_AFTER_S = 6.0
"""A page takes another way once in six seconds (`frontend/call/rerouting.ts`)."""

MOST_ASKED = 3
"""A page that does not react is asked no further: it may be asleep, and wakes with its leg."""


class Step(Enum):
    """`RESTART`: another way has not helped. `LOOK_AGAIN` and `ASK` are followed by another look,
    `NOTHING` by none."""

    NOTHING = auto()
    LOOK_AGAIN = auto()
    ASK = auto()
    RESTART = auto()


class Unheard:
    """What arrives from one page. Every moment is passed in, in seconds, in order."""

    def __init__(self) -> None:
        self._flowing: set[tuple[str, int]] = set()
        self._silent_since: float | None = None
        self._rerouted_at: float | None = None
        self._asked = 0

    def note(self, event: MediaFlow, *, at: float) -> bool:
        """Note what the media server told. Returns whether nothing arrives any more since then."""
        stream = (event.mid, event.substream)
        before = bool(self._flowing)
        if event.flowing:
            self._flowing.add(stream)
            self._silent_since = self._rerouted_at = None
            self._asked = 0
        else:
            self._flowing.discard(stream)
        if not before or self._flowing:
            return False
        self._silent_since = at
        return True

    def note_rerouted(self, *, at: float) -> None:
        """Note that the page takes another way now."""
        if self._silent_since is not None:
            self._rerouted_at = at

    def next_step(self, *, at: float) -> Step:
        """Return what to do now. An `ASK` that is returned counts as asked."""
        if self._silent_since is None:
            return Step.NOTHING
        if at - self._silent_since < SILENT_AFTER_S:
            return Step.LOOK_AGAIN
        if self._rerouted_at is not None:
            is_early = at - self._rerouted_at < LOOKS_AGAIN_AFTER_S
            return Step.LOOK_AGAIN if is_early else Step.RESTART
        if self._asked >= MOST_ASKED:
            return Step.NOTHING
        self._asked += 1
        return Step.ASK
