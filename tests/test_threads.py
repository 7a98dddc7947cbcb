"""Domain calls keep their connections, do not keep broken ones, and are not left behind."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from parloir.threads import THREADS, in_thread

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def connection_of_the_test(transactional_db) -> int:
    """Return the process id of the test's connection at the server, which is not killed."""
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def drop_all_but(spared: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid NOT IN (%s, pg_backend_pid())",
            [spared],
        )
        return int(cursor.rowcount)


def ask_slowly() -> None:
    """Take so long that each of many concurrent calls has its own connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.3)")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no server to restart")
async def test_a_call_after_the_server_has_dropped_its_connections_is_answered(
    connection_of_the_test,
):
    await asyncio.gather(*(in_thread(ask_slowly) for _ in range(6)))
    assert await in_thread(drop_all_but, connection_of_the_test) >= 5
    await asyncio.gather(*(in_thread(ask_slowly) for _ in range(6)))


async def cancelled_in_its_midst(ends: Callable[[], None]) -> None:
    """Cancel a running call, and only then let its thread end."""
    has_begun, may_go_on = threading.Event(), threading.Event()

    def takes_long() -> None:
        has_begun.set()
        assert may_go_on.wait(10)
        ends()

    call = asyncio.create_task(in_thread(takes_long))
    await in_thread(has_begun.wait, 10)
    call.cancel()
    await asyncio.sleep(0)
    may_go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await call


async def test_a_cancelled_call_is_waited_for():
    done: list[str] = []
    await cancelled_in_its_midst(lambda: done.append("written"))
    assert done == ["written"]


async def test_a_call_that_fails_after_it_was_cancelled_stays_cancelled():
    def fails() -> None:
        raise ValueError("a fault")

    await cancelled_in_its_midst(fails)


async def test_a_call_cancelled_before_its_turn_is_not_made():
    may_go_on, done = threading.Event(), []
    busy = [asyncio.create_task(in_thread(may_go_on.wait, 10)) for _ in range(THREADS)]
    await asyncio.sleep(0)
    call = asyncio.create_task(in_thread(done.append, "written"))
    await asyncio.sleep(0)
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    may_go_on.set()
    await asyncio.gather(*busy)
    assert done == []
