from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import DatabaseError, connection


def all_at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each call returned or how it refused, all of them started at the same moment.

    Each has a thread, a connection and transactions of its own. That the database itself
    refuses (a deadlock, a constraint that nobody expected) is never an answer.
    """
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return call()
        except DatabaseError:
            raise
        except Exception as refused:  # the operation's own word
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
