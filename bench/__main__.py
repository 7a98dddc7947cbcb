"""python -m bench [SUITE…] [--json FILE] [--beside COMMIT [--rounds N]]"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.beside import measure_beside
from bench.booking import measure_booking
from bench.figures import Figure, MeasurementFailed
from bench.idle import measure_idle
from bench.media import measure_media
from bench.metrics import reference
from bench.network import measure_network
from bench.pages import measure_pages
from bench.processes import stop_on_any_signal
from bench.reporting import as_json, as_table
from bench.security import measure_security
from bench.start import measure_start
from bench.visit import measure_visit
from launcher.console import say
from tests.stage.prepared import ROOT

SUITES: dict[str, Callable[[], Mapping[str, Figure]]] = {
    "start": measure_start,
    "booking": measure_booking,
    "visit": measure_visit,
    "pages": measure_pages,
    "security": measure_security,
    "idle": measure_idle,
    "media": measure_media,
    "network": measure_network,
}
# One of two rounds may have met a busy machine; the median of three has not.
ROUNDS = 3


def main(words: list[str]) -> int:
    """Return 0 whether goals are met or not, 1 if a measurement failed, 130 if stopped."""
    try:
        return _obey(words)
    except KeyboardInterrupt:
        return 130


def _obey(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=", ".join(SUITES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument(
        "--beside",
        metavar="COMMIT",
        help="measure this tree and that commit in turn, each by its own bench, and compare",
    )
    parser.add_argument(
        "--rounds",
        type=_at_least_one,
        metavar="N",
        help=f"with --beside: how often each side is measured ({ROUNDS})",
    )
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
    if chosen.rounds and chosen.beside is None:
        parser.error("--rounds goes with --beside COMMIT")
    suites = list(dict.fromkeys(chosen.suites or SUITES))
    if chosen.beside is None:
        return _measure(suites, chosen.json)
    return measure_beside(
        suites,
        root=ROOT,
        commit=chosen.beside,
        rounds=chosen.rounds or ROUNDS,
        file=chosen.json,
    )


def _measure(suites: list[str], file: Path | None) -> int:
    os.environ["PARLOIR_BROWSERS_GIVE_WAY"] = "1"  # see tests/stage/chromium
    figures: dict[str, Figure] = {}
    has_failed = False
    for suite in suites:
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


def _at_least_one(word: str) -> int:
    if not (word.isascii() and word.isdecimal()) or int(word) < 1:
        raise argparse.ArgumentTypeError(f"{word!r} is no number of rounds: write 1 or more")
    return int(word)


def _no_such_suite(suite: str) -> str:
    return f"there is no suite {suite!r}: {', '.join(SUITES)}, or none for all"


if __name__ == "__main__":
    stop_on_any_signal()
    sys.exit(main(sys.argv[1:]))
