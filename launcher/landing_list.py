"""The list of what the landing run leaves out, `tests/left_out.toml`.

The launcher reads it too, and has no pytest: nothing here needs it.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.suites import POSTGRESQL

LIST = Path("tests") / "left_out.toml"


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

    @property
    def files_of_differences(self) -> tuple[str, ...]:
        """The files that have all the tests of the differences, sorted."""
        names = [name for one in self.differences for name in one.tests]
        return tuple(sorted({name.partition("::")[0] for name in names}))

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
