"""A small repository whose `bin/bench` measures nothing and records how it was called."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from tests.stage.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]

# `figures.json` next to it has the results of each suite. NOTES is a file that outlives the run.
BENCH = f"""#!{sys.executable}
import json, os, signal, subprocess, sys
from pathlib import Path

root = Path(__file__).resolve().parents[1]
told = json.loads((root / "figures.json").read_text())

def note(what, **more):
    line = json.dumps({{"root": str(root), "what": what, "pid": os.getpid(), **more}})
    with open(os.environ["NOTES"], "a") as notes:
        notes.write(line + "\\n")

if sys.argv[1:] == ["--help"]:
    print("usage: so that a person knows")
    note("set up")
    sys.exit(told.get("set_up_status", 0))
suite, _, file = sys.argv[1:]
if suite not in told["suites"]:
    note("refused")
    sys.exit(2)
earlier = [json.loads(line).get("house") for line in open(os.environ["NOTES"])]
houses = [pid for pid in earlier if pid and os.path.exists(f"/proc/{{pid}}")]
temporary = Path(os.environ["TMPDIR"])
note(f"{{suite}} begins", environment=dict(os.environ), cwd=os.getcwd(), houses=houses,
     modes=[oct(folder.stat().st_mode & 0o777) for folder in (temporary, temporary.parent)])
if "LEAVES_A_HOUSE" in os.environ:
    house = subprocess.Popen(["sleep", "600"], start_new_session=True)
    note("house", house=house.pid)
    Path(os.environ["TMPDIR"], "data").mkdir()
if os.environ.get("WAITS") in (suite, "anywhere"):
    signal.pause()
figures = told["suites"][suite]
if figures is not None:
    Path(file).write_text(json.dumps(figures))
note(f"{{suite}} ends")
sys.exit(0 if figures else 1)
"""
COMMAND = """
import signal, sys
from pathlib import Path
from bench.beside import measure_beside
from bench.processes import stop_on_any_signal

root, commit, rounds, file, *suites = sys.argv[1:]
# As in a terminal: tests that run in the background inherit that Ctrl-C and HUP are ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
stop_on_any_signal()
try:
    sys.exit(measure_beside(
        suites, root=Path(root), commit=commit, rounds=int(rounds), file=Path(file)
    ))
except KeyboardInterrupt:
    sys.exit(130)
"""


def figure(value: float, *, unit: str = "ms", n: int = 10) -> dict[str, Any]:
    return {"value": value, "unit": unit, "baseline": None, "ratio": None, "n": n}


class AnotherRepository:
    """A repository. `root` is a clone with one commit, which has the tag `old`."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "clone"
        self.file = folder / "figures.json"
        self.temporary = folder / "t"
        self.cache = folder / "cache"
        self._notes = folder / "notes"
        for made in (self.root / "bin", self.temporary, self.cache):
            made.mkdir(parents=True)
        bench = self.root / "bin" / "bench"
        bench.write_text(BENCH)
        bench.chmod(0o755)
        self.git("init", "--quiet")
        self.measures({"pages": {"home_ms": figure(100)}})
        self.commit("old")

    # Its content

    def measures(self, suites: dict[str, Any], **more: Any) -> None:
        (self.root / "figures.json").write_text(json.dumps({"suites": suites, **more}))

    def commit(self, tag: str) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "All of it")
        self.git("tag", tag)
        return self.git("rev-parse", "HEAD")

    def git(self, *words: str) -> str:
        who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@clone.example")
        return subprocess.run(
            ["git", *who, *words],
            cwd=self.root,
            env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    # Comparing

    def compare(
        self, *suites: str, beside: str = "old", rounds: int = 1, **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        with self.comparing(*suites, beside=beside, rounds=rounds, **environment) as process:
            out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    @contextmanager
    def comparing(
        self, *suites: str, beside: str = "old", rounds: int = 1, **environment: str
    ) -> "Iterator[subprocess.Popen[str]]":
        """Start a comparison, of which nothing is left after the block."""
        ours = {
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(self.cache),
            "TMPDIR": str(self.temporary),
            "NOTES": str(self._notes),
        }
        words = [str(self.root), beside, str(rounds), str(self.file), *(suites or ["pages"])]
        with subprocess.Popen(
            [sys.executable, "-c", COMMAND, *words],
            env={**os.environ, **ours, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    # Results

    @property
    def notes(self) -> list[dict[str, Any]]:
        if not self._notes.exists():
            return []
        return [json.loads(line) for line in self._notes.read_text().splitlines()]

    @property
    def told(self) -> list[tuple[str, str]]:
        """Return which side did what, in order."""
        return [(self.side(one), one["what"]) for one in self.notes]

    def side(self, note: dict[str, Any]) -> str:
        return "ours" if note["root"] == str(self.root) else "theirs"

    def note_of(self, what: str) -> dict[str, Any]:
        """Wait for the first such note, and return it."""
        return wait_until(
            lambda: next((one for one in self.notes if one["what"] == what), None), repr(what)
        )

    @property
    def left_over(self) -> list[str]:
        """Return files of a comparison, and worktrees other than the clone itself."""
        worktrees = self.git("worktree", "list", "--porcelain").split("\n\n")[1:]
        record = self.cache / "parloir" / "bench-beside.json"
        return [
            *(path.name for path in self.temporary.iterdir()),
            *worktrees,
            *([record.name] if record.exists() else []),
        ]


@contextmanager
def ended_after_all(*pids: int) -> Iterator[list[psutil.Process]]:
    """End these processes after the block."""
    processes = [psutil.Process(pid) for pid in pids]
    try:
        yield processes
    finally:
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()


def lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
