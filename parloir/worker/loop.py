"""The worker: runs due work, sends mail and reconciles the media server with the database.

Several workers may run. They compete for due rows by compare-and-set. Only the worker that holds
the lease `MEDIA_LEASE` reconciles the media server.
"""

import asyncio
import contextlib
import logging
import shlex
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError

from parloir.audit.actors import CLOCK
from parloir.audit.purging import purge_audit
from parloir.bookings.operations.restoring_all import carry_out_restorations, next_restoration_at
from parloir.changes.feed import ChangeFeed
from parloir.clients.reads import write_read_events
from parloir.clock import current_time
from parloir.clock.watch import ClockWatch
from parloir.collection import collect_rarely
from parloir.facts.zone_rules import follow_zone_data
from parloir.ledger.settling import next_to_settle, settle_due
from parloir.ledger.time_at_end import add_lost_time
from parloir.liveness.operations import WORKER, HeldLease, beat
from parloir.liveness.setbacks import setbacks
from parloir.media_node.connection import connect_to_media_server
from parloir.media_node.relay import CHECK_EVERY, check_relay
from parloir.notices.operations import deliver_due_notices, next_notice_at
from parloir.threads import in_thread
from parloir.visits import unwatched_policy
from parloir.visits.due import run_due_transitions
from parloir.visits.next_due import next_transition_at
from parloir.worker.audit_chain import LOOK_EVERY as SEAL_EVERY
from parloir.worker.audit_chain import AuditChain
from parloir.worker.jobs import Job, repeat
from parloir.worker.media_reconciler import MediaReconciler
from parloir.worker.media_watchdog import MediaWatchdog
from parloir.worker.old_rows import delete_old_rows
from parloir.workflows.termination import finish_terminations, next_termination_to_finish

COMPARE_SECONDS = 1.0
APPLY_CHANGES_EVERY = 10.0
COUNT_READS_EVERY = 20.0
PURGE_EVERY = 3600.0
BEAT_EVERY = 2.0
DELETE_OLD_ROWS_EVERY = 600.0
FOLLOW_ZONE_DATA_EVERY = 600.0
LOOK_EVERY = 10.0
"""How long after it became due a row may wait of which no change told the worker."""
MEDIA_LEASE = "media"

log = logging.getLogger(__name__)


async def work(*, extra_jobs: Sequence[Job] = ()) -> None:
    """Run all jobs until cancelled."""
    collect_rarely()
    reconciler = MediaReconciler(connect_to_media_server())
    feed, clock = ChangeFeed(), ClockWatch()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(clock.follow())
        tasks.create_task(feed.follow())
        await feed.begin()
        tasks.create_task(reconcile(reconciler, feed))
        for job in (*_jobs(reconciler, clock), *extra_jobs):
            tasks.create_task(repeat(job, clock=clock, feed=feed))


def _jobs(reconciler: MediaReconciler, clock: ClockWatch) -> tuple[Job, ...]:
    return (
        Job(
            run=lambda *, now: follow_zone_data(by=CLOCK, now=now),
            look_every=FOLLOW_ZONE_DATA_EVERY,
            pause=10.0,
        ),
        Job(
            run=run_due_transitions,
            next_due=next_transition_at,
            look_every=LOOK_EVERY,
            woken_by=("facility:",),
            time=clock.settled_time,
        ),
        Job(
            run=unwatched_policy.enforce,
            next_due=unwatched_policy.next_due,
            look_every=LOOK_EVERY,
            pause=1.0,
            woken_by=("facility:",),
            time=clock.settled_time,
        ),
        Job(
            run=finish_terminations,
            next_due=next_termination_to_finish,
            look_every=LOOK_EVERY,
            pause=1.0,
            woken_by=("visit:",),
        ),
        Job(
            run=settle_due,
            next_due=next_to_settle,
            look_every=LOOK_EVERY,
            pause=1.0,
            woken_by=("visit:",),
        ),
        Job(run=add_lost_time, look_every=LOOK_EVERY, pause=1.0, time=clock.settled_time),
        Job(
            run=carry_out_restorations,
            next_due=next_restoration_at,
            look_every=LOOK_EVERY,
            pause=0.1,
            woken_by=("restoration:",),
        ),
        Job(
            run=deliver_due_notices,
            next_due=next_notice_at,
            look_every=LOOK_EVERY,
            wakes_for_notices=True,
        ),
        Job(run=lambda *, now: _beat(reconciler, now), look_every=BEAT_EVERY),
        Job(run=AuditChain(settings.WORKER_NAME).seal, look_every=SEAL_EVERY),
        Job(run=write_read_events, look_every=COUNT_READS_EVERY, pause=1.0),
        Job(run=check_relay, look_every=CHECK_EVERY),
        Job(run=purge_audit, look_every=PURGE_EVERY, pause=60.0, time=clock.settled_time),
        Job(
            run=delete_old_rows,
            look_every=DELETE_OLD_ROWS_EVERY,
            pause=60.0,
            time=clock.settled_time,
        ),
    )


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
    loop, lease = asyncio.get_running_loop(), HeldLease(MEDIA_LEASE, settings.WORKER_NAME)
    while True:
        next_at = loop.time() + COMPARE_SECONDS
        now = current_time()
        try:
            if await in_thread(lease.take_or_keep, now=now):
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
        is_done = False
        try:
            is_done = await reconciler.apply_changes(now=current_time())
        except DatabaseError:
            log.exception("The media reconciler lost the database and tries again")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(APPLY_CHANGES_EVERY if is_done else COMPARE_SECONDS):
                await wake.wait()


def _concerns_visits(topics: frozenset[str]) -> bool:
    return any(topic.startswith("visit:") for topic in topics)


def _beat(reconciler: MediaReconciler, now: datetime) -> None:
    facts: dict[str, bool | int | str] = {
        "media": reconciler.is_media_up,
        "stuck": setbacks.count_told(now=now),
    }
    beat(name=WORKER, facts=facts, now=now)
