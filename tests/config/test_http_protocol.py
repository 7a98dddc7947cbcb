"""How long a client may take, and how many connections an address may hold.

Time is that of a loop that the tests move.
"""

import asyncio
import socket
from ipaddress import ip_network
from types import SimpleNamespace

import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState
from websockets.asyncio.client import connect

from bench.slow_attack import Slow, held_by_server
from parloir.config import connections, http_protocol
from parloir.config.connections import STATE_KEY
from parloir.config.http_protocol import BoundedHttp, connections_of

LOOK = http_protocol.LOOKS_EVERY_SECONDS
REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
UPLOAD = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n"


class MovedLoop:
    def __init__(self):
        self._now, self._timers = 100.0, []

    def time(self):
        return self._now

    def call_later(self, seconds, call):
        timer = SimpleNamespace(at=self._now + seconds, call=call, cancel=lambda: None)
        timer.cancel = lambda: self._timers.remove(timer) if timer in self._timers else None
        self._timers.append(timer)
        return timer

    def create_task(self, coroutine, **options):
        return asyncio.get_running_loop().create_task(coroutine, **options)

    def advance(self, seconds):
        until = self._now + seconds
        while due := [timer for timer in self._timers if timer.at <= until]:
            timer = min(due, key=lambda one: one.at)
            self._now = timer.at
            self._timers.remove(timer)
            timer.call()
        self._now = until


class Transport:
    def __init__(self, address):
        self.address, self.sent, self.unsent = address, b"", 0
        self.is_closed = self.is_aborted = False

    def get_extra_info(self, name, default=None):
        return {"peername": (self.address, 4000), "sockname": ("127.0.0.1", 80)}.get(name, default)

    def write(self, data):
        self.sent += data

    def close(self):
        self.is_closed = True

    def abort(self):
        self.is_aborted = True

    def is_closing(self):
        return self.is_closed or self.is_aborted

    def get_write_buffer_size(self):
        return self.unsent

    def pause_reading(self):
        pass

    def resume_reading(self):
        pass


class Server:
    """Makes connections. Its application reads bodies, and answers when it may."""

    def __init__(self, **options):
        self.loop = MovedLoop()
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.states = []
        self.config = Config(
            self._answer,
            http=BoundedHttp,
            interface="asgi3",
            access_log=False,
            log_config=None,
            **options,
        )
        self.config.load()

    async def _answer(self, scope, receive, send):
        self.states.append(scope["state"])
        while (await receive()).get("more_body", False):
            pass
        await self.may_answer.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def connect(self, address="192.0.2.1"):
        protocol = BoundedHttp(self.config, ServerState(), {}, _loop=self.loop)
        transport = Transport(address)
        protocol.connection_made(transport)
        return protocol, transport


@pytest.fixture
def server():
    return Server(proxy_headers=False)


async def settle():
    for _ in range(10):
        await asyncio.sleep(0)


async def test_connection_that_says_nothing_is_closed_without_a_word(server):
    _, transport = server.connect()
    server.loop.advance(http_protocol.HEADER_SECONDS)
    assert not transport.is_closing()
    server.loop.advance(2 * LOOK)
    assert transport.is_closed
    assert transport.sent == b""


async def test_headers_that_never_end_are_late_however_steadily_they_come(server):
    protocol, transport = server.connect()
    protocol.data_received(b"GET / HTTP/1.1\r\n")
    for _ in range(int(http_protocol.HEADER_SECONDS + 2 * LOOK)):
        server.loop.advance(1)
        if not transport.is_closing():
            protocol.data_received(b"x: y\r\n")
    assert transport.is_closed
    assert transport.sent.startswith(b"HTTP/1.1 408 ")


async def test_closed_connection_that_does_not_end_is_aborted(server):
    _, transport = server.connect()
    server.loop.advance(http_protocol.HEADER_SECONDS + 4 * LOOK)
    assert transport.is_aborted


