"""A token bucket: so many at one time, and so many a second after that."""


class TokenBucket:
    """It is full at first. `now` is in seconds, on a clock that never goes back."""

    def __init__(self, *, capacity: float, per_second: float, now: float) -> None:
        self._capacity = capacity
        self._per_second = per_second
        self._left = float(capacity)
        self._at = now

    def take(self, count: float = 1, *, now: float) -> bool:
        """Take so many tokens. Returns False, and takes none, if there are fewer."""
        self._fill(now)
        if self._left < count:
            return False
        self._left -= count
        return True

    def seconds_until(self, count: float = 1, *, now: float) -> float:
        """Return after how many seconds so many can be taken; 0 if they can be taken now."""
        self._fill(now)
        return max(0.0, (count - self._left) / self._per_second)

    def _fill(self, now: float) -> None:
        self._left = min(self._capacity, self._left + (now - self._at) * self._per_second)
        self._at = now
