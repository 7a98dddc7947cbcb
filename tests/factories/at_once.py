from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import DatabaseError, connection


def all_at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all calls at the same moment, and return what each returned or how it refused.

    Each has its own thread, connection and transactions. A refusal by the database itself (a
    deadlock, an unexpected constraint) is never a result: it is raised.
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
