"""A real house for a test: `bin/run` with a data directory and a port of its own."""

import os
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from launcher.private_files import write_private
from tests.stage.database import database_of_its_own
from tests.stage.house_processes import STOPS_SECONDS, Processes
from tests.stage.prepared import ROOT, Prepared
from tests.stage.waiting import wait_until
from tests.stage.ways_in import WaysIn

CENTRAL = ZoneInfo("America/Chicago")
JACKSON = "jackson-county-jail"
LAFAYETTE = "lafayette-county-demonstration-center"
# A machine's first start may build Janus.
START_SECONDS = 300.0


class House(WaysIn, Processes):
    """A house writes what it says to a file, so that it never waits for a reader.

    `host` is the name or address at which other machines reach it, by HTTPS; without one, only
    this machine does. `within` are words before its command, for example `ip netns exec NAME`, and
    `options` are more of its words.
    `environment` is set for it in addition to what is set here. With `prepared` it begins with a
    copy of that; without it, its first start makes everything. `root` is the tree whose `bin/run`
    starts it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        environment: Mapping[str, str] | None = None,
        prepared: Prepared | None = None,
        root: Path = ROOT,
        host: str | None = None,
        within: Sequence[str] = (),
        options: Sequence[str] = (),
    ) -> None:
        self._root = root
        self._host, self._within = host, within
        self._options = options
        self._environment = dict(environment or {})
        self.data = folder / "data"
        self.port = free_port()
        if prepared is None:
            self._database = database_of_its_own()
        else:
            self._database = prepared.copy_to(self.data, base_url=self.url)
        self._said_in = folder / "said.txt"
        self._offset = timedelta()

    # Lifecycle

    def start(self, *, clock: datetime | None = None, patience: float = START_SECONDS) -> float:
        """Return how many seconds passed until it said that it is ready.

        `clock` is what its clock shows when the start begins; the real time without one.
        """
        self._set_clock(clock)
        ready_before = self._times_ready()
        began = time.monotonic()
        with self._said_in.open("ab") as said:
            self._process = subprocess.Popen(
                self._command(),
                env={**os.environ, **self._database, **self._environment},
                stdout=said,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )

        def says_so() -> bool:
            """Whether the new run is ready. The rest of a killed one may answer a moment longer."""
            assert self._process is not None
            assert self._process.poll() is None, self.said()
            return self._times_ready() > ready_before

        wait_until(
            says_so, "the house to be ready", seconds=patience, every=0.01, otherwise=self.said
        )
        return time.monotonic() - began

    def stop(self) -> None:
        if self._process is None:
            return
        self.signal(signal.SIGTERM)
        self._process.wait(timeout=STOPS_SECONDS)
        self._process = None

    def jump_to(self, clock: datetime) -> None:
        """Move the clock of the running house forward. Return when its worker uses the new time."""
        assert clock >= self.now(), f"the clock shows {self.now():%H:%M:%S}: it cannot go back"
        self._set_clock(clock)
        # After a jump it is not ready before the worker's next heartbeat with the new time.
        wait_until(self.is_ready, "the house to be ready at another time", otherwise=self.said)

    # State

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def local_now(self) -> datetime:
        return self.now().astimezone(CENTRAL)

    @property
    def url(self) -> str:
        if self._host is None:
            return f"http://localhost:{self.port}"
        return f"https://{self._host}:{self.port}"

    def said(self) -> str:
        return self._said_in.read_text() if self._said_in.exists() else ""

    def is_ready(self) -> bool:
        return self.status_of("readyz") == 200

    def status_of(self, path: str) -> int | None:
        """Return the status of a page, or None if nothing listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=5) as page:
                return int(page.status)
        except urllib.error.HTTPError as refusal:
            return refusal.code
        except OSError:
            return None

    def text_of(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=5) as page:
            return str(page.read().decode())

    @contextmanager
    def database(self) -> "Iterator[psycopg.Connection[Any] | sqlite3.Connection]":
        """Yield a read-only connection."""
        if self._database:
            with psycopg.connect(self._database["PARLOIR_DATABASE_URL"]) as connection:
                connection.read_only = True
                yield connection
        else:
            path = self.data / "parloir.sqlite3"
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
                yield file

    # Private

    def _command(self) -> list[str]:
        run = [str(self._root / "bin" / "run"), f"--data={self.data}", f"--port={self.port}"]
        host = [f"--host={self._host}"] if self._host else []
        return [*self._within, *run, *host, *self._options]

    def _set_clock(self, clock: datetime | None) -> None:
        """Set the clock as `docs/explanation/time.md` describes."""
        file = self.data / "clock"
        if clock is None:
            self._offset = timedelta()
            file.unlink(missing_ok=True)
            return
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        seconds = round((clock - datetime.now(UTC)).total_seconds())
        self._offset = timedelta(seconds=seconds)
        write_private(file, f"{seconds}\n")

    def _times_ready(self) -> int:
        return self.said().count(f"Parloir is ready at {self.url}/")


def started_once(folder: Path, *, options: Sequence[str] = ()) -> None:
    """Start a house once where there is a way out: a first start may install what is missing."""
    house = House(folder, options=options)
    try:
        house.start()
    finally:
        house.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
