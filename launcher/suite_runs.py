"""The runs of pytest, one after the other: which suites on which database."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.landing_list import LIST, read_list
from launcher.python_environment import with_tools_of
from launcher.suites import POSTGRESQL, SQLITE, SUITES, suite_of
from launcher.summary import RunReport, read_report

TIDIES_UP_SECONDS = 20.0
# pytest's status if options have left no test.
NOTHING_TO_RUN = 5
MOST_WORKERS = 8
# The long form of a test tries five times as many examples.
LONGEST_TEST = "--timeout=600"


@dataclass(frozen=True, kw_only=True)
class SuiteRun:
    database: str
    targets: list[str]
    options: tuple[str, ...] = ()


def runs_on(
    root: Path, *, suites: Sequence[str], database: str, everything: bool
) -> list[SuiteRun]:
    """Return the runs for `database`, one of DATABASES or "both". `everything` leaves nothing out.

    With "both", PostgreSQL's run has neither the unit tests that use no database nor the
    contracts, which use none either; unless everything is run, only the files of the listed
    differences are collected for it. With one database there is no other run to rely on, so it
    also runs the tests that a landing run takes on SQLite only.
    """
    targets = targets_of(root, suites)
    extent = ("--everything", LONGEST_TEST) if everything else ("--landing",)
    if database != "both":
        options = extent if everything or database == SQLITE else ()
        return [SuiteRun(database=database, targets=targets, options=options)]
    runs = [
        SuiteRun(database=SQLITE, targets=targets, options=extent),
        SuiteRun(
            database=POSTGRESQL,
            targets=_on_postgresql(targets, root=root, everything=everything),
            options=(*extent, "--only-with-database"),
        ),
    ]
    return [run for run in runs if run.targets]


def _on_postgresql(targets: Sequence[str], *, root: Path, everything: bool) -> list[str]:
    if everything:
        return [one for one in targets if suite_of(one) != "contracts"]
    files = read_list(root / LIST).files_of_differences
    return [one for one in files if any(Path(one).is_relative_to(each) for each in targets)]


def targets_of(root: Path, suites: Sequence[str]) -> list[str]:
    """Return the files and folders for pytest."""
    tests = root / "tests"
    unit = [
        path.relative_to(root).as_posix()
        for path in sorted(tests.iterdir())
        if path.name not in SUITES and (path.name.startswith("test_") or _holds_tests(path))
    ]
    targets: list[str] = []
    for suite in SUITES:
        if suite in suites:
            targets += unit if suite == "unit" else [f"tests/{suite}"]
    return [target for target in targets if (root / target).exists()]


def _holds_tests(path: Path) -> bool:
    return path.is_dir() and any(path.rglob("test_*.py"))


def run_suites(
    runs: Sequence[SuiteRun], *, root: Path, python: Path, options: list[str], server: str | None
) -> tuple[int, list[RunReport]]:
    """Run them all. Return pytest's status (a failure of any run) and the report of each run.

    `server` is PostgreSQL's address. Each run has as many workers as the machine has cores.
    """
    statuses: list[int] = []
    reports: list[RunReport] = []
    with tempfile.TemporaryDirectory(prefix="parloir-tests-") as folder:
        for run in runs:
            file = Path(folder) / f"{run.database}.json"
            command = [
                *(str(python), "-m", "launcher.processor_time"),
                *(str(python), "-m", "pytest", "-p", "launcher.landing", "-p", "launcher.results"),
                *("-p", "launcher.workers", "--numprocesses", str(_workers())),
                *("--no-loadscope-reorder", "--results", str(file)),
                # A folder of its own: pytest keeps the last three that it shares, and another run
                # may take away one that is in use.
                *("--basetemp", str(Path(folder) / run.database)),
                *(*run.options, *options, *run.targets),
            ]
            environment = _environment(run, root=root, server=server)
            statuses.append(_status_of(subprocess.Popen(command, cwd=root, env=environment)))
            reports += read_report(file, database=run.database)
    return worst_of(statuses), reports


def worst_of(statuses: Sequence[int]) -> int:
    """Return the first failure. Options may leave one run without tests, but not all."""
    failures = [status for status in statuses if status not in (0, NOTHING_TO_RUN)]
    return failures[0] if failures else min(statuses)


def _workers() -> int:
    return min(max(os.cpu_count() or 1, 2), MOST_WORKERS)


def _environment(run: SuiteRun, *, root: Path, server: str | None) -> dict[str, str]:
    environment = {**os.environ, **with_tools_of(root)}
    environment.pop("PARLOIR_DATABASE_URL", None)
    if run.database == POSTGRESQL:
        assert server is not None  # noqa: S101 - started wherever a run needs it
        environment["PARLOIR_DATABASE_URL"] = server
    return environment


def _status_of(pytest: "subprocess.Popen[bytes]") -> int:
    try:
        return pytest.wait()
    except KeyboardInterrupt:
        _end(pytest)
        raise


def _end(pytest: "subprocess.Popen[bytes]") -> None:
    """End pytest. Ctrl-C reaches it by itself; TERM reaches only us, and is passed on.

    In both cases pytest stops the houses that it has started before it ends."""
    for signal_number in (signal.SIGTERM, signal.SIGKILL):
        try:
            pytest.wait(timeout=TIDIES_UP_SECONDS)
        except subprocess.TimeoutExpired:
            pytest.send_signal(signal_number)
    pytest.wait()
