"""Which suites run on which database, and the summary of several runs."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from launcher import workers
from launcher.landing_list import LIST, read_list
from launcher.suite_runs import NOTHING_TO_RUN, SuiteRun, runs_on, worst_of
from launcher.suites import SUITES
from launcher.summary import RunReport, Spent, in_words, summary

ROOT = Path(__file__).resolve().parents[2]


def options_by_database(**chosen):
    return {run.database: run.options for run in runs_on(ROOT, **{"suites": SUITES, **chosen})}


def targets_by_database(**chosen):
    return {
        run.database: run.targets
        for run in runs_on(ROOT, **{"database": "both", "everything": False, **chosen})
    }


def test_landing_leaves_out_what_the_list_has():
    assert options_by_database(database="both", everything=False) == {
        "sqlite": ("--landing",),
        "postgresql": ("--landing", "--only-with-database"),
    }


def test_all_runs_everything_on_both():
    assert options_by_database(database="both", everything=True) == {
        "sqlite": ("--everything", "--timeout=600"),
        "postgresql": ("--everything", "--timeout=600", "--only-with-database"),
    }


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_database_that_is_named_runs_all_that_lands_on_sqlite(database):
    runs = runs_on(ROOT, suites=SUITES, database=database, everything=False)
    assert runs == [
        SuiteRun(
            database=database,
            targets=targets_by_database(suites=SUITES)["sqlite"],
            options=("--landing",) if database == "sqlite" else (),
        )
    ]


def test_landing_on_postgresql_collects_the_files_of_differences_alone():
    files = read_list(ROOT / LIST).files_of_differences
    assert targets_by_database(suites=SUITES)["postgresql"] == list(files)
    assert targets_by_database(suites=["faults"])["postgresql"] == [
        one for one in files if one.startswith("tests/faults/")
    ]


def test_everything_collects_all_folders_on_postgresql():
    chosen = targets_by_database(suites=SUITES, everything=True)
    assert chosen["postgresql"] == [one for one in chosen["sqlite"] if one != "tests/contracts"]


def test_contracts_use_no_database_and_run_once():
    assert targets_by_database(suites=["contracts"]) == {"sqlite": ["tests/contracts"]}


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


# --- Real runs of a small project -----------------------------------------------------------

A_TEST = """
import os, pytest
from pathlib import Path

@pytest.fixture(autouse=True)
def noted(request):
    with Path("notes.txt").open("a") as file:
        print(os.environ.get("PYTEST_XDIST_WORKER"), request.node.nodeid, file=file)

def test_it():
    assert os.environ.get("PARLOIR_DATABASE_URL", "") != os.environ.get("FAILS")

@pytest.mark.parametrize("case", ["a", "b@home"])
def test_cases(case): pass

@pytest.fixture
def broken():
    raise OSError("no")

@pytest.mark.skipif("BREAKS" not in os.environ, reason="")
def test_around(broken): pass
"""

RUNNER = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from launcher.suite_runs import SuiteRun, run_suites
runs = [SuiteRun(database=name, targets=["tests"]) for name in ("sqlite", "postgresql")]
status, reports = run_suites(
    runs, root=Path(sys.argv[1]), python=Path(sys.executable), server="postgresql:///x",
    options=["-p", "no:django", "-p", "no:cacheprovider", *sys.argv[3:]],
)
Path(sys.argv[2]).write_text(json.dumps([status, [asdict(one) for one in reports]]))
"""


FILES = ("booking/test_a.py", "booking/test_b.py", "journeys/test_c.py", "journeys/test_d.py")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    for name in FILES:
        path = folder / "tests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(A_TEST)
    (folder / "pytest.ini").write_text(
        f"[pytest]\npythonpath = {ROOT}\nasyncio_default_fixture_loop_scope = function\n"
    )
    return folder


