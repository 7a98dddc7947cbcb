"""`tests/left_out.toml` agrees with the tests, and a landing run covers every behaviour."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.landing import COLLECTED
from launcher.landing_list import LIST, is_named, read_list
from launcher.suites import DATABASES, POSTGRESQL, SQLITE, suite_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def landing():
    return read_list(ROOT / LIST)


@pytest.fixture(scope="module")
def tests(request):
    """Return the id of every test that `bin/test all` collects.

    A run of all suites has collected them by itself; any other run collects them here.
    """
    collected = request.config.stash.get(COLLECTED, [])
    if is_whole(collected, arguments=request.config.args):
        return collected
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "launcher.landing", "--everything",
         "--collect-only", "-q", "tests"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [line for line in done.stdout.splitlines() if line.startswith("tests/")]


def is_whole(collected, *, arguments):
    """Return whether these tests are all: those of every file, and not some cases of a file."""
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    in_part = any("::" in one for one in arguments)
    return not in_part and {one.partition("::")[0] for one in collected} == files


def landing_tests(landing, tests, database):
    return [one for one in tests if not landing.leaves_out(one, database=database)]


def test_all_collects_no_fewer_tests_than_the_list_says(landing, tests):
    assert len(tests) >= landing.fewest_in_all


def test_every_name_in_the_list_is_a_test(landing, tests):
    names = {name for one in landing.differences for name in one.tests}
    names |= {name for one in landing.left_out for name in (*one.tests, *one.met_by)}
    unknown = {name for name in names if not any(is_named(test, [name]) for test in tests)}
    assert unknown == set()


def test_what_is_left_out_is_met_by_a_test_that_lands(landing, tests):
    lands = {database: landing_tests(landing, tests, database) for database in DATABASES}
    unmet = [
        (one.tests, name)
        for one in landing.left_out
        for name in one.met_by or ["nothing"]
        if not any(is_named(test, [name]) for test in lands[one.database or SQLITE])
    ]
    assert unmet == []


def test_what_is_left_out_of_postgresql_alone_lands_on_sqlite(landing, tests):
    """Unless the list has a reason."""
    on_sqlite = set(landing_tests(landing, tests, SQLITE))
    listed = [name for one in landing.left_out for name in one.tests]
    nowhere = [one for one in tests if one not in on_sqlite and not is_named(one, listed)]
    assert nowhere == []


def test_every_difference_lands_on_postgresql(landing, tests):
    on_postgresql = landing_tests(landing, tests, POSTGRESQL)
    unmet = [
        name
        for one in landing.differences
        for name in one.tests
        if not any(is_named(test, [name]) for test in on_postgresql)
    ]
    assert unmet == []


def test_contracts_use_no_database_and_meet_no_difference(landing):
    names = [name for one in landing.differences for name in one.tests]
    assert [name for name in names if suite_of(name) == "contracts"] == []


def test_every_module_that_asks_which_database_it_is_belongs_to_a_difference(landing):
    listed = {module for one in landing.differences for module in one.where}
    asking = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "parloir").rglob("*.py")
        if _asks_for_the_vendor(ast.parse(path.read_text()))
    }
    # The page of facts about the house only shows which database it is.
    assert asking - {"parloir/web/ops/health.py"} == listed


def _asks_for_the_vendor(tree: ast.AST) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "vendor" for node in ast.walk(tree))


def test_a_run_of_some_tests_is_not_taken_for_all(tests):
    assert is_whole(tests, arguments=["tests"])
    assert not is_whole(tests, arguments=["tests", "tests/test_threads.py::test_nothing"])
    file = tests[0].partition("::")[0]
    others = [one for one in tests if one.partition("::")[0] != file]
    assert not is_whole(others, arguments=["tests"])
