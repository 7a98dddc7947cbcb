"""Wait for the threads of the domain pool."""

import asyncio
from threading import Barrier

from django.db import connections

from parloir.threads import THREADS, in_thread
from tests.realtime.browsers import PATIENCE


async def every_thread_is_done() -> None:
    """A cancelled task may leave behind a thread that still writes. PostgreSQL cannot empty tables
    meanwhile, and later writes would affect the next test."""
    all_here = Barrier(THREADS)

    def arrive() -> None:
        connections.close_all()
        all_here.wait(PATIENCE)

    await asyncio.gather(*(in_thread(arrive) for _ in range(THREADS)))
