"""Waits for the threads of the domain."""

import asyncio
from threading import Barrier

from django.db import connections

from parloir.threads import THREADS, in_thread
from tests.realtime.browsers import PATIENCE


async def every_thread_is_done() -> None:
    """Who was cancelled may leave a thread behind that still writes: PostgreSQL cannot empty tables
    meanwhile, and what is written later would be the next test's."""
    all_here = Barrier(THREADS)

    def arrive() -> None:
        connections.close_all()
        all_here.wait(PATIENCE)

    await asyncio.gather(*(in_thread(arrive) for _ in range(THREADS)))
