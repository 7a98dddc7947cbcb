"""python -m bench [SUITE…] [--json FILE]"""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.booking import measure_booking
from bench.figures import Figure, MeasurementFailed
from bench.metrics import reference
from bench.pages import measure_pages
from bench.reporting import as_json, as_table
from bench.start import measure_start
from bench.visit import measure_visit
from launcher.sentences import say

SUITES: dict[str, Callable[[], Mapping[str, Figure]]] = {
    "start": measure_start,
    "booking": measure_booking,
    "visit": measure_visit,
    "pages": measure_pages,
}
NOT_BUILT_YET = ("media",)


def main(words: list[str]) -> int:
    """0 whether goals are met or not; 1 where something could not be measured."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=", ".join(SUITES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument(
        "--reference", action="store_true", help="print what each metric means, and end"
    )
    chosen = parser.parse_args(words)
    if chosen.reference:
        sys.stdout.write(reference())
        return 0
    for suite in chosen.suites:
        if suite not in SUITES:
            parser.error(_no_such_suite(suite))
    return _measure(chosen.suites or list(SUITES), chosen.json)


def _measure(suites: list[str], file: Path | None) -> int:
    figures: dict[str, Figure] = {}
    has_failed = False
    for suite in dict.fromkeys(suites):
        say(f"Measuring {suite}.")
        try:
            figures.update(SUITES[suite]())
        except MeasurementFailed as failure:
            has_failed = True
            sys.stderr.write(f"{suite} could not be measured: {failure}\n")
    sys.stdout.write(f"\n{as_table(figures)}\n")
    if file is not None:
        file.write_text(as_json(figures))
    return 1 if has_failed else 0


def _no_such_suite(suite: str) -> str:
    if suite in NOT_BUILT_YET:
        return f"the suite {suite!r} is not built yet; there are {', '.join(SUITES)}"
    return f"there is no suite {suite!r}: {', '.join(SUITES)}, or none for all"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
