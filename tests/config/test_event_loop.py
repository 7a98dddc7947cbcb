"""A TLS handshake that does not end is ended, and the kernel keeps no answer for nobody."""

import asyncio
import ssl
from datetime import UTC, datetime

import pytest

from bench.slow_attack import Slow, held_by_server
from launcher.certificate import ensure_certificate
from parloir.config import event_loop
from parloir.config.event_loop import ImpatientLoop


@pytest.fixture
def context(tmp_path):
    ensure_certificate(host="localhost", folder=tmp_path, now=datetime.now(UTC))
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(tmp_path / "tls.crt", tmp_path / "tls.key")
    return made


async def says_nothing_to(context: ssl.SSLContext | None) -> bytes:
    """Connect without a handshake. Return what comes before the server ends the connection."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            return await reader.read()
        finally:
            writer.close()


def test_handshake_that_does_not_begin_is_ended(context, monkeypatch):
    monkeypatch.setattr(event_loop, "HANDSHAKE_SECONDS", 0.05)
    with asyncio.Runner(loop_factory=ImpatientLoop) as runner:
        assert runner.run(asyncio.wait_for(says_nothing_to(context), timeout=30)) == b""


def test_server_without_tls_is_served_as_before():
    async def served() -> bool:
        loop = asyncio.get_running_loop()
        async with await loop.create_server(asyncio.Protocol, "127.0.0.1", 0) as server:
            return server.is_serving()

    with asyncio.Runner(loop_factory=ImpatientLoop) as runner:
        assert runner.run(served())


class SaysMuchAndCloses(asyncio.Protocol):
    """The answer fits into the kernel's memory, so the process has closed before it is taken."""

    is_closed: "asyncio.Future[None]"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"x" * 60_000)
        transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_closed.set_result(None)


async def reads_nothing() -> None:
    """Return when the kernel holds nothing of a closed connection that it held before."""
    loop = asyncio.get_running_loop()
    SaysMuchAndCloses.is_closed = loop.create_future()
    async with await loop.create_server(SaysMuchAndCloses, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        slow = Slow(port, b"", b"", reads=False)
        await SaysMuchAndCloses.is_closed
        assert held_by_server(port, [slow]) == 1
        while held_by_server(port, [slow]):  # noqa: ASYNC110 - the kernel tells nobody
            await asyncio.sleep(0.05)


def test_kernel_forgets_what_a_closed_connection_has_left(monkeypatch):
    monkeypatch.setattr(event_loop, "UNTAKEN_SECONDS", 0.5)
    with asyncio.Runner(loop_factory=ImpatientLoop) as runner:
        runner.run(asyncio.wait_for(reads_nothing(), timeout=30))
