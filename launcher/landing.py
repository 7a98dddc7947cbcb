"""A pytest plugin that selects the tests of a run.

The landing run (`bin/test`) leaves out what `tests/left_out.toml` lists, each entry with the
landing tests that cover the same behaviour. `bin/test all` leaves nothing out. Only this module
decides what a run of pytest leaves out, so that the list is always true.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from launcher.suites import POSTGRESQL, database_of_this_run, suite_of

LIST = Path("tests") / "left_out.toml"
BRINGS_A_DATABASE = {"db", "transactional_db"}
# The ids of all tests that were collected, before options took some of them away.
COLLECTED = pytest.StashKey[list[str]]()


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Tests that the landing run leaves out. `database` is one of the two, or "" for both."""

    tests: tuple[str, ...]
    met_by: tuple[str, ...]
    why: str
    database: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Something that the two databases do differently. Its tests run on both of them.

    `where` are the modules that ask which database it is.
    """

    name: str
    what: str
    where: tuple[str, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LandingList:
    """`fewest_in_all` is the least number of tests that `bin/test all` must collect on SQLite."""

    fewest_in_all: int
    differences: tuple[Difference, ...]
    left_out: tuple[LeftOut, ...]

    def leaves_out(self, test: str, *, database: str) -> bool:
        """Return whether the run leaves out `test`, a node id of pytest without xdist's group."""
        if any(
            one.database in ("", database) and is_named(test, one.tests) for one in self.left_out
        ):
            return True
        return database == POSTGRESQL and not self.meets_a_difference(test)

    def meets_a_difference(self, test: str) -> bool:
        return any(is_named(test, one.tests) for one in self.differences)


def is_named(test: str, names: Sequence[str]) -> bool:
    """Return whether a name covers a test: it is a file, a test with all its cases, or a case."""
    file, _, rest = test.partition("::")
    function = f"{file}::{rest.partition('[')[0]}"
    return bool({file, function, test} & set(names))


def read_list(path: Path) -> LandingList:
    """Read the list. Raises `KeyError` or `TOMLDecodeError` if the file is not valid."""
    content = tomllib.loads(path.read_text())
    return LandingList(
        fewest_in_all=content["fewest_in_all"],
        differences=tuple(
            Difference(
                name=one["name"],
                what=one["what"],
                where=tuple(one.get("where", ())),
                tests=tuple(one["tests"]),
            )
            for one in content.get("difference", ())
        ),
        left_out=tuple(
            LeftOut(
                tests=tuple(one["tests"]),
                met_by=tuple(one["met_by"]),
                why=one["why"],
                database=one.get("database", ""),
            )
            for one in content.get("left_out", ())
        ),
    )


def uses_the_database(item: pytest.Item) -> bool:
    """Return whether a test uses this run's database.

    Tests of houses do, although their fixtures do not say so.
    """
    if item.get_closest_marker("brings_databases") is not None:
        return False
    if suite_of(item.nodeid) != "unit":
        return True
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & BRINGS_A_DATABASE)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("landing")
    group.addoption("--landing", action="store_true", help="leave out what tests/left_out.toml has")
    group.addoption("--everything", action="store_true", help="the long form of every test")
    group.addoption(
        "--only-with-database",
        action="store_true",
        help="without what another run has: unit tests that use no database, and tests that "
        "bring both databases themselves",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    config.stash[COLLECTED] = [item.nodeid for item in items]
    kept = items
    if config.getoption("only_with_database"):
        kept = [item for item in kept if uses_the_database(item)]
    if config.getoption("landing"):
        landing = read_list(config.rootpath / LIST)
        database = database_of_this_run()
        kept = [item for item in kept if not landing.leaves_out(item.nodeid, database=database)]
    if len(kept) < len(items):
        staying = set(map(id, kept))
        config.hook.pytest_deselected(items=[one for one in items if id(one) not in staying])
        items[:] = kept
