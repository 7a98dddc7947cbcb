"""A pytest plugin: a run that leaves out the unit tests which use no database. They say the same on
either, and the other run has them.
"""

import pytest

from launcher.suite_runs import suite_of

BRINGS_A_DATABASE = {"db", "transactional_db"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("database").addoption("--only-with-database", action="store_true")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("only_with_database"):
        return
    left_out = [item for item in items if not _belongs(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _belongs(item)]


def _belongs(item: pytest.Item) -> bool:
    if suite_of(item.nodeid.partition("::")[0]) != "unit":
        return True
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & BRINGS_A_DATABASE)
