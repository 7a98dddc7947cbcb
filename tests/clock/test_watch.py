"""A set clock wakes sleeping tasks, and decisions that depend on age wait for the others."""

import asyncio
import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from parloir.clock.watch import LOOK_EVERY_SECONDS, SETTLES_SECONDS, ClockWatch
from tests.clock.test_clock_file import HOUR, write

PATIENCE = 10.0


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR, settings.DEMO, settings.CLOCK_OFFSET = tmp_path, True, timedelta()
    return tmp_path


@pytest.fixture
async def watch(folder):
    watch = ClockWatch()
    following = asyncio.create_task(watch.follow())
    yield watch
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


async def test_listeners_are_told_of_each_setting_and_of_nothing_else(folder, watch):
    told = asyncio.Queue()
    unlisten = watch.listen(lambda: told.put_nowait("again"))
    stays = asyncio.Event()

    write(folder, "3600")
    async with asyncio.timeout(PATIENCE):
        await told.get()
    write(folder, "3600")  # another file that says the same
    await asyncio.sleep(3 * LOOK_EVERY_SECONDS)
    assert told.empty()

    unlisten()
    watch.listen(stays.set)
    write(folder, "0")
    async with asyncio.timeout(PATIENCE):
        await stays.wait()
    assert told.empty()


async def test_without_the_demo_nothing_is_followed(folder, settings):
    settings.DEMO = False
    async with asyncio.timeout(PATIENCE):
        await ClockWatch().follow()


async def test_settled_time_is_the_new_one_a_second_after_the_clock_was_set(folder):
    watch = ClockWatch()
    before = timezone.now()
    assert before <= await watch.settled_time() <= timezone.now()

    write(folder, "3600")
    began = time.monotonic()
    settled = await watch.settled_time()

    assert time.monotonic() - began >= SETTLES_SECONDS
    assert before + HOUR <= settled <= timezone.now() + HOUR


async def test_settled_time_does_not_wait_where_nothing_was_set(folder, monkeypatch):
    async def sleep(seconds):
        raise AssertionError("it waited")

    write(folder, "3600")
    watch = ClockWatch()
    monkeypatch.setattr(asyncio, "sleep", sleep)
    with time_machine.travel("2026-11-24T12:00:00Z", tick=False):
        assert await watch.settled_time() == timezone.now() + HOUR
