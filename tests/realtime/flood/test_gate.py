"""Who is turned away at the door, and that it takes its time."""

import asyncio

import pytest

from parloir.realtime.flood import gate as module
from parloir.realtime.flood.gate import FloodGate, cookies_of
from parloir.realtime.flood.senders import Senders

HEADERS = [(b"host", b"localhost"), (b"cookie", b"theme=dark; parloir_monitor=token-1")]


class Process:
    def __init__(self) -> None:
        self.senders = Senders()


@pytest.fixture
def senders(monkeypatch) -> Senders:
    process = Process()
    monkeypatch.setattr(module, "this_process", lambda: process)
    return process.senders


async def connect(headers=HEADERS) -> list[str]:
    """Return what the browser is sent; `inside` if it got in."""
    sent: list[str] = []

    async def inner(_scope, _receive, _send) -> None:
        sent.append("inside")

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message) -> None:
        code = message.get("code", "")
        sent.append(f"{message['type']} {code} {message.get('reason', '')}".strip())

    await FloodGate(inner)({"type": "websocket", "headers": headers}, receive, send)
    return sent


def pause(senders: Senders, seconds: float) -> None:
    now = asyncio.get_running_loop().time()
    senders.pause_cookies(cookies_of(HEADERS), seconds=seconds, now=now)


async def test_everybody_else_gets_in(senders):
    pause(senders, 60)
    assert await connect([(b"cookie", b"parloir_monitor=token-2")]) == ["inside"]
    assert await connect([]) == ["inside"]


async def test_a_paused_browser_is_told_for_how_long(senders, monkeypatch):
    monkeypatch.setattr(module, "ANSWERED_AFTER_S", 0)
    pause(senders, 60)
    accepted, closed = await connect()
    assert accepted == "websocket.accept"
    assert closed.startswith("websocket.close 4429 6")


async def test_it_is_answered_late_so_that_it_cannot_come_back_all_the_time(senders, monkeypatch):
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(module.asyncio, "sleep", wait)
    pause(senders, 60)
    await connect()
    assert waited == [module.ANSWERED_AFTER_S]


async def test_more_than_may_wait_are_turned_away_immediately(senders, monkeypatch):
    monkeypatch.setattr("parloir.realtime.flood.senders.SOCKETS_OF_ONE_COOKIE", 2)
    pause(senders, 60)
    waiting = [asyncio.create_task(connect()) for _ in range(2)]
    await asyncio.sleep(0)
    async with asyncio.timeout(module.ANSWERED_AFTER_S / 2):
        assert len(await connect()) == 2
    assert not any(task.done() for task in waiting)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


def test_only_what_a_browser_is_known_by_is_looked_at():
    assert len(cookies_of(HEADERS)) == 1
    assert cookies_of([(b"cookie", b"theme=dark")]) == []
    assert cookies_of([(b"cookie", b"parloir_session=")]) == []
    assert cookies_of(HEADERS) == cookies_of([(b"cookie", b"parloir_monitor=token-1")])
