"""python -m bench.slow_attack: connections that do everything as slowly as possible.

Orders: `port`, `connections`, `seconds`. It prints how many the server still holds after so many
seconds.
"""

import itertools
import re
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache

import psutil

from bench.attacker import orders

# Enough answers to fill what the kernel keeps for a reader who does not read.
UNREAD_FILES = 60
SMALL_BUFFER = 4096
# The server has closed these, and the kernel keeps a note of them, without data, for a minute.
_NOTES_OF_THE_KERNEL = frozenset({psutil.CONN_TIME_WAIT, psutil.CONN_FIN_WAIT2})


def main() -> None:
    told = orders()
    _style_sheet(int(told["port"]))
    ends_at = time.monotonic() + float(told["seconds"])
    slow = [
        way(int(told["port"]))
        for way in itertools.islice(itertools.cycle(WAYS), int(told["connections"]))
    ]
    while time.monotonic() < ends_at:
        for one in slow:
            one.goes_on()
        time.sleep(1)
    sys.stdout.write(f"{held_by_server(int(told['port']), slow)}\n")


class Slow:
    """A connection that begins with some bytes, and then sends a few each second."""

    def __init__(self, port: int, begins: bytes, then: bytes, *, reads: bool = True) -> None:
        self._then, self._reads = then, reads
        self.port: int | None = None
        self._socket = socket.socket()
        if not reads:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        with suppress(OSError):
            self._socket.connect(("127.0.0.1", port))
            self.port = self._socket.getsockname()[1]
            self._socket.setblocking(False)
            self._socket.send(begins)

    def goes_on(self) -> None:
        with suppress(OSError):
            self._socket.send(self._then)
        if self._reads:
            with suppress(OSError):
                self._socket.recv(65536)


def held_by_server(port: int, slow: Iterable[Slow]) -> int:
    """Return how many of these the server or its kernel holds, at the server's end.

    A connection that the server has closed is counted while the kernel still keeps the rest of an
    answer for it. The client's end does not tell: the kernel forgets such a connection silently.
    """
    senders = {one.port for one in slow} - {None}
    held = 0
    for each in psutil.net_connections(kind="tcp4"):
        if each.laddr and each.raddr and each.status not in _NOTES_OF_THE_KERNEL:
            held += each.laddr.port == port and each.raddr.port in senders
    return held


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


@cache
def _style_sheet(port: int) -> str:
    """Return the address of the site's styles, which are large and cost the server little."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
        found = re.search(r'href="(/static/[^"]+\.css)"', page.read().decode())
    assert found is not None
    return found[1]


def _post(path: str) -> bytes:
    return (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n").encode()


WAYS: tuple[Callable[[int], Slow], ...] = (
    lambda port: Slow(port, b"", b""),
    lambda port: Slow(port, b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X-Slow: 1\r\n"),
    lambda port: Slow(port, _post("/account/login/"), b"x"),
    lambda port: Slow(port, _post("/nowhere/"), b"x"),
    lambda port: Slow(port, _get(_style_sheet(port)) * UNREAD_FILES, b"", reads=False),
)

if __name__ == "__main__":
    main()
