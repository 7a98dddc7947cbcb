"""uvicorn's HTTP protocol with an end to everything that a client can do slowly.

A connection is closed if the headers of a request do not arrive in time, if its body or the reading
of an answer comes to a standstill, or if its address holds too many. Live surfaces are sockets:
once a connection has become one, other limits apply to it, and it is not counted here.

`uvicorn --http parloir.config.http_protocol:BoundedHttp` uses it.
"""

import asyncio
import socket
import struct
from weakref import WeakKeyDictionary

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol

from parloir.config.connections import STATE_KEY, Admission, ConnectionCount, trusted_proxies
from parloir.config.kernel_patience import limit_kernel_patience

HEADER_SECONDS = 10.0
# A connection beyond what an address may hold is only for a device that says who it is.
HEADER_SECONDS_ON_PROBATION = 3.0
# A body, and the reading of an answer, move on by so much in so many seconds or have ended: a
# mobile line may stand still while a train passes a tunnel.
STANDSTILL_SECONDS = 20.0
LEAST_BYTES = 4096
# After a minute, a body has had at least this pace on average.
UNHURRIED_SECONDS = 60.0
LEAST_BYTES_PER_SECOND = 4096
LOOKS_EVERY_SECONDS = 2.0
# A socket has pings of its own, whose answer may take 40 s. The kernel waits a little longer.
SOCKET_STANDSTILL_SECONDS = 60.0

_FORGET = struct.pack("ii", 1, 0)  # struct linger: on, zero seconds
_LATE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

_counts: WeakKeyDictionary[Config, ConnectionCount] = WeakKeyDictionary()


class BoundedHttp(H11Protocol):
    """One connection. Those of one server are counted together."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._look: asyncio.TimerHandle | None = None
        self._address = self.client[0] if self.client else ""
        self._admission = connections_of(self.config).admit(self._address)
        if self._admission == Admission.REFUSED:
            transport.abort()
            return
        if self._admission == Admission.ON_PROBATION:
            self.app_state = {**self.app_state, STATE_KEY: True}
        now = self.loop.time()
        self._headers_began_at: float | None = now
        self._body_began_at: float | None = None
        self._received = self._received_at_begin = self._received_before = 0
        self._body_moved_at = self._answer_moved_at = now
        self._unsent_before = 0
        self._look = self.loop.call_later(LOOKS_EVERY_SECONDS, self._look_at_progress)

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._look is None:
            return  # refused, and what it sent had arrived already
        self._received += len(data)
        super().data_received(data)
        self._note_what_is_awaited()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._note_what_is_awaited()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._leave()
        connection = self.transport.get_extra_info("socket")
        if connection is not None:
            limit_kernel_patience(connection, seconds=SOCKET_STANDSTILL_SECONDS)
        super().handle_websocket_upgrade(event)

    def resume_writing(self) -> None:
        self._answer_moved_at = self.loop.time()
        super().resume_writing()

    # Private

    def _leave(self) -> None:
        if self._look is not None:
            self._look.cancel()
            self._look = None
            connections_of(self.config).release(self._address)

    def _note_what_is_awaited(self) -> None:
        """Note since when headers or a body are awaited.

        uvicorn itself closes a connection that rests between two requests, unless a byte of the
        next one has come.
        """
        now, state = self.loop.time(), self.conn.their_state
        if state is not h11.IDLE or self.timeout_keep_alive_task is not None:
            self._headers_began_at = None
        elif self._headers_began_at is None:
            self._headers_began_at = now
        if state is not h11.SEND_BODY:
            self._body_began_at = None
        elif self._body_began_at is None:
            self._body_began_at = self._body_moved_at = now
            self._received_at_begin = self._received_before = self._received

    def _look_at_progress(self) -> None:
        now = self.loop.time()
        if self._body_is_late(now) or self._answer_stands_still(now):
            self._abort()
        elif self._headers_are_late(now):
            if self.transport.is_closing():
                self._abort()
            elif self._received:
                self.transport.write(_LATE)
            self.transport.close()
        if self._look is not None:
            self._look = self.loop.call_later(LOOKS_EVERY_SECONDS, self._look_at_progress)

    def _abort(self) -> None:
        """Close, and let the kernel forget what a client that reads nothing has not taken."""
        connection = self.transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _FORGET)
        self.transport.abort()

    def _headers_are_late(self, now: float) -> bool:
        is_on_probation = self._admission == Admission.ON_PROBATION
        most = HEADER_SECONDS_ON_PROBATION if is_on_probation else HEADER_SECONDS
        began_at = self._headers_began_at
        return began_at is not None and now - began_at > most

    def _body_is_late(self, now: float) -> bool:
        if self._body_began_at is None:
            return False
        # While the server itself does not read, the client is not to blame.
        if self.flow.read_paused or self._received - self._received_before >= LEAST_BYTES:
            self._body_moved_at, self._received_before = now, self._received
        took = now - self._body_began_at
        pace = (self._received - self._received_at_begin) / max(took, 1.0)
        is_slow = took > UNHURRIED_SECONDS and pace < LEAST_BYTES_PER_SECOND
        return is_slow or now - self._body_moved_at > STANDSTILL_SECONDS

    def _answer_stands_still(self, now: float) -> bool:
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0 or self._unsent_before - unsent >= LEAST_BYTES:
            self._answer_moved_at, self._unsent_before = now, unsent
        self._unsent_before = max(self._unsent_before, unsent)
        return now - self._answer_moved_at > STANDSTILL_SECONDS


def connections_of(config: Config) -> ConnectionCount:
    """Return the count of the server with this configuration."""
    if config not in _counts:
        # uvicorn imports this module before Django is ready, and connections come later.
        from django.conf import settings

        from parloir.throttling.addresses import stands_outside_limits

        # `bin/run` leaves it to the application to read what proxies forward.
        of_uvicorn = config.forwarded_allow_ips if config.proxy_headers else ""
        is_proxy = trusted_proxies(of_uvicorn or settings.TRUSTED_PROXIES)
        _counts[config] = ConnectionCount(
            lambda address: is_proxy(address) or stands_outside_limits(address)
        )
    return _counts[config]
