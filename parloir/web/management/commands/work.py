import asyncio
import contextlib
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from parloir.worker.jobs import Job
from parloir.worker.loop import work

READY_VISIT_EVERY = 10.0


class Command(BaseCommand):
    help = "Runs what is due, sends mail and reconciles the media server, until it is stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(_work_until_stopped())


async def _work_until_stopped() -> None:
    task = asyncio.ensure_future(work(extra_jobs=_demo_jobs()))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await task


def _demo_jobs() -> list[Job]:
    if not settings.DEMO:
        return []
    from parloir.demo.ready_visit import keep_a_ready_visit

    return [
        Job(
            run=keep_a_ready_visit, look_every=READY_VISIT_EVERY, pause=2.0, woken_by=("facility:",)
        )
    ]
