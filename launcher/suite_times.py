"""A pytest plugin: how long each suite took on which database, above pytest's own last line."""

import os
from collections import defaultdict

import pytest

from launcher.suite_runs import SUITES, suite_of


class SuiteTimes:
    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[suite_of(report.fspath)] += report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for suite in SUITES:
            if suite in self.seconds:
                terminalreporter.write_line(
                    f"{suite} on {_database()}: {self.seconds[suite]:.1f} s"
                )


def _database() -> str:
    url = os.environ.get("PARLOIR_DATABASE_URL", "")
    return "PostgreSQL" if url.startswith("postgres") else "SQLite"


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(SuiteTimes())
