"""The worker: runs due work, sends mail and reconciles the media server with the database.

Several workers may run. They compete for due rows by compare-and-set. Only the worker that holds
the lease `MEDIA_LEASE` reconciles the media server.
"""

import asyncio
import contextlib
import logging
import shlex
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError

from parloir.accounts.known_browsers import delete_old_browsers
from parloir.accounts.sign_ins import delete_old_sign_ins
from parloir.changes.feed import ChangeFeed
from parloir.changes.operations import delete_old_changes
from parloir.clients.answers import delete_old_answers
from parloir.clock import current_time
from parloir.clock.watch import ClockWatch
from parloir.credentials.codes import delete_old_codes
from parloir.credentials.links import delete_old_links
from parloir.liveness.operations import WORKER, beat, take_lease
from parloir.liveness.setbacks import setbacks
from parloir.media_node.connection import connect_to_media_server
from parloir.notices.operations import deliver_due_notices
from parloir.pin_tries.operations import delete_old_tries
from parloir.threads import in_thread
from parloir.throttling.budgets import delete_old_spendings
from parloir.throttling.operations import delete_old_attempts
from parloir.visits import unwatched_policy
from parloir.visits.due import run_due_transitions
from parloir.visits.still_retention import delete_old_stills
from parloir.worker.media_reconciler import MediaReconciler
from parloir.worker.media_watchdog import MediaWatchdog
from parloir.workflows.termination import finish_terminations

DUE_TRANSITIONS_EVERY = 0.5
COMPARE_SECONDS = 1.0
UNWATCHED_POLICY_EVERY = 1.0
FINISH_TERMINATIONS_EVERY = 1.0
MAIL_EVERY = 0.5
BEAT_EVERY = 2.0
DELETE_OLD_ROWS_EVERY = 600.0
MEDIA_LEASE = "media"

log = logging.getLogger(__name__)

PeriodicJob = Callable[..., object]
Time = Callable[[], Awaitable[datetime]]


async def work(*, extra_jobs: Sequence[tuple[float, PeriodicJob]] = ()) -> None:
    """Run all jobs until cancelled.

    `extra_jobs` are pairs of the seconds between two runs and a function that takes `now`.
    """
    reconciler = MediaReconciler(connect_to_media_server())
    feed, clock = ChangeFeed(), ClockWatch()

    async with asyncio.TaskGroup() as tasks:

        def every(seconds: float, job: PeriodicJob, *, time: Time = _time) -> None:
            tasks.create_task(_repeat(seconds, job, clock=clock, time=time))

        tasks.create_task(feed.follow())
        tasks.create_task(clock.follow())
        tasks.create_task(reconcile(reconciler, feed))
        every(DUE_TRANSITIONS_EVERY, run_due_transitions, time=clock.settled_time)
        every(UNWATCHED_POLICY_EVERY, unwatched_policy.enforce, time=clock.settled_time)
        every(FINISH_TERMINATIONS_EVERY, finish_terminations)
        every(MAIL_EVERY, deliver_due_notices)
        every(BEAT_EVERY, lambda *, now: _beat(reconciler, now))
        every(DELETE_OLD_ROWS_EVERY, _delete_old_rows, time=clock.settled_time)
        for seconds, job in extra_jobs:
            every(seconds, job)


async def _repeat(seconds: float, job: PeriodicJob, *, clock: ClockWatch, time: Time) -> None:
    """Run a job every so many seconds, and when the clock was set.

    A job that fails is tried again at its next time. The other jobs go on meanwhile.
    """
    was_set = asyncio.Event()
    clock.listen(was_set.set)
    while True:
        was_set.clear()
        try:
            await in_thread(job, now=await time())
        except Exception:  # an error in one job must not stop all visits
            log.exception("A job of the worker failed and is tried again")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await was_set.wait()


async def _time() -> datetime:
    return current_time()


async def reconcile(reconciler: MediaReconciler, feed: ChangeFeed) -> None:
    """Reconcile the media server with the database until cancelled.

    It applies each committed change of a visit immediately, and compares everything once a second.
    A comparison needs many requests, so changes do not wait for it: a visit that was ended is
    silent before a comparison under way has its answers. Where both do the same, the second finds
    it done.
    """
    wake = asyncio.Event()
    has_lease = asyncio.Event()
    feed.listen(lambda topics: wake.set() if _concerns_visits(topics) else None)
    media_watchdog = MediaWatchdog(shlex.split(settings.MEDIA_RESTART))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_compare_forever(reconciler, has_lease, media_watchdog))
        tasks.create_task(_apply_changes_forever(reconciler, has_lease, wake))


async def _compare_forever(
    reconciler: MediaReconciler, has_lease: asyncio.Event, media_watchdog: MediaWatchdog
) -> None:
    loop = asyncio.get_running_loop()
    while True:
        next_at = loop.time() + COMPARE_SECONDS
        now = current_time()
        try:
            if await in_thread(_take_the_lease, now):
                has_lease.set()
                await _compare_and_beat(reconciler, now)
                await media_watchdog.check(is_media_up=reconciler.is_media_up, now=current_time())
            else:
                has_lease.clear()
        except DatabaseError:
            log.exception("The media reconciler lost the database and tries again")
        await asyncio.sleep(next_at - loop.time())


async def _compare_and_beat(reconciler: MediaReconciler, now: datetime) -> None:
    """Compare, and write a heartbeat immediately if the media server came up or went down, for
    those who wait for it or rely on it."""
    was_up = reconciler.is_media_up
    await reconciler.compare_and_repair(now=now)
    if reconciler.is_media_up != was_up:
        await in_thread(_beat, reconciler, now)


async def _apply_changes_forever(
    reconciler: MediaReconciler, has_lease: asyncio.Event, wake: asyncio.Event
) -> None:
    while True:
        await has_lease.wait()
        wake.clear()
        try:
            await reconciler.apply_changes(now=current_time())
        except DatabaseError:
            log.exception("The media reconciler lost the database and tries again")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(COMPARE_SECONDS):
                await wake.wait()


def _concerns_visits(topics: frozenset[str]) -> bool:
    return any(topic.startswith("visit:") for topic in topics)


def _take_the_lease(now: datetime) -> bool:
    return take_lease(name=MEDIA_LEASE, holder=settings.WORKER_NAME, now=now)


def _beat(reconciler: MediaReconciler, now: datetime) -> None:
    facts: dict[str, bool | int | str] = {
        "media": reconciler.is_media_up,
        "stuck": setbacks.count_told(now=now),
    }
    beat(name=WORKER, facts=facts, now=now)


def _delete_old_rows(*, now: datetime) -> None:
    """Delete rows of each kind, even if those of another kind cannot be deleted."""
    for delete in (
        delete_old_changes,
        delete_old_attempts,
        delete_old_tries,
        delete_old_browsers,
        delete_old_spendings,
        delete_old_answers,
        delete_old_sign_ins,
        delete_old_codes,
        delete_old_links,
        delete_old_stills,
    ):
        try:
            delete(now=now)
        except Exception:  # tried again at the next time
            log.exception("%s failed", delete.__name__)
