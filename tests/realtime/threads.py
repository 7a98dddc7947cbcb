"""Wait for the threads of the domain pool and of the presses."""

import asyncio
from threading import Barrier

from django.db import connections

from parloir.threads import PRESS_THREADS, THREADS, in_press_thread, in_thread
from tests.realtime.browsers import PATIENCE


async def every_thread_is_done() -> None:
    """A cancelled task may leave behind a thread that still writes. PostgreSQL cannot empty tables
    meanwhile, and later writes would affect the next test."""
    for run, count in ((in_thread, THREADS), (in_press_thread, PRESS_THREADS)):
        all_here = Barrier(count)

        def arrive(all_here: Barrier = all_here) -> None:
            connections.close_all()
            all_here.wait(PATIENCE)

        await asyncio.gather(*(run(arrive) for _ in range(count)))
