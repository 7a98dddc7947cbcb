"""A browser that leaves during an operation leaves nothing of its surface behind."""

import asyncio
import json
import threading

import pytest

from parloir.config.asgi import application
from parloir.facilities.models import Enrolment
from parloir.realtime.station import StationSurface
from parloir.realtime.wall import WallSurface
from parloir.threads import in_thread
from parloir.visits.models import Admission, Leg, OnDuty
from tests.realtime.browsers import ORIGIN, PATIENCE, eventually
from tests.realtime.threads import every_thread_is_done
from tests.realtime.watching import session_of


class Leaver:
    """A browser that can leave between its message and the answer, as real ones do. From then on,
    every message from the server to it fails (ASGI 2.4)."""

    def __init__(self, path, cookies):
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.scope = {
            "type": "websocket", "path": path, "query_string": b"", "subprotocols": [],
            "headers": [ORIGIN, (b"host", b"localhost"), (b"cookie", cookie.encode())],
        }  # fmt: skip
        self.says = asyncio.Queue()
        self.screens = asyncio.Queue()
        self.is_gone = False

    async def comes(self):
        self.says.put_nowait({"type": "websocket.connect"})
        self.running = asyncio.create_task(application(self.scope, self.says.get, self._hear))
        async with asyncio.timeout(PATIENCE):
            return await self.screens.get()

    async def _hear(self, message):
        if self.is_gone:
            raise OSError("the client has gone")
        if message["type"] == "websocket.send":
            told = json.loads(message["text"])
            if told["type"] == "screen":
                self.screens.put_nowait(told["screen"])

    def goes_while_it_says(self, **message):
        self.is_gone = True
        self.says.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})
        self.says.put_nowait({"type": "websocket.disconnect", "code": 1001})

    async def is_over(self):
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(self.running, return_exceptions=True)


@pytest.mark.parametrize(
    "last_words",
    [
        {"type": "ping", "visible": True, "watching": []},
        {"type": "nonsense"},
        {"type": "intent", "id": "1", "name": "open", "args": {"visit": "nobody"}},
        {"type": "media.watch", "leg": "nobody", "attempt": 1},
    ],
)
async def test_a_console_that_leaves_unanswered_is_nobody_s(scene, officer, last_words):
    console = Leaver("/ws/wall/", await in_thread(session_of, officer))
    await console.comes()
    assert await in_thread(OnDuty.objects.count) == 1

    console.goes_while_it_says(**last_words)

    await console.is_over()
    assert await in_thread(OnDuty.objects.count) == 0


async def test_a_fault_of_ours_leaves_nothing_either(scene, officer, monkeypatch):
    async def fails(self, message):
        raise ValueError("a fault")

    monkeypatch.setattr(WallSurface, "take_media", fails)
    console = Leaver("/ws/wall/", await in_thread(session_of, officer))
    await console.comes()

    console.goes_while_it_says(type="media.watch", leg="v", attempt=1)

    await console.is_over()
    assert await in_thread(OnDuty.objects.count) == 0


async def test_a_party_that_leaves_unanswered_is_away_and_has_no_leg(scene):
    monitor = await scene.monitor_at_check()
    await monitor.leave()
    await eventually(lambda: not Leg.objects.filter(closed_at=None).exists())
    again = Leaver("/ws/monitor/", {"parloir_monitor": "monitor-1"})
    screen = await again.comes()
    assert screen["name"] == "check"
    await eventually(lambda: Admission.objects.exclude(connection="").count() == 1)

    again.goes_while_it_says(type="ping", touched=True)

    await again.is_over()
    assert await in_thread(Admission.objects.exclude(connection="").count) == 0
    assert not await in_thread(Leg.objects.filter(closed_at=None).exists)


async def test_a_screen_that_is_still_rendered_does_not_bring_a_party_back(scene, monkeypatch):
    station = await scene.station_at_rules()
    is_rendering, may_go_on = threading.Event(), threading.Event()
    renders = StationSurface.render

    def renders_slowly(surface, *, now):
        is_rendering.set()
        assert may_go_on.wait(PATIENCE)
        return renders(surface, now=now)

    monkeypatch.setattr(StationSurface, "render", renders_slowly)
    await station.does("begin")
    assert await in_thread(is_rendering.wait, PATIENCE)
    leaving = asyncio.create_task(station.leave())
    await asyncio.wait([leaving], timeout=0.5)
    may_go_on.set()
    await leaving

    await every_thread_is_done()
    assert await in_thread(Admission.objects.exclude(connection="").count) == 0
    assert await in_thread(Enrolment.objects.exclude(connection="").count) == 0
