"""A pool that survives a restart of PostgreSQL, and a change of its server's role."""

import threading
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool


class ReadOnlyServer(psycopg.OperationalError):
    """The server takes no writes, as a standby does. Connect to the primary."""


class DrainingPool(ConnectionPool[Any]):
    """Checks each connection before it hands it out, and drains itself when one fails.

    After a restart of the server every connection of the pool is lost. psycopg's own pool finds
    that out one connection at a time and sleeps twice as long after each, so that a request waits
    until its time is up. Here the first lost one has all of them made again.
    """

    def __init__(self, **options: Any) -> None:
        self._draining = threading.Lock()
        super().__init__(check=self._check_or_drain, **options)

    def _check_or_drain(self, connection: "psycopg.Connection[Any]") -> None:
        """Raises psycopg.Error if the connection is lost, or its server takes no writes."""
        try:
            # One that was given back within a transaction is rolled back by the pool, but stays as
            # Django had set it: the question itself would begin a transaction.
            connection.autocommit = True
            answer = connection.execute("SHOW transaction_read_only").fetchone()
            if answer != ("off",):
                raise ReadOnlyServer("the database server is read-only")
        except psycopg.Error:
            self._drain_once(connection)
            raise

    def _drain_once(self, lost: "psycopg.Connection[Any]") -> None:
        """Drain the pool, unless that was done since this connection was made.

        Threads that found lost connections together would otherwise drain each other's new ones.
        """
        with self._draining:
            if lost._created_at > self._drained_at:
                self.drain()
