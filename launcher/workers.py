"""A pytest plugin that says which tests stay on one worker of pytest-xdist, and which begin.

Its own `--dist loadgroup` does nothing with pytest 9.2 (see findings/): it renames tests, and
pytest no longer looks at that name.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from launcher.suites import suite_of

# Journeys are the longest unit of work, so they begin first; the many short tests at the end
# fill the rest of both workers' time. Contracts need no house, so that the other worker does not
# wait until the first has prepared one.
ORDER = ("journeys", "contracts", "faults", "unit")
# Journeys share houses and browsers and depend on their order; contracts share a media server.
STAY_TOGETHER = ("journeys", "contracts")


def unit_of_work(test: str) -> str:
    """Return what a worker takes as one unit: a whole suite, or else a file with its fixtures."""
    suite = suite_of(test)
    return suite if suite in STAY_TOGETHER else test.partition("::")[0]


class ByFileOrSuite(LoadScopeScheduling):  # type: ignore[misc]
    def _split_scope(self, nodeid: str) -> str:
        return unit_of_work(nodeid)


# Last, because pytest-django moves tests that use a database to the front of each suite.
@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: ORDER.index(suite_of(item.nodeid)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFileOrSuite:
    return ByFileOrSuite(config, log)
