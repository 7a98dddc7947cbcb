"""The house itself: what is killed comes back, what is stopped is gone, two live side by side.

Each test starts real `bin/run`s with data directories and ports of their own.
"""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from launcher.reaping import record_process, recorded_pid
from tests.stage.database import database_of_its_own

ROOT = Path(__file__).resolve().parents[2]
CHILDREN = ("mailbox", "janus", "worker", "web")
# The first start on a machine may build Janus.
START_SECONDS = 300.0
COMES_BACK_SECONDS = 30.0
STOPS_SECONDS = 30.0

pytestmark = [pytest.mark.janus, pytest.mark.timeout(900)]


class House:
    """One `bin/run`. What it says goes to a file, so that it never waits for a reader."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.said_in = folder / "said.txt"
        self.port = free_port()
        self.database = database_of_its_own()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(ROOT / "bin" / "run"), f"--data={self.data}", f"--port={self.port}"]
        ready_before = self.times_ready()
        with self.said_in.open("ab") as said:
            self.process = subprocess.Popen(
                command,
                env={**os.environ, **self.database},
                stdout=said,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )

        def says_so() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, self.said()
            return self.times_ready() > ready_before

        # What is left of a killed run may answer for a moment longer; the new one speaks here.
        wait_for(says_so, START_SECONDS, "the house to be ready", self)

    def is_ready(self) -> bool:
        return self.status_of("readyz") == 200

    def times_ready(self) -> int:
        return self.said().count(f"Parloir is ready at http://localhost:{self.port}/")

    def status_of(self, path: str) -> int | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=5) as page:
                return int(page.status)
        except urllib.error.HTTPError as refusal:
            return refusal.code
        except OSError:
            return None

    def said(self) -> str:
        return self.said_in.read_text() if self.said_in.exists() else ""

    def pid_of(self, name: str) -> int | None:
        return recorded_pid(self.data / "run" / "processes" / f"{name}.json")

    def living(self) -> list[psutil.Process]:
        """Every process with our data directory in its words or its environment."""
        found = []
        for process in psutil.process_iter():
            try:
                words = " ".join([*process.cmdline(), *process.environ().values()])
                is_over = process.status() == psutil.STATUS_ZOMBIE
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
            if str(self.data) in words and not is_over and process.pid != os.getpid():
                found.append(process)
        return found

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def wait_until_gone(self) -> int:
        assert self.process is not None
        status = self.process.wait(timeout=STOPS_SECONDS)
        wait_for(lambda: not self.living(), STOPS_SECONDS, "every process to end", self)
        return status

    def clear_away(self) -> None:
        for process in self.living():
            process.kill()
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(holds, seconds: float, what: str, house: House) -> None:
    ends_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends_at, f"waited {seconds} s for {what}:\n{house.said()}"
        time.sleep(0.02)


@pytest.fixture
def new_house(tmp_path_factory) -> Iterator[Callable[[], House]]:
    with ExitStack() as houses:

        def build() -> House:
            house = House(tmp_path_factory.mktemp("house"))
            houses.callback(house.clear_away)
            return house

        yield build


@pytest.fixture
def house(new_house: Callable[[], House]) -> House:
    built = new_house()
    built.start()
    return built


def ports_of(house: House) -> int:
    return int(json.loads((house.data / "config" / "instance.json").read_text())["ports_from"])


def test_killed_child_comes_back(house):
    for name in CHILDREN:
        before = house.pid_of(name)
        assert before is not None
        os.kill(before, signal.SIGKILL)

        def is_back(name: str = name, before: int = before) -> bool:
            return house.pid_of(name) not in (None, before)

        wait_for(is_back, COMES_BACK_SECONDS, f"{name} to come back", house)
    wait_for(house.is_ready, COMES_BACK_SECONDS, "the house to be ready again", house)


def test_killed_supervisor_leaves_nothing_that_the_next_start_does_not_reap(house):
    before = [process.pid for process in house.living()]
    house.signal(signal.SIGKILL)
    house.process.wait()

    house.start()

    assert not set(before) & {process.pid for process in house.living()}
    # The one that says “ready” has its say, and ends.
    expected = len(CHILDREN) + 1
    wait_for(lambda: len(house.living()) == expected, 10, "five processes and no more", house)


def test_child_that_outlived_its_supervisor_is_reaped_by_the_next_start(house):
    house.signal(signal.SIGKILL)
    house.wait_until_gone()
    with subprocess.Popen(["sleep", "600"]) as leftover:
        record_process(house.data / "run" / "processes", "worker", leftover.pid)

        house.start()

        assert leftover.wait(timeout=STOPS_SECONDS) == -signal.SIGTERM
    assert "Ended what a killed run had left behind: worker." in house.said()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_leaves_no_process(house, number):
    house.signal(number)

    assert house.wait_until_gone() == 0
    assert house.status_of("healthz") is None
    assert house.said().splitlines()[-1] == "Parloir has stopped."


def test_two_instances_live_side_by_side(house, new_house):
    other = new_house()
    other.start()

    assert house.is_ready()
    assert ports_of(house) != ports_of(other)

    other.signal(signal.SIGTERM)
    assert other.wait_until_gone() == 0
    assert house.is_ready()


def test_same_data_directory_is_not_started_twice(house):
    second = subprocess.run(
        [ROOT / "bin" / "run", "--data", house.data, "--port", str(free_port())],
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert "already running with the data directory" in second.stderr
    assert house.is_ready()


def test_port_in_use_is_refused_plainly(house, tmp_path):
    second = subprocess.run(
        [ROOT / "bin" / "run", "--data", tmp_path / "other", "--port", str(house.port)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert second.stderr == (
        f"Port {house.port} is in use by another program. Choose another with --port N.\n"
    )


def test_second_start_keeps_keys_and_ports(house):
    kept = {path.name: path.read_bytes() for path in (house.data / "config").iterdir()}
    house.signal(signal.SIGTERM)
    house.wait_until_gone()

    house.start()

    assert {path.name: path.read_bytes() for path in (house.data / "config").iterdir()} == kept
