"""The worker: time passing, mail going out, and the conductor.

Several workers may run. Each does what a row's compare-and-set lets it do; one of them, by a
lease, conducts the media node.
"""

import asyncio
import contextlib
import logging
import shlex
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError

from parloir.changes.feed import ChangeFeed
from parloir.changes.operations import forget_old_changes
from parloir.clients.answers import forget_old_answers
from parloir.clock import current_time
from parloir.clock.watch import ClockWatch
from parloir.liveness.operations import WORKER, beat, take_lease
from parloir.media_node.connection import connect_to_media_server
from parloir.notices.operations import deliver_due_notices
from parloir.threads import in_thread
from parloir.throttling.budgets import forget_old_spendings
from parloir.throttling.operations import forget_old_attempts
from parloir.visits import unwatched_policy
from parloir.visits.due import run_due_transitions
from parloir.visits.still_retention import forget_old_stills
from parloir.worker.conductor import Conductor
from parloir.worker.last_resort import LastResort
from parloir.workflows.terminating import finish_terminations

DUE_TRANSITIONS_EVERY = 0.5
COMPARE_EVERY = 1.0
UNWATCHED_POLICY_EVERY = 1.0
FINISH_TERMINATIONS_EVERY = 1.0
MAIL_EVERY = 0.5
BEAT_EVERY = 2.0
TIDY_EVERY = 600.0
CONDUCTING = "conductor"

log = logging.getLogger(__name__)

Chore = Callable[..., object]
Time = Callable[[], Awaitable[datetime]]


async def work(*, extra_chores: Sequence[tuple[float, Chore]] = ()) -> None:
    """Work until cancelled. `extra_chores` are (seconds, function taking `now`)."""
    conductor = Conductor(connect_to_media_server())
    feed, clock = ChangeFeed(), ClockWatch()

    async with asyncio.TaskGroup() as tasks:

        def keep_at(seconds: float, chore: Chore, *, time: Time = _time) -> None:
            tasks.create_task(_every(seconds, chore, clock=clock, time=time))

        tasks.create_task(feed.follow())
        tasks.create_task(clock.follow())
        tasks.create_task(conduct(conductor, feed))
        keep_at(DUE_TRANSITIONS_EVERY, run_due_transitions, time=clock.settled_time)
        keep_at(UNWATCHED_POLICY_EVERY, unwatched_policy.enforce, time=clock.settled_time)
        keep_at(FINISH_TERMINATIONS_EVERY, finish_terminations)
        keep_at(MAIL_EVERY, deliver_due_notices)
        keep_at(BEAT_EVERY, lambda *, now: _beat(conductor, now))
        keep_at(TIDY_EVERY, _tidy, time=clock.settled_time)
        for seconds, chore in extra_chores:
            keep_at(seconds, chore)


async def _every(seconds: float, chore: Chore, *, clock: ClockWatch, time: Time) -> None:
    """Also when the clock was set. A chore that fails is tried again at its next time; the others
    go on meanwhile."""
    was_set = asyncio.Event()
    clock.listen(was_set.set)
    while True:
        was_set.clear()
        try:
            await in_thread(chore, now=await time())
        except Exception:  # a fault in one chore must not stop the visits of everybody
            log.exception("A chore of the worker failed and is tried again")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await was_set.wait()


async def _time() -> datetime:
    return current_time()


async def conduct(conductor: Conductor, feed: ChangeFeed) -> None:
    """At every change of a visit at once, and every second in any case.

    Comparing asks for much, so what a change says never waits for it: a visit that was ended is
    silent before the comparison under way has its answers. Where both do the same, the second
    finds it done.
    """
    wake = asyncio.Event()
    has_lease = asyncio.Event()
    feed.listen(lambda topics: wake.set() if _concerns_visits(topics) else None)
    last_resort = LastResort(shlex.split(settings.MEDIA_RESTART))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_compare_again_and_again(conductor, has_lease, last_resort))
        tasks.create_task(_act_again_and_again(conductor, has_lease, wake))


async def _compare_again_and_again(
    conductor: Conductor, has_lease: asyncio.Event, last_resort: LastResort
) -> None:
    loop = asyncio.get_running_loop()
    while True:
        next_at = loop.time() + COMPARE_EVERY
        now = current_time()
        try:
            if await in_thread(_take_the_lease, now):
                has_lease.set()
                await _compare_and_tell(conductor, now)
                await last_resort.consider(
                    media_is_there=conductor.media_is_there, now=current_time()
                )
            else:
                has_lease.clear()
        except DatabaseError:
            log.exception("The conductor lost the database and tries again")
        await asyncio.sleep(next_at - loop.time())


async def _compare_and_tell(conductor: Conductor, now: datetime) -> None:
    """Whoever waits for the media server, or relies on it, hears of a change at once."""
    was_there = conductor.media_is_there
    await conductor.compare_and_repair(now=now)
    if conductor.media_is_there != was_there:
        await in_thread(_beat, conductor, now)


async def _act_again_and_again(
    conductor: Conductor, has_lease: asyncio.Event, wake: asyncio.Event
) -> None:
    while True:
        await has_lease.wait()
        wake.clear()
        try:
            await conductor.act_on_changes(now=current_time())
        except DatabaseError:
            log.exception("The conductor lost the database and tries again")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(COMPARE_EVERY):
                await wake.wait()


def _concerns_visits(topics: frozenset[str]) -> bool:
    return any(topic.startswith("visit:") for topic in topics)


def _take_the_lease(now: datetime) -> bool:
    return take_lease(name=CONDUCTING, holder=settings.WORKER_NAME, now=now)


def _beat(conductor: Conductor, now: datetime) -> None:
    beat(name=WORKER, facts={"media": conductor.media_is_there}, now=now)


def _tidy(*, now: datetime) -> None:
    forget_old_changes(now=now)
    forget_old_attempts(now=now)
    forget_old_spendings(now=now)
    forget_old_answers(now=now)
    forget_old_stills(now=now)