def run_both(project, tmp_path, *options, **environment):
    """Return status and reports. In its own process, since pytest writes to its terminal."""
    file = tmp_path / "reports.json"
    subprocess.run(
        [sys.executable, "-c", RUNNER, str(project), str(file), *options],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    status, reports = json.loads(file.read_text())
    return status, [RunReport(**one) for one in reports]


IDS = {
    f"tests/{name}::{test}"
    for name in FILES
    for test in ("test_it", "test_cases[a]", "test_cases[b@home]", "test_around")
}


def test_each_run_writes_down_what_it_collected_and_how_it_went(project, tmp_path):
    status, reports = run_both(project, tmp_path)
    assert status == 0
    assert [one.database for one in reports] == ["sqlite", "postgresql"]
    for report in reports:
        assert (report.collected, report.left_out) == (16, 0)
        assert report.outcomes == {"passed": 12, "skipped": 4}
        assert set(report.seconds) == IDS


def test_journeys_begin_and_within_a_suite_the_order_stays():
    names = ("booking/test_b.py", "faults/test_e.py", "booking/test_a.py", "journeys/test_d.py")
    items = [SimpleNamespace(nodeid=f"tests/{name}::test_it") for name in names]
    workers.pytest_collection_modifyitems(items)
    assert [one.nodeid.split("/")[1] for one in items] == [
        "journeys", "faults", "booking", "booking",
    ]  # fmt: skip
    assert [one.nodeid for one in items[2:]] == [
        "tests/booking/test_b.py::test_it", "tests/booking/test_a.py::test_it",
    ]  # fmt: skip


def test_a_file_stays_on_one_worker_and_so_do_all_journeys(project, tmp_path):
    notes = project / "notes.txt"
    notes.unlink(missing_ok=True)
    run_both(project, tmp_path)
    found_on = {}
    for worker, test in map(str.split, notes.read_text().splitlines()):
        file = Path(test.partition("::")[0])
        suite = file.parent.name
        found_on.setdefault(suite if suite == "journeys" else file.name, []).append(worker)
    assert {name: len(found) for name, found in found_on.items()} == {
        "journeys": 2 * 2 * 3, "test_a.py": 2 * 3, "test_b.py": 2 * 3,
    }  # fmt: skip
    for found in found_on.values():
        once, again = found[: len(found) // 2], found[len(found) // 2 :]
        assert len(set(once)) == len(set(again)) == 1


def test_without_workers_the_same_is_written_down(project, tmp_path):
    status, reports = run_both(project, tmp_path, "-n0", "-k", "cases or around")
    assert status == 0
    assert [(one.collected, one.left_out) for one in reports] == [(16, 4), (16, 4)]


@pytest.mark.parametrize("fails", ["", "postgresql:///x"])
def test_what_fails_on_one_database_fails(project, tmp_path, fails):
    status, reports = run_both(project, tmp_path, FAILS=fails)
    assert status == 1
    failed = {one.database: one.outcomes.get("failed", 0) for one in reports}
    assert failed == {"sqlite": 0 if fails else 4, "postgresql": 4 if fails else 0}


def test_an_error_around_a_test_fails(project, tmp_path):
    status, reports = run_both(project, tmp_path, BREAKS="1")
    assert status == 1
    assert [one.outcomes for one in reports] == [{"passed": 12, "error": 4}] * 2


# --- What is said ---------------------------------------------------------------------------

REPORTS = [
    RunReport(
        database="sqlite", collected=5, left_out=2, outcomes={"passed": 2, "failed": 1},
        seconds={
            "tests/booking/test_a.py::test_slow": 3.0,
            "tests/booking/test_a.py::test_fast": 1.0,
            "tests/journeys/test_b.py::test_day": 60.25,
        },
    ),
    RunReport(
        database="postgresql", collected=1, left_out=0, outcomes={"error": 1, "skipped": 1},
        seconds={"tests/booking/test_a.py::test_slow": 4.0},
    ),
]  # fmt: skip


def test_the_summary_has_times_the_slowest_counts_and_a_closing_line():
    assert summary(REPORTS, spent=Spent(wall=754.2, processor=59.6)).splitlines() == [
        "unit on SQLite: 4.0 s",
        "journeys on SQLite: 60.2 s",
        "unit on PostgreSQL: 4.0 s",
        "The 4 slowest tests:",
        "    60.2 s  tests/journeys/test_b.py::test_day (SQLite)",
        "     4.0 s  tests/booking/test_a.py::test_slow (PostgreSQL)",
        "     3.0 s  tests/booking/test_a.py::test_slow (SQLite)",
        "     1.0 s  tests/booking/test_a.py::test_fast (SQLite)",
        "SQLite: 5 tests collected, 2 left out, 3 to run.",
        "PostgreSQL: 1 tests collected, 0 left out, 1 to run.",
        "Wall time 12 min 34 s, CPU time 1 min 0 s.",
        "2 passed, 2 failed, 1 skipped",
    ]


def test_ten_are_shown_at_the_most():
    many = {f"tests/a/test_a.py::test_{number}": float(number) for number in range(30)}
    report = RunReport(database="sqlite", collected=30, left_out=0, outcomes={}, seconds=many)
    said = summary([report], spent=Spent(wall=1, processor=1)).splitlines()
    assert sum(line.startswith("  ") for line in said) == 10
    assert "The 10 slowest tests:" in said


@pytest.mark.parametrize(
    ("seconds", "words"), [(59.4, "59 s"), (59.5, "1 min 0 s"), (61, "1 min 1 s")]
)
def test_seconds_are_said_in_minutes_from_one_on(seconds, words):
    assert in_words(seconds) == words
