"""Follow the change feed from an asyncio process.

SQLite: wait for the bell that rings after a commit (`changes.bell`), and look once a second whether
one was missed: `PRAGMA data_version` changes when another connection commits, and reading it
touches no table. PostgreSQL: LISTEN, then catch up by id, and wait for ids that are committed out
of order (`changes.position`). After a lost connection the feed continues from its position, so that
it misses nothing that was committed meanwhile.
"""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections

from parloir.changes.bell import bell_of, listening_to
from parloir.changes.operations import CHANNEL, NOTICES_CHANNEL
from parloir.changes.position import Position

LOOK_SECONDS = 1.0
RETRY_SECONDS = 1.0
CATCH_UP_SECONDS = 5.0
BEGINS_WITHIN_SECONDS = 5.0
_NEWER = "SELECT id, topic FROM changes_change WHERE id > {latest} {or_missing} ORDER BY id"
_RECENT = "SELECT id FROM changes_change ORDER BY id DESC LIMIT 500"
# Parameters that Django adds to those of libpq for its own cursors.
_NOT_OF_LIBPQ = {"context", "cursor_factory", "prepare_threshold"}

log = logging.getLogger(__name__)


class ChangeFeed:
    """Calls every listener with the set of topics changed, in the loop that runs `follow`."""

    def __init__(self) -> None:
        self._listeners: set[Callable[[frozenset[str]], None]] = set()
        self._notice_listeners: set[Callable[[], None]] = set()
        self._position = Position()
        self._has_begun = asyncio.Event()

    def listen_for_notices(self, listener: Callable[[], None]) -> None:
        """Call `listener` when a notice may have been enqueued. Call this before `follow`."""
        self._notice_listeners.add(listener)

    def listen(self, listener: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        """Call `listener` at every change from now on. Returns a function that ends this."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    async def begin(self) -> None:
        """Wait until the feed follows: read rows after that, so that no later change is missed.

        Without a database this returns after some seconds, and the readers fail by themselves.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(BEGINS_WITHIN_SECONDS):
                await self._has_begun.wait()

    async def follow(self) -> None:
        """Follow the feed until cancelled. Reconnects every second if the database is lost."""
        while True:
            try:
                async for topics in self._batches():
                    self._tell(topics)
            except (sqlite3.Error, psycopg.Error, OSError):
                log.exception("The change feed lost the database and tries again")
            await asyncio.sleep(RETRY_SECONDS)

    def _batches(self) -> AsyncIterator[frozenset[str]]:
        """Yield the topics of each batch of changes, none when only a notice was enqueued."""
        database = connections["default"]
        if database.vendor == "sqlite":
            path = Path(database.settings_dict["NAME"])
            return _batches_of_sqlite(path, self._position, self._has_begun)
        channels = [CHANNEL, NOTICES_CHANNEL] if self._notice_listeners else [CHANNEL]
        params = database.get_connection_params()
        return _batches_of_postgresql(params, channels, self._position, self._has_begun)

    def _tell(self, topics: frozenset[str]) -> None:
        for told in tuple(self._notice_listeners):
            told()
        for listener in tuple(self._listeners) if topics else ():
            listener(topics)


async def _batches_of_sqlite(
    path: Path, position: Position, has_begun: asyncio.Event
) -> AsyncIterator[frozenset[str]]:
    """Yield batches of topics. Only one transaction writes at a time, so ids are in order."""
    now = asyncio.get_running_loop().time
    newer = _NEWER.format(latest="?", or_missing="")
    with (
        contextlib.closing(sqlite3.connect(path, timeout=5)) as connection,
        listening_to(bell_of(path)) as bell,
    ):
        if position.latest is None:
            position.begin((number for (number,) in connection.execute(_RECENT)), at=now())
        has_begun.set()
        version, rang = -1, False
        while True:
            topics: frozenset[str] = frozenset()
            seen = connection.execute("PRAGMA data_version").fetchone()[0]
            if seen != version:
                version = seen
                rows = connection.execute(newer, (position.latest,)).fetchall()
                topics = position.take(rows, at=now())
            if topics or rang:
                yield topics
            rang = await bell.wait(at_most=LOOK_SECONDS)


async def _batches_of_postgresql(
    params: dict[str, Any],
    channels: Sequence[str],
    position: Position,
    has_begun: asyncio.Event,
) -> AsyncIterator[frozenset[str]]:
    now = asyncio.get_running_loop().time
    known = {name: value for name, value in params.items() if name not in _NOT_OF_LIBPQ and value}
    newer = _NEWER.format(latest="%s", or_missing="OR id = ANY(%s)")
    connection = await psycopg.AsyncConnection.connect(autocommit=True, **known)
    async with connection:
        for channel in channels:
            await connection.execute(f"LISTEN {channel}")
        if position.latest is None:
            recent = await (await connection.execute(_RECENT)).fetchall()
            position.begin((number for (number,) in recent), at=now())
        has_begun.set()
        rang = False
        while True:
            found = await connection.execute(newer, (position.latest, position.missing))
            topics = position.take(await found.fetchall(), at=now())
            if topics or rang:
                yield topics
            rang = False
            async for _ in connection.notifies(timeout=CATCH_UP_SECONDS, stop_after=1):
                rang = True
