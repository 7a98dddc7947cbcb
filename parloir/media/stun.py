"""Asks a relay for a STUN binding (RFC 8489), which it answers to everybody, to see if it works."""

import os
import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from parloir.media.relay import RelayAddress

SECONDS = 2.0
TRIES_OVER_UDP = 3
_COOKIE = 0x2112A442
_BINDING, _BINDING_ANSWER = 0x0001, 0x0101
_HEAD = 20


def answers_a_binding(address: RelayAddress, *, is_verified: bool = True) -> bool:
    """Return whether the relay answers here. `is_verified`: with a certificate that browsers take.

    Takes at most some seconds.
    """
    try:
        with _connected(address, is_verified=is_verified) as connection:
            if address.transport == "udp":
                return any(_is_answered_over_udp(connection) for _ in range(TRIES_OVER_UDP))
            return _is_answered(connection)
    except OSError:
        return False


@contextmanager
def _connected(address: RelayAddress, *, is_verified: bool) -> Iterator[socket.socket]:
    where = (address.host, address.port)
    if address.transport == "udp":
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain:
            plain.settimeout(SECONDS / TRIES_OVER_UDP)
            plain.connect(where)
            yield plain
        return
    with socket.create_connection(where, timeout=SECONDS) as plain:
        if address.transport == "tcp":
            yield plain
            return
        with _tls(is_verified=is_verified).wrap_socket(plain, server_hostname=address.host) as tls:
            yield tls


def _tls(*, is_verified: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not is_verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _is_answered_over_udp(connection: socket.socket) -> bool:
    try:
        return _is_answered(connection)
    except TimeoutError:
        return False  # a lost packet says nothing


def _is_answered(connection: socket.socket) -> bool:
    transaction = os.urandom(12)
    connection.sendall(struct.pack("!HHI", _BINDING, 0, _COOKIE) + transaction)
    answer = connection.recv(2048)
    if len(answer) < _HEAD:
        return False
    kind, _, cookie = struct.unpack_from("!HHI", answer)
    return (kind, cookie, answer[8:_HEAD]) == (_BINDING_ANSWER, _COOKIE, transaction)
