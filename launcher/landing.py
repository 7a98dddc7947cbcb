"""A pytest plugin that selects the tests of a run.

The landing run (`bin/test`) leaves out what `tests/left_out.toml` lists, each entry with the
landing tests that cover the same behaviour. `bin/test all` leaves nothing out. Only this module
decides what a run of pytest leaves out, so that the list is always true.
"""

import pytest

from launcher.landing_list import LIST, read_list
from launcher.suites import database_of_this_run, suite_of

BRINGS_A_DATABASE = {"db", "transactional_db"}
# The ids of all tests that were collected, before options took some of them away.
COLLECTED = pytest.StashKey[list[str]]()


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
