"""Run a job when it is due, and look by itself only seldom.

Building and sending the same queries twice a second was half of what an idle worker computed. So
each job says when it is due next (ADR 17, ADR 52). It is woken earlier when a change is committed
that may make something due, and when the demo's clock was set.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from parloir.changes.feed import ChangeFeed
from parloir.clock import current_time
from parloir.clock.watch import ClockWatch
from parloir.threads import in_thread

# A clock that is read a moment before its time would make the job run once in vain.
AFTER_ITS_TIME = timedelta(milliseconds=2)

log = logging.getLogger(__name__)

Time = Callable[[], Awaitable[datetime]]


class Run(Protocol):
    """Do all that is due `now`. Called in a thread."""

    def __call__(self, *, now: datetime) -> object: ...


class NextDue(Protocol):
    """Return when something is due next, `now` or earlier if it is due still, None if nothing is.

    Called in a thread, after each run. It may name a moment at which nothing turns out to be due,
    and need not name one that has passed: the job runs once a moment that was named has come.
    """

    def __call__(self, *, now: datetime) -> datetime | None: ...


async def time_now() -> datetime:
    return current_time()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a worker does again and again.

    It looks at least every `look_every` seconds, by asking `next_due`, and runs if something is
    due. It runs in any case after `run_every` seconds, in case `next_due` knows of less than it
    does, and when it is woken: by a change of a topic that begins with one of `woken_by`, by each
    enqueued notice if it `wakes_for_notices`, and when the demo's clock was set. `next_due` is None
    for a job that is not due at certain times: it runs whenever it looks.

    It sleeps at least `pause` seconds: what failed is tried again then, and many changes together
    wake it once.
    """

    run: Run
    look_every: float
    run_every: float = 60.0
    pause: float = 0.5
    next_due: NextDue | None = None
    woken_by: tuple[str, ...] = ()
    wakes_for_notices: bool = False
    time: Time = time_now


async def repeat(job: Job, *, clock: ClockWatch, feed: ChangeFeed) -> None:
    """Run a job whenever it is due, until cancelled.

    A job that fails is tried again at its next time. The other jobs go on meanwhile.
    """
    wake = asyncio.Event()
    clock.listen(wake.set)
    if job.woken_by:
        feed.listen(lambda topics: wake.set() if _concerns(job, topics) else None)
    if job.wakes_for_notices:
        feed.listen_for_notices(wake.set)
    loop = asyncio.get_running_loop()
    must_run, runs_by, due = True, 0.0, None
    while True:
        wake.clear()
        try:
            now = await job.time()
            has_come = due is not None and due <= now
            look = await in_thread(_look, job, now, must_run or has_come)
            due, waits = look.due, look.waits
            if look.has_run:
                runs_by = loop.time() + job.run_every
        except Exception:  # an error in one job must not stop all visits
            log.exception("A job of the worker failed and is tried again")
            waits, runs_by = job.pause, 0.0
        await _sleep(waits, wake, job)
        must_run = wake.is_set() or loop.time() >= runs_by


async def _sleep(seconds: float, wake: asyncio.Event, job: Job) -> None:
    """Sleep until the job is due or woken, and through its pause in any case."""
    loop = asyncio.get_running_loop()
    pause_ends = loop.time() + min(job.pause, job.look_every)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await wake.wait()
    await asyncio.sleep(max(0.0, pause_ends - loop.time()))


@dataclass(frozen=True, slots=True)
class _Look:
    """Whether the job ran, when it is due next, and for how many seconds it may sleep."""

    has_run: bool
    due: datetime | None
    waits: float


def _look(job: Job, now: datetime, must_run: bool) -> _Look:
    """Run the job if it must or if something is due."""
    began = time.monotonic()
    if job.next_due is None:
        job.run(now=now)
        return _Look(True, None, job.look_every)
    due = now if must_run else job.next_due(now=now)
    has_run = due is not None and due <= now
    if has_run:
        job.run(now=now)
        due = job.next_due(now=now)
    if due is None:
        return _Look(has_run, None, job.look_every)
    seconds = (due + AFTER_ITS_TIME - now).total_seconds() - (time.monotonic() - began)
    return _Look(has_run, due, min(max(seconds, job.pause), job.look_every))


def _concerns(job: Job, topics: frozenset[str]) -> bool:
    return any(topic.startswith(job.woken_by) for topic in topics)