async def test_request_that_is_worked_on_has_time(server):
    server.may_answer.clear()
    protocol, transport = server.connect()
    protocol.data_received(REQUEST)
    await settle()
    server.loop.advance(600)
    assert not transport.is_closing()
    server.may_answer.set()
    await settle()
    assert transport.sent.startswith(b"HTTP/1.1 204 ")


async def test_headers_of_a_second_request_have_their_own_time(server):
    protocol, transport = server.connect()
    protocol.data_received(REQUEST)
    await settle()
    server.loop.advance(4)
    protocol.data_received(b"GET")
    server.loop.advance(http_protocol.HEADER_SECONDS - LOOK)
    assert not transport.is_closing()
    server.loop.advance(3 * LOOK)
    assert transport.is_closed


async def test_connection_that_rests_is_closed_by_uvicorn(server):
    protocol, transport = server.connect()
    protocol.data_received(REQUEST)
    await settle()
    server.loop.advance(server.config.timeout_keep_alive + 1)
    assert transport.is_closed


async def feed(server, protocol, transport, *, size, every, times):
    for _ in range(times):
        server.loop.advance(every)
        if transport.is_closing():
            return
        protocol.data_received(b"x" * size)
        await settle()


async def test_body_that_stands_still_is_aborted(server):
    protocol, transport = server.connect()
    protocol.data_received(UPLOAD)
    await settle()
    await feed(server, protocol, transport, size=100, every=1, times=18)
    assert not transport.is_closing()
    await feed(server, protocol, transport, size=100, every=1, times=6)
    assert transport.is_aborted


async def test_body_may_stand_still_for_a_while(server):
    protocol, transport = server.connect()
    protocol.data_received(UPLOAD)
    await settle()
    await feed(server, protocol, transport, size=100_000, every=18, times=10)
    assert not transport.is_closing()


async def test_body_that_creeps_is_aborted_after_a_minute(server):
    protocol, transport = server.connect()
    protocol.data_received(UPLOAD)
    await settle()
    await feed(server, protocol, transport, size=4200, every=2, times=29)
    assert not transport.is_closing()
    await feed(server, protocol, transport, size=4200, every=2, times=4)
    assert transport.is_aborted


async def test_body_of_a_slow_line_arrives(server):
    protocol, transport = server.connect()
    protocol.data_received(UPLOAD)
    await settle()
    await feed(server, protocol, transport, size=2 * 5000, every=2, times=200)
    assert not transport.is_closing()


async def test_answer_that_is_not_read_is_aborted(server):
    protocol, transport = server.connect()
    protocol.data_received(REQUEST)
    await settle()
    transport.unsent = 60_000
    server.loop.advance(http_protocol.STANDSTILL_SECONDS)
    assert not transport.is_aborted
    server.loop.advance(2 * LOOK)
    assert transport.is_aborted


async def test_answer_that_is_read_slowly_is_sent(server):
    protocol, transport = server.connect()
    protocol.data_received(REQUEST)
    await settle()
    for left in range(60_000, 0, -5000):
        transport.unsent = left
        server.loop.advance(15)
    assert not transport.is_aborted


