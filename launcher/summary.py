"""The last lines of `bin/test`: counts, times, and the slowest tests of all runs."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.suites import CALLED, SUITES, suite_of

SLOWEST_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class RunReport:
    """The report of one run of pytest. `seconds` adds up each test's set-up, call and tear-down."""

    database: str
    collected: int
    left_out: int
    outcomes: dict[str, int]
    seconds: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Spent:
    """Seconds of wall time, and of processor time on all processors."""

    wall: float
    processor: float


def read_report(file: Path, *, database: str) -> list[RunReport]:
    """Return the report, or None if the run ended before it wrote one."""
    if not file.exists():
        return []
    return [RunReport(database=database, **json.loads(file.read_text()))]


def summary(reports: Sequence[RunReport], *, spent: Spent) -> str:
    """Return several lines; the last is the sum of all runs, "N passed, N failed"."""
    return "\n".join(
        [
            *_times_of_suites(reports),
            *_slowest(reports),
            *_collected(reports),
            f"Wall time {in_words(spent.wall)}, CPU time {in_words(spent.processor)}.",
            _closing_line(reports),
        ]
    )


def in_words(seconds: float) -> str:
    """Return `12 min 34 s` for `754.2`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _times_of_suites(reports: Sequence[RunReport]) -> Iterator[str]:
    for report in reports:
        of_suite: defaultdict[str, float] = defaultdict(float)
        for test, seconds in report.seconds.items():
            of_suite[suite_of(test)] += seconds
        for suite in SUITES:
            if suite in of_suite:
                yield f"{suite} on {CALLED[report.database]}: {of_suite[suite]:.1f} s"


def _slowest(reports: Sequence[RunReport]) -> Iterator[str]:
    tests = [
        (seconds, test, report.database)
        for report in reports
        for test, seconds in report.seconds.items()
    ]
    tests.sort(reverse=True)
    if tests:
        yield f"The {min(SLOWEST_SHOWN, len(tests))} slowest tests:"
    for seconds, test, database in tests[:SLOWEST_SHOWN]:
        yield f"  {seconds:6.1f} s  {test} ({CALLED[database]})"


def _collected(reports: Sequence[RunReport]) -> Iterator[str]:
    for report in reports:
        yield (
            f"{CALLED[report.database]}: {report.collected} tests collected, "
            f"{report.left_out} left out, {report.collected - report.left_out} to run."
        )


def _closing_line(reports: Sequence[RunReport]) -> str:
    of_all: Counter[str] = Counter()
    for report in reports:
        of_all.update(report.outcomes)
    failed = of_all["failed"] + of_all["error"]
    return f"{of_all['passed']} passed, {failed} failed, {of_all['skipped']} skipped"
