"""Which suites run on which database, and how two runs share a machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.suite_runs import (
    NOTHING_TO_RUN,
    ON_POSTGRESQL_TOO,
    SUITES,
    runs_on,
    worst_of,
)

ROOT = Path(__file__).resolve().parents[2]


def databases_and_targets(**chosen):
    return {run.database: run.targets for run in runs_on(ROOT, **chosen)}


def test_by_default_postgresql_runs_what_concerns_it():
    runs = databases_and_targets(suites=SUITES, database="both")
    unit = databases_and_targets(suites=["unit"], database="sqlite")["sqlite"]
    assert runs == {
        "sqlite": [*unit, "tests/contracts", "tests/journeys", "tests/faults"],
        "postgresql": [*unit, *ON_POSTGRESQL_TOO],
    }


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_database_that_is_named_runs_everything(database):
    everything = databases_and_targets(suites=SUITES, database="both")["sqlite"]
    assert databases_and_targets(suites=SUITES, database=database) == {database: everything}


def test_contracts_use_no_database_and_run_once():
    runs = databases_and_targets(suites=["contracts"], database="both")
    assert runs == {"sqlite": ["tests/contracts"]}


def test_what_runs_on_postgresql_too_is_there():
    assert [path for path in ON_POSTGRESQL_TOO if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    ("statuses", "worst"),
    [
        ([0, 0], 0),
        ([0, 1], 1),
        ([1, 0], 1),
        ([2, 1], 2),
        ([0, NOTHING_TO_RUN], 0),
        ([NOTHING_TO_RUN, 0], 0),
        ([NOTHING_TO_RUN, 1], 1),
        ([NOTHING_TO_RUN, NOTHING_TO_RUN], NOTHING_TO_RUN),
    ],
)
def test_either_failure_is_a_failure(statuses, worst):
    assert worst_of(statuses) == worst


NOTES = """
import json, os, time
from pathlib import Path

def note(name, seconds):
    began = time.monotonic()
    time.sleep(seconds)
    database = "b" if "PARLOIR_DATABASE_URL" in os.environ else "a"
    with Path("notes.txt").open("a") as file:
        print(json.dumps([database, name, began, time.monotonic()]), file=file)
"""
A_TEST = """
import os
from notes import note

def test_it():
    note({suite!r}, {seconds})
    assert os.environ.get("PARLOIR_DATABASE_URL", "") != os.environ.get("FAILS")
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Tests that write down when each began and ended, for the plugins to be tried on."""
    tmp_path = tmp_path_factory.mktemp("project")
    (tmp_path / "notes.py").write_text(NOTES)
    for suite, seconds in (("booking", 0.5), ("journeys", 0.3)):
        folder = tmp_path / "tests" / suite
        folder.mkdir(parents=True)
        (folder / f"test_{suite}.py").write_text(A_TEST.format(suite=suite, seconds=seconds))
    (tmp_path / "pytest.ini").write_text(
        f"[pytest]\npythonpath = . {ROOT}\nasyncio_default_fixture_loop_scope = function\n"
    )
    return tmp_path


RUNNER = """
import sys
from pathlib import Path
from launcher.suite_runs import SuiteRun, run_suites
targets = ["tests/booking", "tests/journeys"]
runs = [SuiteRun(database=name, targets=targets) for name in ("sqlite", "postgresql")]
sys.exit(run_suites(
    runs, root=Path(sys.argv[1]), python=Path(sys.executable), server="postgresql:///x",
    options=["-p", "no:django", "-p", "no:cacheprovider"],
))
"""


def run_both(project, **environment):
    """In a process of its own, since what pytest says goes to its terminal."""
    return subprocess.run(
        [sys.executable, "-c", RUNNER, str(project)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def passed(project):
    done = run_both(project)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_only_unit_tests_run_side_by_side(project, passed):
    lines = [json.loads(line) for line in (project / "notes.txt").read_text().splitlines()][:4]
    at = {(database, name): (began, ended) for database, name, began, ended in lines}
    assert len(at) == 4
    both_in_unit_until = max(at["a", "booking"][1], at["b", "booking"][1])
    assert at["a", "journeys"][0] >= both_in_unit_until
    assert at["b", "journeys"][0] >= at["a", "journeys"][1]


def test_each_run_tells_its_times_and_ends_with_its_own_line(passed):
    said = passed.stdout.splitlines()

    closing = [line for line in said if " passed in " in line]
    assert len(closing) == 2
    assert said[-1] == closing[-1]
    times = [line.partition(":")[0] for line in said if " on " in line and line.endswith(" s")]
    assert times == [
        "unit on SQLite", "journeys on SQLite", "unit on PostgreSQL", "journeys on PostgreSQL",
    ]  # fmt: skip


@pytest.mark.parametrize("fails", ["", "postgresql:///x"])
def test_what_fails_on_one_database_fails(project, fails):
    done = run_both(project, FAILS=fails)

    assert done.returncode == 1
    assert "2 failed" in done.stdout
    assert "2 passed" in done.stdout
