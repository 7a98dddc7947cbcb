"""Which tests a run takes, tested with an invented list and project."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.landing_list import Difference, LandingList, LeftOut, is_named
from launcher.suites import POSTGRESQL, SQLITE

ROOT = Path(__file__).resolve().parents[2]
CASE = "tests/faults/test_kills.py::test_killed[15-web]"


@pytest.mark.parametrize(
    ("name", "names_it"),
    [
        ("tests/faults/test_kills.py", True),
        ("tests/faults/test_kills.py::test_killed", True),
        (CASE, True),
        ("tests/faults/test_kills.py::test_killed[15-worker]", False),
        ("tests/faults/test_kills.py::test_kill", False),
        ("tests/faults", False),
    ],
)
def test_a_name_is_a_file_a_test_or_a_case(name, names_it):
    assert is_named(CASE, [name]) is names_it


def a_list(**left_out):
    return LandingList(
        fewest_in_all=1,
        differences=(Difference(name="d", what="", where=(), tests=("tests/a.py",)),),
        left_out=(
            LeftOut(**{"tests": (), "met_by": (), "why": "", "database": "", **left_out}),
        ),
    )  # fmt: skip


def test_postgresql_takes_what_meets_a_difference():
    landing = a_list()
    assert not landing.leaves_out("tests/a.py::test_it", database=POSTGRESQL)
    assert landing.leaves_out("tests/b.py::test_it", database=POSTGRESQL)
    assert not landing.leaves_out("tests/b.py::test_it", database=SQLITE)


@pytest.mark.parametrize(
    ("database", "on_sqlite", "on_postgresql"),
    [("", True, True), (SQLITE, True, False), (POSTGRESQL, False, True)],
)
def test_what_is_left_out_is_left_out_on_its_database(database, on_sqlite, on_postgresql):
    landing = a_list(tests=("tests/a.py",), database=database)
    assert landing.leaves_out("tests/a.py::test_it", database=SQLITE) is on_sqlite
    assert landing.leaves_out("tests/a.py::test_it", database=POSTGRESQL) is on_postgresql


A_LIST = """
fewest_in_all = 1
[[difference]]
name = "d"
what = "w"
tests = ["tests/booking/test_booking.py::test_both"]
[[left_out]]
tests = ["tests/faults/test_faults.py::test_killed[2]"]
met_by = ["tests/faults/test_faults.py::test_killed[1]"]
why = "one kill more"
"""
TESTS = {
    "booking": "def test_both(): pass\ndef test_one(): pass\n",
    "journeys": "def test_day(): pass\n",
    "faults": "import pytest\n@pytest.mark.parametrize('n', [1, 2])\ndef test_killed(n): pass\n",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    for suite, text in TESTS.items():
        (folder / "tests" / suite).mkdir(parents=True)
        (folder / "tests" / suite / f"test_{suite}.py").write_text(text)
    (folder / "tests" / "left_out.toml").write_text(A_LIST)
    (folder / "pytest.ini").write_text("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    return folder


def collected(project, *options, url=""):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:django", "-p", "no:cacheprovider",
         "-p", "launcher.landing", "--collect-only", "-q", *options, "tests"],
        cwd=project, env={**os.environ, "PYTHONPATH": str(ROOT), "PARLOIR_DATABASE_URL": url},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [line.rpartition("/")[2] for line in done.stdout.splitlines() if "::" in line]


ALL = [
    "test_booking.py::test_both",
    "test_booking.py::test_one",
    "test_faults.py::test_killed[1]",
    "test_faults.py::test_killed[2]",
    "test_journeys.py::test_day",
]


def test_without_an_option_every_test_is_taken(project):
    assert collected(project) == ALL


def test_everything_is_every_test(project):
    assert collected(project, "--everything") == ALL


def test_landing_on_sqlite_leaves_out_what_is_listed(project):
    assert collected(project, "--landing") == [
        one for one in ALL if one != "test_faults.py::test_killed[2]"
    ]


def test_landing_on_postgresql_takes_differences_alone(project):
    assert collected(project, "--landing", url="postgresql:///x") == ["test_booking.py::test_both"]


WITH_AND_WITHOUT = """
import pytest

@pytest.fixture
def db(): pass

@pytest.fixture
def house(db): pass

def test_arithmetic(): pass

def test_rows(house): pass

@pytest.mark.django_db
def test_marked(): pass

@pytest.mark.brings_databases
def test_on_each(house): pass
"""


def test_unit_tests_without_a_database_are_left_to_the_other_run(tmp_path):
    for suite in ("bookings", "faults"):
        (tmp_path / "tests" / suite).mkdir(parents=True)
        (tmp_path / "tests" / suite / f"test_{suite}.py").write_text(WITH_AND_WITHOUT)
    markers = "[pytest]\nmarkers =\n    django_db\n    brings_databases\n"
    (tmp_path / "pytest.ini").write_text(markers)

    assert collected(tmp_path, "--only-with-database") == [
        "test_bookings.py::test_rows",
        "test_bookings.py::test_marked",
        "test_faults.py::test_arithmetic",
        "test_faults.py::test_rows",
        "test_faults.py::test_marked",
    ]
    assert len(collected(tmp_path)) == 8
