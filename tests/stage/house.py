"""A real house for a test: `bin/run` with a data directory and a port of its own."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import psycopg

from launcher.reaping import recorded_pid
from tests.stage.database import database_of_its_own

ROOT = Path(__file__).resolve().parents[2]
CENTRAL = ZoneInfo("America/Chicago")
JACKSON = "jackson-county-jail"
LAFAYETTE = "lafayette-county-demonstration-center"
# The first start on a machine may build Janus.
START_SECONDS = 300.0
STOPS_SECONDS = 60.0

Entry = dict[str, Any]
T = TypeVar("T")


def wait_until(holds: Callable[[], T | None], what: str, *, seconds: float = 15.0) -> T:
    """Looks again and again until `holds` answers with something, and answers with that."""
    ends_at = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < ends_at, f"waited {seconds:g} s for {what}"
        time.sleep(0.03)
    return found


class House:
    """What it says goes to a file, so that it never waits for a reader.

    `environment` is set for it beside what is set here.
    """

    def __init__(self, folder: Path, *, environment: Mapping[str, str] | None = None) -> None:
        self._environment = dict(environment or {})
        self.data = folder / "data"
        self.port = free_port()
        self._database = database_of_its_own()
        self._said_in = folder / "said.txt"
        self._process: subprocess.Popen[bytes] | None = None
        self._offset = timedelta()
        self._handed_out: str | None = None

    # Lifecycle

    def start(self, *, clock: datetime | None = None) -> None:
        """`clock` is what its clock shows when the start begins; the real time without one."""
        self._offset = timedelta()
        if clock is not None:
            seconds = round((clock - datetime.now(UTC)).total_seconds())
            self._offset = timedelta(seconds=seconds)
        offset = {"PARLOIR_CLOCK": str(round(self._offset.total_seconds()))} if clock else {}
        ready_before = self._times_ready()
        with self._said_in.open("ab") as said:
            self._process = subprocess.Popen(
                [str(ROOT / "bin" / "run"), f"--data={self.data}", f"--port={self.port}"],
                env={**os.environ, **self._database, **self._environment, **offset},
                stdout=said,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )

        def says_so() -> bool:
            assert self._process is not None
            assert self._process.poll() is None, self.said()
            return self._times_ready() > ready_before

        wait_until(says_so, "the house to be ready", seconds=START_SECONDS)

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=STOPS_SECONDS)
        self._process = None

    def jump_to(self, clock: datetime) -> None:
        """Stop, and start again with the clock further on: nothing is lost by it."""
        assert clock >= self.now(), f"the clock shows {self.now():%H:%M:%S}: it cannot go back"
        self.stop()
        self.start(clock=clock)

    # What it is

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def local_now(self) -> datetime:
        return self.now().astimezone(CENTRAL)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def said(self) -> str:
        return self._said_in.read_text() if self._said_in.exists() else ""

    def pid_of(self, name: str) -> int | None:
        """Of `janus`, `web`, `worker` or `mailbox`."""
        return recorded_pid(self.data / "run" / "processes" / f"{name}.json")

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Kills a process of the house, and keeps the supervisor from bringing it back before the
        end of the block."""
        supervisor, pid = self.pid_of("supervisor"), self.pid_of(name)
        assert supervisor is not None
        assert pid is not None
        os.kill(supervisor, signal.SIGSTOP)
        try:
            os.kill(pid, signal.SIGKILL)
            yield
        finally:
            os.kill(supervisor, signal.SIGCONT)

    @contextmanager
    def database(self) -> "Iterator[psycopg.Connection[Any] | sqlite3.Connection]":
        """A connection that only looks."""
        if self._database:
            with psycopg.connect(self._database["PARLOIR_DATABASE_URL"]) as connection:
                connection.read_only = True
                yield connection
        else:
            path = self.data / "parloir.sqlite3"
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
                yield file

    # How one gets in, as `demo.json` tells it

    @property
    def demo(self) -> Entry:
        content: Entry = json.loads((self.data / "demo.json").read_text())
        return content

    def ready_visit(self) -> Entry:
        """One that can start now. A test that did not use its own leaves it to the next one."""

        def another() -> bool:
            return self.demo.get("ready_visit", {}).get("booking") not in (None, self._handed_out)

        with suppress(AssertionError):
            wait_until(another, "another visit that can start now", seconds=5)
        visit: Entry = self.demo["ready_visit"]
        self._handed_out = visit["booking"]
        return visit

    def staff(self, role: str) -> Entry:
        entry: Entry = self.demo["staff"][role]
        return entry

    def monitor_at(self, facility: str, *, number: int = 1) -> str:
        """The address that makes a browser this monitor."""
        return self._devices("monitors", facility)[number - 1]

    def station_at(self, facility: str, *, number: int = 1) -> str:
        return self._devices("stations", facility)[number - 1]

    def inmate(self, name: str) -> Entry:
        return next(one for one in self.demo["inmates"] if one["name"] == name)

    def mailbox(self) -> Path:
        return Path(self.demo["mailbox"])

    # Private

    def _devices(self, kind: str, facility: str) -> list[str]:
        return [one["url"] for one in self.demo[kind] if one["facility"] == facility]

    def _times_ready(self) -> int:
        return self.said().count(f"Parloir is ready at http://localhost:{self.port}/")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