async def test_kernel_forgets_what_was_not_read_too(monkeypatch):
    """With a real socket: otherwise the kernel would offer the rest for minutes."""
    monkeypatch.setattr(http_protocol, "STANDSTILL_SECONDS", 0.1)
    monkeypatch.setattr(http_protocol, "LOOKS_EVERY_SECONDS", 0.02)

    async def much(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x" * 20_000_000})

    config = Config(much, http=BoundedHttp, interface="asgi3", access_log=False, log_config=None)
    config.load()
    server = await asyncio.get_running_loop().create_server(
        lambda: BoundedHttp(config, ServerState(), {}), "127.0.0.1", 0
    )
    async with server, asyncio.timeout(60):
        port = server.sockets[0].getsockname()[1]
        reads_nothing = Slow(port, REQUEST, b"", reads=False)
        while held_by_server(port, [reads_nothing]):  # noqa: ASYNC110 - the kernel tells nobody
            await asyncio.sleep(0.05)


async def test_socket_gets_more_time_from_the_kernel():
    """Its pings say sooner whether somebody is there, and a phone may pass a tunnel."""
    waits = asyncio.Queue()

    class Upgraded(BoundedHttp):
        def handle_websocket_upgrade(self, event):
            super().handle_websocket_upgrade(event)
            connection = self.transport.get_extra_info("socket")
            waits.put_nowait(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT))

    async def application(scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        await receive()

    config = Config(
        application,
        http=Upgraded,
        ws="websockets-sansio",
        interface="asgi3",
        access_log=False,
        log_config=None,
    )
    config.load()
    server = await asyncio.get_running_loop().create_server(
        lambda: Upgraded(config, ServerState(), {}), "127.0.0.1", 0
    )
    async with server, asyncio.timeout(60), connect(_address_of(server)):
        assert await waits.get() == 60_000


def _address_of(server):
    return f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


# --- How many -----------------------------------------------------------------------------------


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(connections, "MOST_OF_AN_ADDRESS", 2)
    monkeypatch.setattr(connections, "MORE_ON_PROBATION", 1)
    monkeypatch.setattr(connections, "MOST_OF_ALL", 5)


async def test_address_holds_so_many_then_some_on_probation_then_no_more(server, few):
    made = [server.connect() for _ in range(4)]
    for protocol, transport in made[:3]:
        assert not transport.is_aborted
        protocol.data_received(REQUEST)
    await settle()
    assert [state.get(STATE_KEY, False) for state in server.states] == [False, False, True]
    assert made[3][1].is_aborted
    made[3][0].data_received(REQUEST)  # what had arrived already
    made[3][0].connection_lost(None)
    assert len(connections_of(server.config)) == 3


async def test_connection_on_probation_has_less_time(server, few):
    ordinary, _, on_probation = [server.connect()[1] for _ in range(3)]
    server.loop.advance(http_protocol.HEADER_SECONDS_ON_PROBATION + LOOK)
    assert on_probation.is_closed
    assert not ordinary.is_closed


async def test_connection_that_ends_makes_room_once(server, few):
    made = [server.connect() for _ in range(3)]
    for _ in range(2):
        made[0][0].connection_lost(None)
    assert len(connections_of(server.config)) == 2
    assert not server.connect()[1].is_aborted


async def test_addresses_do_not_count_for_each_other_until_all_are_too_many(server, few):
    for _ in range(3):
        server.connect("192.0.2.1")
    assert not server.connect("192.0.2.2")[1].is_aborted
    assert not server.connect("192.0.2.3")[1].is_aborted
    assert server.connect("192.0.2.4")[1].is_aborted


async def test_network_of_an_ipv6_line_is_one_address(server, few):
    for number in range(3):
        server.connect(f"2001:db8::{number}")
    assert server.connect("2001:db8::ffff")[1].is_aborted
    assert not server.connect("2001:db8:0:1::1")[1].is_aborted


@pytest.mark.parametrize("proxies", ["192.0.2.1", "192.0.2.0/24", "*"])
async def test_trusted_proxy_counts_its_own_clients(few, proxies):
    server = Server(forwarded_allow_ips=proxies)
    assert not any(server.connect("192.0.2.1")[1].is_aborted for _ in range(9))


async def test_networks_of_the_facility_have_no_limit(server, few, settings):
    settings.FACILITY_NETWORKS = [ip_network("192.0.2.0/24")]
    assert not any(server.connect("192.0.2.1")[1].is_aborted for _ in range(9))


async def test_socket_is_no_longer_counted(server):
    protocol, _ = server.connect()
    protocol._leave()  # as at an upgrade
    assert len(connections_of(server.config)) == 0
