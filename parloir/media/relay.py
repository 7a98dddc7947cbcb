"""The relay for browsers that cannot reach the media server: its addresses, and credentials for it.

The relay and this house share a secret. A credential is a name with the moment at which it ends,
and a password that follows from both (the scheme that coturn calls "REST API"). So the relay asks
nobody, and nothing is stored.
"""

import base64
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Transport = Literal["udp", "tcp", "tls"]

SHORTEST_SECRET = 32
NAME_CHARACTERS = 16
_URL = re.compile(
    r"(?P<scheme>turns?):(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)"
    r"(?::(?P<port>[0-9]{1,5}))?(?:\?transport=(?P<transport>udp|tcp))?"
)
_PLAIN_PORT, _TLS_PORT = 3478, 5349


@dataclass(frozen=True, slots=True)
class RelayAddress:
    """`url` is written as browsers take it (RFC 7065)."""

    url: str
    host: str
    port: int
    transport: Transport


@dataclass(frozen=True, slots=True)
class RelayCredential:
    username: str
    password: str


def read_relay_address(url: str) -> RelayAddress:
    """Read `turn:HOST[:PORT][?transport=udp|tcp]` or `turns:HOST[:PORT]`. Raises ValueError.

    TLS is spoken over TCP alone: browsers know no other way.
    """
    parts = _URL.fullmatch(url)
    if parts is None:
        raise ValueError(url)
    is_sealed = parts["scheme"] == "turns"
    port = int(parts["port"] or (_TLS_PORT if is_sealed else _PLAIN_PORT))
    if not 1 <= port <= 65535 or (is_sealed and parts["transport"] == "udp"):
        raise ValueError(url)
    plain: Transport = "tcp" if parts["transport"] == "tcp" else "udp"
    return RelayAddress(url, parts["host"], port, "tls" if is_sealed else plain)


def relay_credential(*, secret: str, name: str, ends_at: datetime) -> RelayCredential:
    """Return the credential with which `name` may use the relay until `ends_at`."""
    username = f"{int(ends_at.timestamp())}:{name}"
    digest = hmac.digest(secret.encode(), username.encode(), "sha1")
    return RelayCredential(username, base64.b64encode(digest).decode())


def name_at_the_relay(owner: str, *, secret: str) -> str:
    """Return the name under which the relay knows and limits the connections of `owner`.

    The same for the same owner, so that asking again gives nobody more. It says nothing of the
    owner to those who do not have the secret.
    """
    digest = hmac.digest(secret.encode(), b"owner " + owner.encode(), "sha256")
    return base64.b32encode(digest).decode().lower()[:NAME_CHARACTERS]
