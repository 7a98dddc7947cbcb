"""A small TURN client (RFC 8489, RFC 8656) that says what a relay answers, step by step.

A browser says only that it has found no way.
"""

import base64
import hashlib
import hmac
import os
import socket
import ssl
import struct
import zlib
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Literal

Transport = Literal["udp", "tcp", "tls"]

MAGIC = 0x2112A442
REQUEST, INDICATION, SUCCESS, ERROR = 0x000, 0x010, 0x100, 0x110
BINDING, ALLOCATE, REFRESH, SEND, DATA, PERMIT, BIND = 0x1, 0x3, 0x4, 0x6, 0x7, 0x8, 0x9
CONNECT = 0xA
CHANNEL_NUMBER, LIFETIME, PEER, RELAYED, DATA_OF = 0x0C, 0x0D, 0x12, 0x16, 0x13
USERNAME, INTEGRITY, CODE, REALM, NONCE = 0x06, 0x08, 0x09, 0x14, 0x15
FAMILY, TRANSPORT, FINGERPRINT, SOFTWARE = 0x17, 0x19, 0x8028, 0x8022
OVER_UDP, OVER_TCP = 17, 6
FIRST_CHANNEL = 0x4000
OK = 0

UNAUTHORIZED, FORBIDDEN, MISMATCH, OVER_QUOTA = 401, 403, 443, 486


@dataclass(frozen=True)
class Answer:
    """`code` is 0 for success, or that of the error."""

    code: int
    attributes: dict[int, bytes] = field(default_factory=dict)


class TurnClient:
    """One connection to the relay, with one allocation at most, from any port or this one."""

    def __init__(
        self,
        relay: tuple[str, int],
        *,
        username: str = "",
        password: str = "",
        over: Transport = "udp",
        server_name: str | None = None,
        patience: float = 5.0,
        port: int = 0,
    ) -> None:
        self._username, self._password = username, password
        self._over = over
        self._realm = self._nonce = b""
        kind = socket.SOCK_DGRAM if over == "udp" else socket.SOCK_STREAM
        plain = socket.socket(socket.AF_INET, kind)
        plain.settimeout(patience)
        plain.bind(("", port))
        plain.connect(relay)
        self._socket = _sealed(plain, server_name) if over == "tls" else plain

    def close(self) -> None:
        self._socket.close()

    # Requests

    def binding(self) -> Answer:
        return self._ask(BINDING, {})

    def allocate(self, *, over: int = OVER_UDP, family: int | None = None) -> Answer:
        wanted = {TRANSPORT: bytes([over, 0, 0, 0])}
        if family is not None:
            wanted[FAMILY] = bytes([family, 0, 0, 0])
        return self._ask_with_credential(ALLOCATE, wanted)

    def refresh(self, *, seconds: int) -> Answer:
        return self._ask_with_credential(REFRESH, {LIFETIME: struct.pack("!I", seconds)})

    def permit(self, peer: str, port: int = 9) -> Answer:
        return self._ask_with_credential(PERMIT, {}, peer=(peer, port))

    def bind(self, peer: str, port: int = 9) -> Answer:
        number = struct.pack("!HH", FIRST_CHANNEL, 0)
        return self._ask_with_credential(BIND, {CHANNEL_NUMBER: number}, peer=(peer, port))

    def send(self, data: bytes, *, peer: tuple[str, int]) -> None:
        """Send data to a peer. The relay answers nothing."""
        transaction = os.urandom(12)
        attributes = {PEER: _xored(*peer, transaction), DATA_OF: data}
        self._socket.sendall(_message(SEND | INDICATION, transaction, attributes))

    def hear(self) -> bytes:
        """Return what the next peer has sent."""
        while True:
            kind, _, attributes = self._next()
            if kind == DATA | INDICATION:
                return attributes[DATA_OF]

    # Private

    def _ask_with_credential(
        self, method: int, attributes: dict[int, bytes], *, peer: tuple[str, int] | None = None
    ) -> Answer:
        """Ask, and if the relay answers with a challenge, ask again with its nonce."""
        answer = self._ask(method, self._signed(attributes), peer=peer)
        if answer.code in (UNAUTHORIZED, 438) and NONCE in answer.attributes:
            is_first = not self._nonce
            self._realm = answer.attributes.get(REALM, self._realm)
            self._nonce = answer.attributes[NONCE]
            if is_first or answer.code == 438:
                answer = self._ask(method, self._signed(attributes), peer=peer)
        return answer

    def _signed(self, attributes: dict[int, bytes]) -> dict[int, bytes]:
        if not self._nonce:
            return attributes
        user = self._username.encode()
        return {**attributes, USERNAME: user, REALM: self._realm, NONCE: self._nonce}

    def _ask(
        self, method: int, attributes: dict[int, bytes], *, peer: tuple[str, int] | None = None
    ) -> Answer:
        transaction = os.urandom(12)
        if peer is not None:
            attributes = {PEER: _xored(*peer, transaction), **attributes}
        key = self._key if USERNAME in attributes else None
        self._socket.sendall(_message(method, transaction, attributes, key=key))
        while True:
            kind, answered, said = self._next()
            if answered == transaction:
                break
        if kind == method | SUCCESS:
            return Answer(OK, said)
        assert kind == method | ERROR, hex(kind)
        return Answer(said[CODE][2] * 100 + said[CODE][3], said)

    @property
    def _key(self) -> bytes:
        words = b":".join([self._username.encode(), self._realm, self._password.encode()])
        return hashlib.md5(words, usedforsecurity=False).digest()

    def _next(self) -> tuple[int, bytes, dict[int, bytes]]:
        if self._over == "udp":
            return _parsed(self._socket.recv(65_536))
        head = self._exactly(20)
        return _parsed(head + self._exactly(struct.unpack_from("!H", head, 2)[0]))

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self._socket.recv(count - len(data))
            if not part:
                raise ConnectionError("the relay has closed the connection")
            data += part
        return data


