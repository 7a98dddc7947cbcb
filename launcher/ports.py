"""The ports of one instance: a slice that no other instance on this machine uses.

The first port of a slice is a UDP socket, the guard, that stays bound while the instance runs.
So two starts at the same moment cannot take the same slice, and no register is needed that a
crash could leave wrong: the kernel frees the guard with its process.
"""

import errno
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from launcher.console import SetUpError
from launcher.janus_config import JanusPorts
from launcher.turn_config import TurnPorts

# Below Linux's range of ephemeral ports (from 32768), which browsers and clients use.
FIRST_SLICE = 11_000
LAST_SLICE = 31_000
WIDTH = 1_000
# A relay, if there is one, sends from the ports of the slice from this one on.
FIRST_OF_RELAY = 700
# Chromium sends nothing to these ports, to UDP ports neither: a leg that is given one never
# connects, and nobody is told why (the Fetch standard, "bad port"; those from 1024 on).
REFUSED_BY_BROWSERS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6679, 6697, 10_080}
    | set(range(6665, 6670))
)
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, kw_only=True)
class PortSlice:
    first: int
    guard: socket.socket

    @property
    def mail(self) -> int:
        return self.first + 3

    @property
    def janus(self) -> JanusPorts:
        return self.janus_with(relay=False)

    def janus_with(self, *, relay: bool) -> JanusPorts:
        """Return the ports of the media server. A relay takes some of those for media."""
        return JanusPorts(
            api=self.first + 1,
            media_first=self.first + 10,
            media_last=self.first + (FIRST_OF_RELAY if relay else WIDTH) - 1,
        )

    @property
    def turn(self) -> TurnPorts:
        return TurnPorts(
            plain=self.first + 4,
            tls=self.first + 5,
            relay_first=self.first + FIRST_OF_RELAY,
            relay_last=self.first + WIDTH - 1,
        )


def take_slice(*, remembered: int | None) -> PortSlice:
    """Return the remembered slice if it can be used, else the next free one, with its guard.

    A remembered slice that has a port for media which browsers refuse is left. The caller must
    keep the guard open.
    """
    for first in _in_order(remembered):
        guard = _bound_guard(first)
        if guard is None:
            continue
        taken = PortSlice(first=first, guard=guard)
        if all(is_free(port) for port in (taken.janus.api, taken.mail)):
            return taken
        guard.close()
    raise SetUpError(
        f"No free ports are left between {FIRST_SLICE} and {LAST_SLICE + WIDTH - 1}: stop an "
        "instance that is not needed any more, then start again."
    )


def is_free(port: int, *, address: str = LOOPBACK) -> bool:
    """Return whether a TCP server could listen on this port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen(1)
        except OSError as refusal:
            if refusal.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def _in_order(remembered: int | None) -> Iterator[int]:
    if remembered is not None and browsers_reach(remembered):
        yield remembered
    yield from range(FIRST_SLICE, LAST_SLICE + 1, WIDTH)


def browsers_reach(first: int) -> bool:
    """Return whether browsers send to every port of the slice that begins here."""
    return REFUSED_BY_BROWSERS.isdisjoint(range(first, first + WIDTH))


def _bound_guard(first: int) -> socket.socket | None:
    guard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        guard.bind((LOOPBACK, first))
    except OSError as refusal:
        guard.close()
        if refusal.errno in (errno.EADDRINUSE, errno.EACCES):
            return None
        raise
    return guard
