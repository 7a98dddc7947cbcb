"""The demo's clock is set while the worker's jobs sleep."""

import asyncio
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from parloir.changes.feed import ChangeFeed
from parloir.clock.watch import SETTLES_SECONDS, ClockWatch
from parloir.worker.jobs import Job, repeat
from tests.clock.test_clock_file import HOUR, write

PATIENCE = 10.0
A_DAY = 86_400.0


class PeriodicJob:
    """Records when it ran, by the clock that it was given and by one that nobody sets."""

    def __init__(self):
        self.done = asyncio.Queue()
        self._loop = asyncio.get_running_loop()

    def __call__(self, *, now):
        self._loop.call_soon_threadsafe(self.done.put_nowait, (now, time.monotonic()))

    async def next(self):
        async with asyncio.timeout(PATIENCE):
            return await self.done.get()


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR, settings.DEMO, settings.CLOCK_OFFSET = tmp_path, True, timedelta()
    return tmp_path


@pytest.fixture
async def watch(folder):
    return ClockWatch()


@pytest.fixture
async def jobs(watch, transactional_db):
    """Return two daily jobs: one by the clock, one that depends on the age of heartbeats."""
    plain, judging = PeriodicJob(), PeriodicJob()
    tasks = [
        asyncio.create_task(watch.follow()),
        *(
            asyncio.create_task(repeat(job, clock=watch, feed=ChangeFeed()))
            for job in (
                Job(run=plain, look_every=A_DAY),
                Job(run=judging, look_every=A_DAY, time=watch.settled_time),
            )
        ),
    ]
    yield plain, judging
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_jobs_are_done_when_the_clock_was_set(folder, jobs):
    plain, judging = jobs
    for job in jobs:
        now, _ = await job.next()
        assert now <= timezone.now()

    write(folder, "3600")
    set_at = time.monotonic()

    now, _ = await plain.next()
    assert now > timezone.now() + HOUR - timedelta(seconds=PATIENCE)
    now, done_at = await judging.next()
    assert now > timezone.now() + HOUR - timedelta(seconds=PATIENCE)
    assert done_at - set_at >= SETTLES_SECONDS
    assert plain.done.empty()
    assert judging.done.empty()
