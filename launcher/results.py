"""A pytest plugin that records the results of a run, for the sums of `bin/test`.

With pytest-xdist it works in the process that the workers report to; it gets what only a worker
knows (how many tests were collected) when the worker ends.
"""

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

KEY = "parloir_collected"


class Results:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._collected = 0
        self._deselected = 0
        self._outcomes: Counter[str] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self._collected = len(items) + self._deselected

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        self._deselected += len(items)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds[report.nodeid] += report.duration
        if report.when == "call" or report.outcome != "passed":
            self._outcomes[_outcome_of(report)] += 1

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[KEY] = [self._collected, self._deselected]

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """All workers collect the same tests."""
        found = getattr(node, "workeroutput", {}).get(KEY)
        if found is not None:
            self._collected, self._deselected = found

    def pytest_unconfigure(self, config: pytest.Config) -> None:
        if hasattr(config, "workeroutput"):
            return
        content = {
            "collected": self._collected,
            "left_out": self._deselected,
            "outcomes": self._outcomes,
            "seconds": self._seconds,
        }
        self._path.write_text(json.dumps(content))


def _outcome_of(report: pytest.TestReport) -> str:
    """Return the outcome; a failure in set-up or tear-down is an error, as pytest counts."""
    return "error" if report.when != "call" and report.outcome == "failed" else report.outcome


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("results").addoption("--results", metavar="FILE")


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("results")
    if path is not None:
        config.pluginmanager.register(Results(Path(path)))
