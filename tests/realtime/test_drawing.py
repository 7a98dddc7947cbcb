"""When a surface draws: at what was announced, whenever that was."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from parloir.audit.actors import CLOCK
from parloir.changes.operations import append_change
from parloir.protocol.screens.devices import EnrolScreen
from parloir.realtime import process
from parloir.realtime.drawing import Drawing
from parloir.realtime.monitor import MonitorSurface
from parloir.threads import in_thread
from parloir.visits.models import Admission
from parloir.visits.operations import leave
from tests.realtime.browsers import PATIENCE


@pytest.fixture
async def hears_of_the_visit(scene):
    """Set when the house has heard of a change of the topic "visit"."""
    heard = threading.Event()
    unlisten = process.this_process().feed.listen(
        lambda topics: heard.set() if "visit" in topics else None
    )
    yield heard
    unlisten()


@pytest.fixture
def nothing_by_the_clock(monkeypatch):
    monkeypatch.setattr(
        MonitorSurface, "stands_until", lambda surface, screen, *, now: now + timedelta(hours=1)
    )


async def test_a_change_of_what_is_only_now_on_the_screen_is_not_missed(
    scene, hears_of_the_visit, nothing_by_the_clock, monkeypatch
):
    """The first drawing that has a visit listens to it from the moment it began to look."""
    drawings = []

    def draws(surface, *, now):
        drawings.append(now)
        topics = {"device"}
        if len(drawings) == 2:
            append_change("visit", now=now)
            assert hears_of_the_visit.wait(PATIENCE)
        if len(drawings) >= 2:
            topics.add("visit")
        screen = EnrolScreen(code=f"drawing {len(drawings)}", title="", text="")
        return Drawing(screen, frozenset(topics))

    monkeypatch.setattr(MonitorSurface, "draw", draws)
    monitor = await scene.monitor()
    await monitor.sees_where(lambda s: s["code"] == "drawing 1")
    await in_thread(append_change, "device", now=timezone.now())
    await monitor.sees_where(lambda s: s["code"] == "drawing 3")


async def test_whoever_is_next_reads_english_at_once(scene, nothing_by_the_clock):
    """Nobody presses anything: the one before, who read Spanish, was given up by the clock."""
    monitor = await scene.monitor_at_check()
    await monitor.does("speak", lang="es")
    await monitor.sees_where(lambda s: _languages(s) == [False, True])
    admission = await in_thread(Admission.objects.select_related("visit").get)
    await in_thread(leave, admission=admission, by=CLOCK, now=timezone.now())
    await monitor.sees_where(lambda s: s["name"] == "pin" and _languages(s) == [True, False])


def _languages(screen):
    return [each["current"] for each in screen["languages"]]
