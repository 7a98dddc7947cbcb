"""The demo's clock is set while screens are shown: they soon show the new time."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from parloir.realtime.monitor import MonitorSurface
from parloir.threads import in_thread
from parloir.visits.models import Admission
from parloir.visits.officers_present import facilities_with_officers
from tests.clock.test_clock_file import HOUR, write
from tests.realtime.browsers import eventually
from tests.realtime.watching import wall_of


@pytest.fixture
def folder(settings, tmp_path):
    """Create the folder before the house, which follows the clock from its first socket on."""
    settings.DATA_DIR, settings.DEMO, settings.CLOCK_OFFSET = tmp_path, True, timedelta()
    return tmp_path


@pytest.fixture
def nothing_by_the_clock(monkeypatch):
    monkeypatch.setattr(
        MonitorSurface, "refresh_at", lambda surface, screen, *, now: now + timedelta(days=1)
    )


def told_at(message):
    return datetime.fromisoformat(message["now"])


async def test_screen_that_stays_the_same_is_told_again_with_the_new_time(
    folder, scene, nothing_by_the_clock
):
    monitor = await scene.monitor()
    first = await monitor.hears("screen")
    assert told_at(first) < timezone.now()

    write(folder, "3600")

    again = await monitor.hears("screen")
    assert timezone.now() < told_at(again) < timezone.now() + HOUR
    assert told_at(again) - told_at(first) > HOUR


async def test_screen_is_drawn_by_the_new_time(folder, scene):
    monitor, _station = await scene.both_begin()
    assert monitor.screen["warning"] is None
    left = datetime.fromisoformat(monitor.screen["ends_at"]) - timezone.now()

    write(folder, str(int(left.total_seconds()) - 240))

    await monitor.sees_where(lambda s: s["warning"])
    assert monitor.screen["name"] == "live"


async def test_those_who_are_there_are_there_by_the_new_time(folder, scene, officer):
    """Their last ping is then an hour old."""
    monitor = await scene.monitor_at_check()
    wall = await wall_of(scene, officer)
    await wall.sees("wall")
    await wall.send(type="ping", visible=True)
    await wall.hears("pong")
    assert await in_thread(facilities_with_officers, now=timezone.now()) == {scene.facility.slug}

    write(folder, "3600")

    await eventually(
        lambda: facilities_with_officers(now=timezone.now() + HOUR) == {scene.facility.slug}
    )
    await eventually(lambda: Admission.objects.get().touched_at > timezone.now())
    assert monitor.screen["name"] == "check"


async def test_nobody_is_sent_a_pong_that_they_did_not_ask_for(folder, scene):
    monitor = await scene.monitor()
    await monitor.hears("screen")
    write(folder, "3600")
    await monitor.hears("screen")
    await monitor.send(type="ping")
    await monitor.hears("pong")
    await monitor.send(type="no such message")
    await monitor.hears("error")
    assert [one["type"] for one in monitor._unread if one["type"] == "pong"] == []
