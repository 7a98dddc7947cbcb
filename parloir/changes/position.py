"""The position of a follower in the change feed."""

from collections.abc import Iterable

# No transaction lasts as long as this: an id that is still missing then was rolled back.
WAITS_SECONDS = 60.0
# A restored database may continue with a much higher id; the ids between are never written.
MOST_MISSING = 1000

Row = tuple[int, str]


class Position:
    """The changes that have been taken, and the lower ids that may still be committed.

    PostgreSQL assigns ids when rows are written and shows them when they are committed, so a lower
    id may appear after a higher one. A skipped id is waited for until its transaction must be over.
    Times are seconds of a monotonic clock.
    """

    def __init__(self) -> None:
        self.latest: int | None = None
        self._missing: dict[int, float] = {}

    @property
    def missing(self) -> list[int]:
        """Return the skipped ids to query, in addition to those above `latest`."""
        return list(self._missing)

    def begin(self, recent: Iterable[int], *, at: float) -> None:
        """Start after the existing changes, of which `recent` are the latest ids."""
        ids = sorted(recent)
        self.latest = ids[0] - 1 if ids else 0
        self.take([(number, "") for number in ids], at=at)

    def take(self, rows: Iterable[Row], *, at: float) -> frozenset[str]:
        """Take these rows, and return their topics.

        `rows` are in order of id: those above `latest`, and those of `missing`.
        """
        assert self.latest is not None  # noqa: S101 - begun before anything is taken
        self._forget_rolled_back(at)
        topics: set[str] = set()
        for number, topic in rows:
            topics.add(topic)
            if number <= self.latest:
                self._missing.pop(number, None)
                continue
            passed_over = range(max(self.latest + 1, number - MOST_MISSING), number)
            self._missing |= dict.fromkeys(passed_over, at + WAITS_SECONDS)
            self.latest = number
        return frozenset(topics)

    def _forget_rolled_back(self, at: float) -> None:
        self._missing = {number: until for number, until in self._missing.items() if at < until}
