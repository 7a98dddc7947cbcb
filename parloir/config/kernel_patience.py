"""How long the kernel waits for a client that takes nothing of what was sent to it.

Without a limit, a client that is there and does not read keeps what was sent in our memory without
end, also after the connection is closed here: no process has it any more, and no timer of ours.
"""

import socket
from asyncio.trsock import TransportSocket
from typing import Final

# The option belongs to TCP: a Unix socket of a proxy has none.
_TCP_FAMILIES: Final = frozenset({socket.AF_INET, socket.AF_INET6})


def limit_kernel_patience(connection: socket.socket | TransportSocket, *, seconds: float) -> None:
    """Let the kernel end it after so long (tcp(7), TCP_USER_TIMEOUT).

    On a listening socket it applies to each connection that is accepted from now on.
    """
    if connection.family in _TCP_FAMILIES:
        milliseconds = round(seconds * 1000)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
