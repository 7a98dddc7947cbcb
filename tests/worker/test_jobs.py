"""A job sleeps until it is due, and wakes earlier for what may have made it due."""

import asyncio
from datetime import timedelta

import pytest

from parloir.changes.feed import ChangeFeed
from parloir.clock.watch import ClockWatch
from parloir.worker.jobs import Job, repeat

PATIENCE = 20.0
NEVER = 86_400.0
SHORTLY = timedelta(milliseconds=30)

pytestmark = pytest.mark.django_db(transaction=True)


class Work:
    """Records when it ran. After each run it is due so long after it, at last never again."""

    def __init__(self, *due_after, fails=0):
        self.ran = asyncio.Queue()
        self.due = None
        self._due_after = iter(due_after)
        self._fails = fails
        self._loop = asyncio.get_running_loop()

    def run(self, *, now):
        after = next(self._due_after, None)
        self.due = None if after is None else now + after
        self._loop.call_soon_threadsafe(self.ran.put_nowait, now)
        if self._fails:
            self._fails -= 1
            raise ZeroDivisionError

    def next_due(self, *, now):
        return self.due

    async def runs(self):
        async with asyncio.timeout(PATIENCE):
            return await self.ran.get()


@pytest.fixture
async def house():
    """Return a feed, and a function that starts a job."""
    feed, tasks = ChangeFeed(), []

    def start(work, **fields):
        fields = {"look_every": NEVER, "pause": 0.0, "next_due": work.next_due} | fields
        job = Job(run=work.run, **fields)
        tasks.append(asyncio.create_task(repeat(job, clock=ClockWatch(), feed=feed)))

    yield feed, start
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_job_runs_again_when_it_is_due(house):
    _, start = house
    work = Work(SHORTLY)
    start(work)
    first = await work.runs()
    assert await work.runs() >= first + SHORTLY
    assert work.ran.empty()


async def test_a_job_runs_once_its_moment_has_come_although_that_is_named_no_more(house):
    """Who asks a moment later for what comes next is told something else, or nothing."""
    _, start = house
    work = Work(SHORTLY)

    def next_due(*, now):
        return work.due if work.due and work.due > now else None

    start(work, next_due=next_due)
    first = await work.runs()
    assert await work.runs() >= first + SHORTLY
    assert work.ran.empty()


async def test_a_job_that_is_due_still_runs_again_after_its_pause(house):
    _, start = house
    work = Work(-SHORTLY)
    start(work, pause=SHORTLY.total_seconds())
    first = await work.runs()
    assert await work.runs() >= first + SHORTLY


async def test_a_change_of_its_topics_wakes_a_job(house):
    feed, start = house
    woken, other = Work(), Work()
    start(woken, woken_by=("visit:", "facility:"))
    start(other, woken_by=("booking:",))
    await woken.runs()
    await other.runs()
    feed._tell(frozenset({"facility:jail"}))
    await woken.runs()
    feed._tell(frozenset({"booking:1"}))
    await other.runs()
    assert woken.ran.empty()
    assert other.ran.empty()


async def test_a_notice_wakes_who_sends_it(house):
    feed, start = house
    mail, other = Work(), Work()
    start(mail, wakes_for_notices=True)
    start(other, woken_by=("visit:",))
    await mail.runs()
    await other.runs()
    feed._tell(frozenset())
    await mail.runs()
    assert other.ran.empty()


async def test_a_job_that_fails_is_tried_again(house):
    _, start = house
    work = Work(fails=2)
    start(work)
    for _ in range(3):
        await work.runs()


async def test_many_changes_together_wake_a_job_once(house):
    feed, start = house
    work = Work()
    start(work, woken_by=("visit:",), pause=SHORTLY.total_seconds())
    first = await work.runs()
    for _ in range(20):
        feed._tell(frozenset({"visit:1"}))
    assert await work.runs() >= first + SHORTLY
    feed._tell(frozenset({"visit:1"}))
    await work.runs()
    assert work.ran.empty()


async def test_a_look_at_which_nothing_is_due_runs_nothing(house):
    _, start = house
    work, looks = Work(), asyncio.Queue()

    def next_day(*, now):
        work._loop.call_soon_threadsafe(looks.put_nowait, now)
        return now + timedelta(days=1)

    start(work, look_every=0.01, next_due=next_day)
    await work.runs()
    async with asyncio.timeout(PATIENCE):
        for _ in range(3):
            await looks.get()
    assert work.ran.empty()


async def test_a_job_runs_in_any_case_after_a_while(house):
    _, start = house
    work = Work()
    start(work, look_every=0.01, run_every=SHORTLY.total_seconds())
    first = await work.runs()
    assert await work.runs() >= first + SHORTLY / 2


async def test_a_job_runs_at_a_look_that_finds_something_due(house):
    _, start = house
    work = Work()
    start(work, look_every=0.01)
    work.due = await work.runs()
    await work.runs()
    assert work.ran.empty()
