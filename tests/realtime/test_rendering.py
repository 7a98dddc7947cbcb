"""A surface renders at each change of its topics, also at one that arrives while it renders."""

import asyncio
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from parloir.audit.actors import CLOCK
from parloir.changes.feed import ChangeFeed
from parloir.changes.operations import append_change
from parloir.protocol.screens.devices import EnrolScreen
from parloir.realtime import process
from parloir.realtime.monitor import MonitorSurface
from parloir.realtime.rendering import RenderedScreen
from parloir.threads import in_thread
from parloir.visits.models import Admission
from parloir.visits.operations import leave
from tests.realtime.browsers import PATIENCE
from tests.realtime.conftest import running_house


@pytest.fixture
async def visit_change_arrives(scene):
    """Set when the process has received a change of the topic "visit"."""
    heard = threading.Event()
    unlisten = process.this_process().feed.listen(
        lambda topics: heard.set() if "visit" in topics else None
    )
    yield heard
    unlisten()


@pytest.fixture
def nothing_by_the_clock(monkeypatch):
    monkeypatch.setattr(
        MonitorSurface, "refresh_at", lambda surface, screen, *, now: now + timedelta(hours=1)
    )


async def test_a_change_of_what_is_only_now_on_the_screen_is_not_missed(
    scene, visit_change_arrives, nothing_by_the_clock, monkeypatch
):
    """The first screen with a visit also takes the changes since its rendering began."""
    renderings = []

    def renders(surface, *, now):
        renderings.append(now)
        topics = {"device"}
        if len(renderings) == 2:
            append_change("visit", now=now)
            assert visit_change_arrives.wait(PATIENCE)
        if len(renderings) >= 2:
            topics.add("visit")
        screen = EnrolScreen(code=f"rendering {len(renderings)}", title="", text="")
        return RenderedScreen(screen, frozenset(topics))

    monkeypatch.setattr(MonitorSurface, "render", renders)
    monitor = await scene.monitor()
    await monitor.sees_where(lambda s: s["code"] == "rendering 1")
    await in_thread(append_change, "device", now=timezone.now())
    await monitor.sees_where(lambda s: s["code"] == "rendering 3")


async def test_a_change_while_the_process_begins_to_follow_is_not_missed(
    furnished, nothing_by_the_clock, monkeypatch
):
    """The feed begins after the first rendering, unless that waits for it."""
    follows, renderings, loop = asyncio.Event(), [], asyncio.get_running_loop()
    follow, begin = ChangeFeed.follow, ChangeFeed.begin

    async def follows_late(feed):
        await follows.wait()
        await follow(feed)

    async def is_waited_for(feed):
        follows.set()
        await begin(feed)

    def renders(surface, *, now):
        renderings.append(now)
        if len(renderings) == 1:
            append_change("device", now=now)
            loop.call_soon_threadsafe(follows.set)
        screen = EnrolScreen(code=f"rendering {len(renderings)}", title="", text="")
        return RenderedScreen(screen, frozenset({"device"}))

    monkeypatch.setattr(process, "connect_to_media_server", lambda: furnished.media)
    monkeypatch.setattr(ChangeFeed, "follow", follows_late)
    monkeypatch.setattr(ChangeFeed, "begin", is_waited_for)
    monkeypatch.setattr(MonitorSurface, "render", renders)
    async with running_house(furnished):
        monitor = await furnished.monitor()
        await monitor.sees_where(lambda s: s["code"] == "rendering 2")


async def test_whoever_is_next_reads_english_at_once(scene, nothing_by_the_clock):
    """No intent is needed: the Spanish reader before was removed when their time was up."""
    monitor = await scene.monitor_at_check()
    await monitor.does("set_language", lang="es")
    await monitor.sees_where(lambda s: _languages(s) == [False, True])
    admission = await in_thread(Admission.objects.select_related("visit").get)
    await in_thread(leave, admission=admission, by=CLOCK, now=timezone.now())
    await monitor.sees_where(lambda s: s["name"] == "pin" and _languages(s) == [True, False])


def _languages(screen):
    return [each["current"] for each in screen["languages"]]