def relayed_address(answer: Answer) -> tuple[str, int]:
    """Return the address at which the relay receives for this allocation (IPv4)."""
    value = answer.attributes[RELAYED]
    port = struct.unpack_from("!H", value, 2)[0] ^ (MAGIC >> 16)
    return str(IPv4Address(struct.unpack_from("!I", value, 4)[0] ^ MAGIC)), port


def password_of(username: str, *, secret: str) -> str:
    """Return the password as the REST scheme defines it."""
    digest = hmac.digest(secret.encode(), username.encode(), "sha1")
    return base64.b64encode(digest).decode()


def _sealed(plain: socket.socket, server_name: str | None) -> socket.socket:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(plain, server_hostname=server_name)


def _message(
    kind: int, transaction: bytes, attributes: dict[int, bytes], *, key: bytes | None = None
) -> bytes:
    body = b"".join(_attribute(number, value) for number, value in attributes.items())
    if key is not None:
        signed = _head(kind, len(body) + 24, transaction) + body
        body += _attribute(INTEGRITY, hmac.digest(key, signed, "sha1"))
    checked = _head(kind, len(body) + 8, transaction) + body
    body += _attribute(FINGERPRINT, struct.pack("!I", zlib.crc32(checked) ^ 0x5354554E))
    return _head(kind, len(body), transaction) + body


def _head(kind: int, length: int, transaction: bytes) -> bytes:
    return struct.pack("!HHI", kind, length, MAGIC) + transaction


def _attribute(number: int, value: bytes) -> bytes:
    return struct.pack("!HH", number, len(value)) + value + bytes(-len(value) % 4)


def _parsed(message: bytes) -> tuple[int, bytes, dict[int, bytes]]:
    kind, length = struct.unpack_from("!HH", message)
    attributes: dict[int, bytes] = {}
    at = 20
    while at < 20 + length:
        number, size = struct.unpack_from("!HH", message, at)
        attributes.setdefault(number, message[at + 4 : at + 4 + size])
        at += 4 + size + -size % 4
    return kind, message[8:20], attributes


def _xored(address: str, port: int, transaction: bytes) -> bytes:
    where = ip_address(address)
    mask = struct.pack("!I", MAGIC) + transaction
    packed = bytes(one ^ other for one, other in zip(where.packed, mask, strict=False))
    family = 2 if isinstance(where, IPv6Address) else 1
    return struct.pack("!BBH", 0, family, port ^ (MAGIC >> 16)) + packed
