"""The suite `start`: how long a first start takes, and how much memory an idle house needs."""

import os
import re
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from bench.figures import Figure, MeasurementFailed, figure_at
from bench.processes import sum_over_living
from launcher.console import say
from tests.stage.house import House
from tests.stage.prepared import ROOT

STARTS_AGAIN = 5
FRESH_PATIENCE_S = 900.0
IDLE_AFTER_S = 10.0
INSTALLING = re.compile(r"^Installing (\d+) Debian packages", re.MULTILINE)
# A new home must keep the settings that say where this machine gets its packages.
CLIENT_SETTINGS = {
    "PIP_CONFIG_FILE": ".config/pip/pip.conf",
    "UV_CONFIG_FILE": ".config/uv/uv.toml",
    "NPM_CONFIG_USERCONFIG": ".npmrc",
}


def measure_start() -> dict[str, Figure]:
    with tempfile.TemporaryDirectory(prefix="parloir-bench-") as name:
        return _measure_in(Path(name))


def _measure_in(folder: Path) -> dict[str, Figure]:
    clone = folder / "clone"
    _clone(clone)
    apt = AptClock(folder / "apt")
    environment = fresh_environment(folder / "home") | apt.environment
    house = House(folder, root=clone, environment=environment)
    try:
        return _starts_of(house, apt)
    except AssertionError as failure:
        raise MeasurementFailed(str(failure)) from failure
    finally:
        try:
            house.stop()
        finally:
            house.clear_away()


def _starts_of(house: House, apt: "AptClock") -> dict[str, Figure]:
    fresh = house.start(patience=FRESH_PATIENCE_S)
    brought = sum(int(count) for count in INSTALLING.findall(house.said()))
    say(f"  fresh: {fresh:.1f} s; {brought} Debian packages were missing.")
    again: list[float] = []
    for _ in range(STARTS_AGAIN):
        house.stop()
        again.append(house.start())
    memory = idle_memory_mb(house.supervisor)
    say(f"  again: {', '.join(f'{seconds:.2f}' for seconds in again)} s.")
    return {
        "start_fresh_s": Figure(value=fresh, n=1),
        "start_fresh_apt_s": Figure(value=apt.seconds(), n=1),
        "start_again_s": figure_at(50, again),
        "idle_memory_mb": Figure(value=memory, n=1),
    }


def fresh_environment(home: Path) -> dict[str, str]:
    """Return an environment with a new home, and so with empty caches."""
    home.mkdir()
    environment = {"HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache")}
    environment["UV_CACHE_DIR"] = str(home / ".cache" / "uv")
    environment["PIP_CACHE_DIR"] = str(home / ".cache" / "pip")
    environment["NPM_CONFIG_CACHE"] = str(home / ".npm")
    for variable, place in CLIENT_SETTINGS.items():
        settings = Path.home() / place
        if variable not in os.environ and settings.exists():
            environment[variable] = str(settings)
    return environment


def idle_memory_mb(supervisor: psutil.Process) -> float:
    """Return the PSS of the supervisor and its descendants after some idle time, in megabytes."""
    time.sleep(IDLE_AFTER_S)
    return pss_mb([supervisor, *supervisor.children(recursive=True)])


def pss_mb(processes: Iterable[psutil.Process]) -> float:
    """Return the PSS in megabytes, in which a page shared by several counts once in the sum."""
    return sum_over_living(processes, lambda process: process.memory_full_info().pss) / 1e6


class AptClock:
    """A wrapper before the real apt-get on the path, which records when it begins and ends."""

    def __init__(self, folder: Path) -> None:
        real = shutil.which("apt-get")
        if real is None:
            raise MeasurementFailed("this machine has no apt-get")
        folder.mkdir()
        self._notes = folder / "notes"
        stand_in = folder / "apt-get"
        notes, program = shlex.quote(str(self._notes)), shlex.quote(real)
        stand_in.write_text(
            "#!/bin/sh\n"
            "began=$(date +%s.%N)\n"
            f'{program} "$@"\n'
            "status=$?\n"
            f'echo "$began $(date +%s.%N)" >>{notes}\n'
            "exit $status\n"
        )
        stand_in.chmod(0o755)
        self._folder = folder

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": f"{self._folder}{os.pathsep}{os.environ['PATH']}"}

    def seconds(self) -> float:
        text = self._notes.read_text() if self._notes.exists() else ""
        return covered_seconds([_interval(line) for line in text.splitlines()])


def covered_seconds(intervals: Iterable[tuple[float, float]]) -> float:
    """Return how many seconds at least one of the intervals covers."""
    total, until = 0.0, float("-inf")
    for began, ended in sorted(intervals):
        total += max(0.0, ended - max(began, until))
        until = max(until, ended)
    return total


def _interval(line: str) -> tuple[float, float]:
    began, _, ended = line.partition(" ")
    return float(began), float(ended)


def _clone(target: Path) -> None:
    done = subprocess.run(
        ["git", "clone", "--quiet", str(ROOT), str(target)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise MeasurementFailed(f"git clone failed: {done.stderr.strip()}")
