"""The accounts whose sockets this process serves, and what each of them has sent."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from parloir.realtime.flood.bounds import CONNECTING, SOCKETS_OF_ONE_COOKIE, Bounds
from parloir.realtime.flood.token_bucket import TokenBucket

FORGOTTEN_AFTER_S = 15 * 60
"""So long after its last socket, an account's messages and pauses are forgotten."""

SWEPT_EVERY_S = 60


class Cause(StrEnum):
    """Why an account was cut off, for the log."""

    MESSAGES = "too many messages"
    INTENTS = "too many intents waiting"
    HEARTBEATS = "too many heartbeats waiting"
    MEDIA = "too many media messages waiting"
    CONNECTIONS = "too many connections"


class TooMuch(Exception):
    """An account sends more than its bounds allow."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)
        self.cause = cause


class Sender:
    """One account. Its sockets share their limits. With `renderings` they are rendered one after
    another, and with `intents` their intents are carried out so: an account takes up one thread
    with each, however many sockets it has."""

    def __init__(self, bounds: Bounds, *, now: float) -> None:
        self.bounds = bounds
        self.renderings = asyncio.Lock()
        self.intents = asyncio.Lock()
        self._messages = TokenBucket(
            capacity=bounds.messages, per_second=bounds.messages_per_s, now=now
        )
        self._intents = TokenBucket(
            capacity=bounds.intents, per_second=bounds.intents_per_s, now=now
        )
        self._sockets: dict[str, Callable[[], None]] = {}
        self._times_cut_off = 0
        self._paused_until = now
        self._seen_at = now

    def join(self, connection: str, supersede: Callable[[], None], *, now: float) -> None:
        """Count a new socket. If there are too many, the oldest is superseded: the newest is the
        one that a person uses, and old ones may belong to connections that were lost.

        Raises TooMuch.
        """
        self._seen_at = now
        if self.seconds_paused(now=now) > 0 or not self._messages.take(CONNECTING, now=now):
            raise TooMuch(Cause.CONNECTIONS)
        self._sockets[connection] = supersede
        while len(self._sockets) > self.bounds.sockets:
            oldest = next(iter(self._sockets))
            self._sockets.pop(oldest)()

    def leave(self, connection: str, *, now: float) -> None:
        self._seen_at = now
        self._sockets.pop(connection, None)

    def count_message(self, weight: float, *, now: float) -> None:
        """Raises TooMuch."""
        if not self._messages.take(weight, now=now):
            raise TooMuch(Cause.MESSAGES)

    def take_intent(self, *, now: float) -> float:
        """Return 0 if an intent may be carried out now, which counts it, or else after how many
        seconds to try again."""
        if self._intents.take(now=now):
            return 0.0
        return self._intents.seconds_until(now=now)

    def cut_off(self, *, now: float) -> float:
        """Keep the account from connecting for a while. Returns for how many seconds.

        What its other sockets send meanwhile does not make the pause longer.
        """
        paused = self.seconds_paused(now=now)
        if paused > 0:
            return paused
        pause = self.bounds.shortest_pause * 2 ** min(self._times_cut_off, 10)
        self._times_cut_off += 1
        seconds: float = min(pause, self.bounds.longest_pause).total_seconds()
        self._paused_until = now + seconds
        return seconds

    def seconds_paused(self, *, now: float) -> float:
        return max(0.0, self._paused_until - now)

    def is_forgotten(self, *, now: float) -> bool:
        return not self._sockets and now - self._seen_at > FORGOTTEN_AFTER_S


class Senders:
    """All accounts of this process, by a key of the surface's choice."""

    def __init__(self) -> None:
        self._senders: dict[str, Sender] = {}
        self._paused: dict[bytes, float] = {}
        self._connected: Counter[bytes] = Counter()
        self._swept_at = 0.0

    def sender(self, key: str, bounds: Bounds, *, now: float) -> Sender:
        self._sweep(now)
        if key not in self._senders:
            self._senders[key] = Sender(bounds, now=now)
        return self._senders[key]

    def pause_cookies(self, cookies: Iterable[bytes], *, seconds: float, now: float) -> None:
        """Refuse connections with these cookies before anything is looked up."""
        for cookie in cookies:
            self._paused[cookie] = max(self._paused.get(cookie, now), now + seconds)

    def seconds_refused(self, cookies: Iterable[bytes], *, now: float) -> float:
        """Return for how many seconds these cookies are refused; 0 if they are not."""
        return max([0.0, *(self._paused.get(cookie, now) - now for cookie in cookies)])

    def have_too_many(self, cookies: Iterable[bytes]) -> bool:
        """Return whether one of these cookies has as many sockets as one may have."""
        return any(self._connected[cookie] >= SOCKETS_OF_ONE_COOKIE for cookie in cookies)

    @contextmanager
    def connected(self, cookies: Iterable[bytes]) -> Iterator[None]:
        """Count a socket with these cookies while it is open."""
        counted = list(cookies)
        self._connected.update(counted)
        try:
            yield
        finally:
            for cookie in counted:
                self._connected[cookie] -= 1
                if self._connected[cookie] <= 0:
                    del self._connected[cookie]

    def _sweep(self, now: float) -> None:
        if now - self._swept_at < SWEPT_EVERY_S:
            return
        self._swept_at = now
        gone = [key for key, one in self._senders.items() if one.is_forgotten(now=now)]
        for key in gone:
            del self._senders[key]
        self._paused = {cookie: until for cookie, until in self._paused.items() if until > now}


def digest_of(cookie: str) -> bytes:
    """Return what stands for a cookie's value here, so that no token is kept."""
    return hashlib.blake2b(cookie.encode(errors="surrogatepass"), digest_size=16).digest()
