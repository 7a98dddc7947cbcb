"""Django's SQLite backend, with threads of one process taking turns at writing.

SQLite lets one transaction write. Threads that wait try again after ever longer sleeps, in no
particular order: if many keep writing, one of them waits until its time is up and the database
“is locked”. Threads that wait for a lock of the process are woken one after another, and
an officer's press before all others.
Between processes, SQLite's own behaviour remains.
"""

from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from parloir.config.sqlite.turn import Turn
from parloir.threads import is_press

_turn = Turn()


class DatabaseWrapper(base.DatabaseWrapper):
    """A thread that begins a transaction has the turn until commit, rollback or close."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        timeout = self.settings_dict["OPTIONS"]["timeout"]
        if not _turn.acquire(is_press=is_press(), timeout=timeout):
            raise OperationalError("database is locked by another thread of this process")
        self._has_turn = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._pass_on()
            raise

    def _commit(self) -> Any:
        done = super()._commit()  # type: ignore[misc]
        self._pass_on()  # what could not be committed is rolled back next
        return done

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._pass_on()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turn.release()
