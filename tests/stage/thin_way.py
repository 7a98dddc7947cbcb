"""What becomes of packets on one way of a thin line: a rate with a queue, losses, and delays."""

import random
from dataclasses import dataclass

QUEUE_S = 0.3
"""How much waits at most before the line, as in a router that people have at home."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One direction. `loss` is a share of the packets; `jitter_ms` is added to `delay_ms` at most.

    Without `kbit` it is as fast as the machine.
    """

    kbit: float | None = None
    loss: float = 0.0
    delay_ms: float = 0.0
    jitter_ms: float = 0.0


class Course:
    """Decides for packet after packet. The same seed and packets have the same course."""

    def __init__(self, way: Way, *, seed: int) -> None:
        self._way = way
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._free_at = 0.0
        self._last_at = 0.0

    def arrives_at(self, *, sent_at: float, size: int) -> float | None:
        """Return when a packet of so many bytes arrives, in seconds, or None if it is lost.

        No packet overtakes another.
        """
        way = self._way
        if self._chance.random() < way.loss:
            return None
        through_at = sent_at
        if way.kbit is not None:
            begins_at = max(sent_at, self._free_at)
            if begins_at - sent_at > QUEUE_S:
                return None
            through_at = self._free_at = begins_at + size * 8 / (way.kbit * 1000)
        late = (way.delay_ms + self._chance.random() * way.jitter_ms) / 1000
        self._last_at = max(self._last_at, through_at + late)
        return self._last_at
