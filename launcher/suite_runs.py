"""The runs of pytest: which suites on which database, and two of them side by side."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.python_environment import with_tools_of

SUITES = ("unit", "contracts", "journeys", "faults")
DATABASES = ("sqlite", "postgresql")
# What PostgreSQL runs besides the unit tests, where SQLite runs everything. Contracts use no
# database, and the other faults ask for both themselves.
ON_POSTGRESQL_TOO = (
    "tests/journeys/test_on_site_visit.py",
    "tests/journeys/test_remote_visit.py",
    "tests/faults/test_house.py",
    "tests/faults/test_termination.py",
)
TIDIES_UP_SECONDS = 20.0
# pytest's status where options have left no test.
NOTHING_TO_RUN = 5


@dataclass(frozen=True, kw_only=True)
class SuiteRun:
    database: str
    targets: list[str]
    only_with_database: bool = False
    """Without the unit tests that use no database: another run has them."""


def runs_on(root: Path, *, suites: Sequence[str], database: str) -> list[SuiteRun]:
    """`database` is one of DATABASES, which then runs everything, or both: then PostgreSQL has
    the tests that use a database."""
    everything = targets_of(root, suites)
    if database != "both":
        return [SuiteRun(database=database, targets=everything)]
    with_a_database = [one for one in everything if suite_of(one) == "unit"] + [
        one
        for one in ON_POSTGRESQL_TOO
        if suite_of(one) in suites and (root / one).exists()
    ]  # fmt: skip
    runs = [
        SuiteRun(database="sqlite", targets=everything),
        SuiteRun(database="postgresql", targets=with_a_database, only_with_database=True),
    ]
    return [run for run in runs if run.targets]


def targets_of(root: Path, suites: Sequence[str]) -> list[str]:
    """What pytest is given, in the order of SUITES: journeys hold an event loop of their own."""
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


def suite_of(path: str) -> str:
    """Of a file or folder, as it is named from the root."""
    parts = Path(path).parts
    return parts[1] if len(parts) > 1 and parts[1] in SUITES else "unit"


def run_suites(
    runs: Sequence[SuiteRun], *, root: Path, python: Path, options: list[str], server: str | None
) -> int:
    """Answers with pytest's status, a failure of either run. `server` is PostgreSQL's address.

    Two runs share the cores for their unit tests; what comes after, each does alone. What the
    second says is shown when the first has ended.
    """
    command = [str(python), "-m", "pytest", "-p", "launcher.suite_times", *options]
    environments = [_environment(run, root=root, server=server) for run in runs]
    if len(runs) == 1:
        first = subprocess.Popen([*command, *runs[0].targets], cwd=root, env=environments[0])
        return _status_of(first)
    first_lives, second_in_unit = os.pipe(), os.pipe()
    command += ["-p", "launcher.turns", "-p", "launcher.with_database"]
    with tempfile.TemporaryFile() as said:
        second = subprocess.Popen(
            [*command, *_turn(waits=first_lives[0], holds=second_in_unit[1], until="unit"),
             *_colour(), *_leaving_out(runs[1]), *runs[1].targets],
            cwd=root, env=environments[1], pass_fds=(first_lives[0], second_in_unit[1]),
            stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        first = subprocess.Popen(
            [*command, *_turn(waits=second_in_unit[0], holds=first_lives[1], until="end"),
             *_leaving_out(runs[0]), *runs[0].targets],
            cwd=root, env=environments[0], pass_fds=(second_in_unit[0], first_lives[1]),
        )  # fmt: skip
        for descriptor in (*first_lives, *second_in_unit):
            os.close(descriptor)
        try:
            statuses = [_status_of(first), _status_of(second)]
        except KeyboardInterrupt:
            second.send_signal(signal.SIGINT)
            _end(second)
            raise
        said.seek(0)
        sys.stdout.flush()
        shutil.copyfileobj(said, sys.stdout.buffer)
        sys.stdout.flush()
    return worst_of(statuses)


def worst_of(statuses: Sequence[int]) -> int:
    """The first that is a failure. Options may leave one run without tests, but not all."""
    failures = [status for status in statuses if status not in (0, NOTHING_TO_RUN)]
    return failures[0] if failures else min(statuses)


def _environment(run: SuiteRun, *, root: Path, server: str | None) -> dict[str, str]:
    environment = {**os.environ, **with_tools_of(root)}
    environment.pop("PARLOIR_DATABASE_URL", None)
    if run.database == "postgresql":
        assert server is not None  # noqa: S101 - started for whoever runs on it
        environment["PARLOIR_DATABASE_URL"] = server
    return environment


def _turn(*, waits: int, holds: int, until: str) -> list[str]:
    return [f"--turn-waits={waits}", f"--turn-holds={holds}", f"--turn-until={until}"]


def _leaving_out(run: SuiteRun) -> list[str]:
    return ["--only-with-database"] if run.only_with_database else []


def _colour() -> list[str]:
    return ["--color=yes"] if sys.stdout.isatty() else []


def _status_of(pytest: "subprocess.Popen[bytes]") -> int:
    try:
        return pytest.wait()
    except KeyboardInterrupt:
        _end(pytest)
        raise


def _end(pytest: "subprocess.Popen[bytes]") -> None:
    """Who pressed Ctrl-C has told it already; TERM is told to us alone. Either way it stops the
    houses that it has started before it ends."""
    for signal_number in (signal.SIGINT, signal.SIGKILL):
        try:
            pytest.wait(timeout=TIDIES_UP_SECONDS)
        except subprocess.TimeoutExpired:
            pytest.send_signal(signal_number)
    pytest.wait()
