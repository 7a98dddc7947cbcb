"""Domain calls keep their connections, do not keep broken ones, and are not left behind."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from parloir.threads import PRESS_THREADS, THREADS, in_press_thread, in_thread, is_press

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
async def _presses_let_go_of_their_connections():
    """The database of the tests cannot be deleted while somebody is connected."""
    yield
    all_here = threading.Barrier(PRESS_THREADS)

    def close() -> None:
        all_here.wait(20)
        connection.close()

    await asyncio.gather(*(in_press_thread(close) for _ in range(PRESS_THREADS)))


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


async def ask_in_all_threads(*, times: int) -> None:
    """Ask so often in each thread. No call ends before all threads have a connection."""
    all_here = threading.Barrier(THREADS)

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            all_here.wait(20)

    await asyncio.gather(*(in_thread(ask) for _ in range(times * THREADS)))


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no server to restart")
async def test_a_call_after_the_server_has_dropped_its_connections_is_answered(
    connection_of_the_test,
):
    await ask_in_all_threads(times=1)
    assert await in_thread(drop_all_but, connection_of_the_test) >= THREADS - 1
    await ask_in_all_threads(times=1)


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


async def test_a_press_does_not_wait_for_other_calls():
    may_go_on = threading.Event()
    busy = [asyncio.create_task(in_thread(may_go_on.wait, 20)) for _ in range(2 * THREADS)]
    try:
        async with asyncio.timeout(10):
            assert await in_press_thread(is_press)
    finally:
        may_go_on.set()
    await asyncio.gather(*busy)


async def test_other_calls_are_no_presses():
    assert not await in_thread(is_press)


def backend_of_this_thread() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


async def backends_of_presses() -> set[int]:
    """Return the connections of all threads, each of which waits for the others."""
    all_here = threading.Barrier(PRESS_THREADS)

    def backend() -> int:
        all_here.wait(20)
        return backend_of_this_thread()

    return set(await asyncio.gather(*(in_press_thread(backend) for _ in range(PRESS_THREADS))))


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no pool")
async def test_presses_keep_their_connections_though_others_wait_for_the_pool():
    """Each thread has its own: a press finds it where the pool has none left."""
    first = await backends_of_presses()
    await ask_in_all_threads(times=2)
    assert await backends_of_presses() == first


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no server to restart")
async def test_a_press_after_the_server_has_dropped_its_connection_is_carried_out(
    connection_of_the_test,
):
    before = await backends_of_presses()
    await in_thread(drop_all_but, connection_of_the_test)
    assert not before & await backends_of_presses()
