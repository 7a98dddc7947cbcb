"""The pool of connections after a restart of PostgreSQL, and at a server that takes no writes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from django.db import connection
from psycopg.pq import TransactionStatus
from psycopg_pool import PoolTimeout

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no server to restart"),
    pytest.mark.django_db(transaction=True),
]

IDLE = 6


@contextmanager
def pool_of(size, *, timeout=20.0):
    """Open a pool like the house's, with so many idle connections."""
    from parloir.config.postgresql.pool import DrainingPool

    options = {**connection.get_connection_params(), "autocommit": True}
    with DrainingPool(
        kwargs=options, min_size=size, max_size=2 * size, timeout=timeout, open=False
    ) as pool:
        pool.wait()
        yield pool


def backend_of(pool) -> int:
    with pool.connection() as one:
        return one.info.backend_pid


def drop_connections_of(pool) -> None:
    """End them as a restart does: the pool notices when it uses one."""
    pids = [one.info.backend_pid for one in pool._pool]
    assert len(pids) == IDLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid, 10000) FROM unnest(%s) AS pid", [pids])


def test_one_lost_connection_is_met_after_a_restart_and_not_each_of_them():
    with pool_of(IDLE) as pool:
        drop_connections_of(pool)
        pool.pop_stats()
        assert backend_of(pool)
        assert pool.get_stats()["connections_lost"] == 1


def test_threads_that_meet_lost_connections_together_keep_each_others_new_ones():
    with pool_of(IDLE) as pool, ThreadPoolExecutor(IDLE) as threads:
        drop_connections_of(pool)
        pool.pop_stats()
        all_have_one = threading.Barrier(IDLE, timeout=20)

        def use() -> int:
            with pool.connection() as one:
                all_have_one.wait()
                return one.info.backend_pid

        assert len({call.result() for call in [threads.submit(use) for _ in range(IDLE)]}) == IDLE
        assert pool.get_stats()["connections_num"] <= 2 * IDLE


def test_a_working_connection_is_used_again():
    with pool_of(1) as pool:
        assert backend_of(pool) == backend_of(pool)


def test_a_connection_that_was_given_back_within_a_transaction_begins_none_by_itself():
    with pool_of(1) as pool:
        one = pool.getconn()
        one.autocommit = False
        one.execute("SELECT 1")
        pool.putconn(one)
        with pool.connection() as again:
            assert again is one
            assert again.autocommit
            assert again.info.transaction_status == TransactionStatus.IDLE


def test_a_server_that_takes_no_writes_is_waited_for():
    with ExitStack() as stack:
        patient = stack.enter_context(pool_of(1))
        hasty = stack.enter_context(pool_of(1, timeout=0.5))
        admin = stack.enter_context(psycopg.connect(**connection.get_connection_params()))
        admin.autocommit = True
        name = admin.info.dbname
        admin.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        stack.callback(
            admin.execute, f'ALTER DATABASE "{name}" RESET default_transaction_read_only'
        )
        admin.execute("SET default_transaction_read_only = off")
        for pool in (patient, hasty):
            pool.drain()
            pool.wait()

        with pytest.raises(PoolTimeout):
            backend_of(hasty)

        admin.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
        assert backend_of(patient)
