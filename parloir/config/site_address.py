"""Whether a request is for this site: the host and port that it names, and its origin.

Around the whole application, for pages and sockets. Behind a proxy of `PARLOIR_TRUSTED_PROXIES`
the forwarded host, scheme and client are taken; from anybody else these headers say nothing.

These addresses are ours: `PARLOIR_BASE_URL`, those of `PARLOIR_HOSTS`, and for a client on this
machine itself also a loopback name with the port on which we listen (in the demo, with any port).
"""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from parloir.config.wrong_address import refuse_page, refuse_socket

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

DEFAULT_PORTS = {"http": 80, "https": 443}
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
ANY_PORT = "*"


@dataclass(frozen=True, slots=True)
class Address:
    """A host name in lower case, and a port; None if none was named."""

    host: str
    port: int | None

    def with_port_of(self, scheme: str) -> "Address":
        return Address(self.host, self.port or DEFAULT_PORTS.get(scheme))


@dataclass(frozen=True, slots=True)
class Origin:
    scheme: str
    address: Address


class SiteAddress:
    """Passes on what is for this site and, for a socket, comes from one of its pages."""

    def __init__(self, application: Application) -> None:
        self._application = application
        # It takes client and scheme from the headers of a trusted proxy.
        self._proxies = ProxyHeadersMiddleware(
            self._check,  # type: ignore[arg-type]
            trusted_hosts=settings.TRUSTED_PROXIES,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._application(scope, receive, send)
            return
        peer = scope.get("client")
        if peer is not None and peer[0] in self._proxies.trusted_hosts:
            scope = {**scope, "headers": _with_forwarded_host(scope["headers"])}
        await self._proxies(scope, receive, send)  # type: ignore[arg-type]

    async def _check(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = _asked_address(scope)
        if scope["type"] == "http":
            if host is None:
                await refuse_page(scope, send)
                return
        elif host is None or not _comes_from_our_page(scope, host):
            await refuse_socket(receive, send)
            return
        await self._application(scope, receive, send)


def address_in(text: str) -> Address | None:
    """Return the address that is written as in a header `Host`, or None if it is not one."""
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or parts.netloc != text or parts.username is not None:
        return None
    if text.endswith(":"):  # a port was announced and not named
        return None
    return Address(host.removesuffix("."), port)


def origin_in(text: str) -> Origin | None:
    """Return the origin (RFC 6454) that is written in a header `Origin`, or None."""
    scheme, mark, rest = text.partition("://")
    scheme = scheme.lower()
    address = address_in(rest) if mark and scheme in DEFAULT_PORTS else None
    return None if address is None else Origin(scheme, address.with_port_of(scheme))


def _asked_address(scope: Scope) -> Address | None:
    """Return the address of this site that the request names, or None if it names another one."""
    named = _header(scope, b"host")
    asked = None if named is None else address_in(named)
    if asked is None:
        return None
    base = urlsplit(settings.BASE_URL)
    with_port = asked.with_port_of(base.scheme)
    ours = with_port == _base_origin().address or _is_further_host(with_port)
    return with_port if ours or _is_this_machine(scope, asked) else None


def _is_further_host(asked: Address) -> bool:
    """Whether `PARLOIR_HOSTS` has it: `name`, with the port of the base address, `name:port`, or
    `name:*` for any port."""
    base_port = _base_origin().address.port
    for entry in filter(None, map(str.strip, settings.HOSTS.split(","))):
        if entry.endswith(f":{ANY_PORT}"):
            name = address_in(entry.removesuffix(f":{ANY_PORT}"))
            if name is not None and name.host == asked.host:
                return True
        else:
            further = address_in(entry)
            if further is not None and asked == Address(further.host, further.port or base_port):
                return True
    return False


def _is_this_machine(scope: Scope, asked: Address) -> bool:
    """Whether a client on this machine asks for a loopback name with the port we listen on."""
    client, server = scope.get("client"), scope.get("server")
    if asked.host not in LOOPBACK_NAMES:
        return False
    if client is not None and client[0] not in LOOPBACK_NAMES:
        return False
    if settings.DEMO:
        return True
    listens_on = server[1] if server is not None else None
    scheme = scope.get("scheme", "http").replace("ws", "http")
    return listens_on is None or asked.with_port_of(scheme).port == listens_on


def _comes_from_our_page(scope: Scope, asked: Address) -> bool:
    """Whether the origin is the base address, or the very address that the socket was opened at.

    Scheme, host and port are compared.
    """
    named = _header(scope, b"origin")
    origin = None if named is None else origin_in(named)
    scheme = scope.get("scheme", "ws").replace("ws", "http")
    own = Origin(scheme, asked.with_port_of(scheme))
    return origin is not None and origin in {_base_origin(), own}


def _base_origin() -> Origin:
    base = urlsplit(settings.BASE_URL)
    return Origin(base.scheme, Address(base.hostname or "", base.port).with_port_of(base.scheme))


def _header(scope: Scope, name: bytes) -> str | None:
    """Return the header, or None if it is missing or was sent twice."""
    values = [value for one, value in scope["headers"] if one.lower() == name]
    return values[0].decode("latin1").strip() if len(values) == 1 else None


def _with_forwarded_host(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Put the host that the nearest proxy forwards in the place of the one that it asked us for."""
    given = {name.lower(): value for name, value in headers}
    forwarded = given.get(b"x-forwarded-host", b"").split(b",")[-1].strip()
    port = given.get(b"x-forwarded-port", b"").split(b",")[-1].strip()
    if not forwarded:
        return headers
    address = address_in(forwarded.decode("latin1"))
    if address is not None and address.port is None and port.isdigit():
        forwarded += b":" + port
    return [(name, value) for name, value in headers if name.lower() != b"host"] + [
        (b"host", forwarded)
    ]
