"""The suite `booking`: many clients ask a nearly full jail for times and book them in parallel.

It runs on both databases, each in its own house: names without `sqlite_` are PostgreSQL's.
"""

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure, MeasurementFailed, figure_at
from bench.surroundings import environment_of
from launcher.console import say
from launcher.postgresql import temporary_cluster
from tests.stage.house import House
from tests.stage.inside import Inside, InsideFailed
from tests.stage.plain_browser import Answer, PlainBrowser, all_at_once
from tests.stage.prepared import Prepared

LOOKS = 200
CLIENTS = 50
BOOKINGS = 600
FIGHTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is measured; the bench's own tests measure less."""

    days: int = 60
    looks: int = LOOKS
    bookings: int = BOOKINGS
    fights: int = FIGHTS
    databases: tuple[str, ...] = ("postgresql", "sqlite")


def measure_booking(extent: Extent | None = None) -> dict[str, Figure]:
    extent = extent or Extent()
    figures: dict[str, Figure] = {}
    for database in extent.databases:
        prefix = "sqlite_" if database == "sqlite" else ""
        say(f"  {database}:")
        try:
            with full_house(database, size={"days": extent.days}) as (house, inside):
                found = _measure_in(house, inside, extent)
        except (AssertionError, InsideFailed, OSError) as failure:
            raise MeasurementFailed(str(failure)) from failure
        figures |= {f"{prefix}{name}": figure for name, figure in found.items()}
    return figures


@contextmanager
def full_house(
    database: str, *, size: Mapping[str, int], prepared: Prepared | None = None
) -> Iterator[tuple[House, Inside]]:
    """Run a house on this database with a full jail of this `Size`, and a process inside.

    No mail server is set, so mail waits: its delivery is not measured. The house begins with a copy
    of `prepared`, or makes its tables by itself.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="parloir-bench-"))
        environment = {"PARLOIR_SMTP_HOST": ""}
        if database == "postgresql":
            environment["PARLOIR_DATABASE_URL"] = stack.enter_context(
                temporary_cluster(log=Path(folder) / "postgresql.log", durable=True)
            )
        house = House(Path(folder), environment=environment, prepared=prepared)
        stack.callback(house.stop)
        house.start()
        inside = stack.enter_context(Inside(environment_of(house)))
        began = time.monotonic()
        count = inside.call("bench.inside_booking:build", **size)
        say(f"    {count} bookings stand before it begins ({time.monotonic() - began:.0f} s).")
        yield house, inside


def _measure_in(house: House, inside: Inside, extent: Extent) -> dict[str, Figure]:
    looks = inside.call("bench.inside_booking:availability", rounds=extent.looks)
    places = inside.call("bench.inside_booking:places")
    browsers = [
        PlainBrowser(house.port, session=key)
        for key in inside.call("bench.inside_booking:sessions", count=CLIENTS)
    ]
    wanted = [path for at_one_time in places for path in at_one_time][: extent.bookings]
    bookings, seconds = _book(browsers, wanted)
    baseline = inside.call(
        "bench.raw_inserts:insert_again", bookings=bookings, clients=len(browsers)
    )
    # On the last days, where nobody has booked before.
    fights = [_fight(browsers, path) for path, *_ in places[-extent.fights :]]
    doubles = inside.call("bench.inside_booking:double_bookings")
    for browser in browsers:
        browser.close()
    return {
        "availability_14_days_ms_p95": figure_at(95, looks),
        "bookings_per_s": Figure(
            value=len(bookings) / seconds, n=len(bookings), baseline=len(bookings) / baseline
        ),
        "hot_slot_50_clients_ms_p95": figure_at(95, [one for fight in fights for one in fight]),
        "double_bookings": Figure(value=doubles, n=len(bookings) + len(fights)),
    }


def _book(browsers: list[PlainBrowser], wanted: list[str]) -> tuple[list[str], float]:
    """Return the bookings (public ids), and how many seconds all of them took together.

    Each client takes every n-th place, so that none books two visits at one time.
    """
    _come(browsers, wanted[0])

    def press(browser: PlainBrowser, paths: list[str]) -> list[Answer]:
        return [browser.post(path) for path in paths]

    shares = [wanted[number :: len(browsers)] for number in range(len(browsers))]
    began = time.perf_counter()
    answers = all_at_once(
        [
            lambda browser=browser, share=share: press(browser, share)  # type: ignore[misc]
            for browser, share in zip(browsers, shares, strict=True)
        ]
    )
    seconds = time.perf_counter() - began
    booked = [answer.booking for share in answers for answer in share]
    bookings = [booking for booking in booked if booking is not None]
    if len(bookings) < len(wanted):
        raise MeasurementFailed(f"{len(wanted) - len(bookings)} of {len(wanted)} were not booked")
    return bookings, seconds


def _fight(browsers: list[PlainBrowser], path: str) -> list[float]:
    """Let all press "Finish" for one time. Return how long each waited, in milliseconds."""
    _come(browsers, path)
    answers = all_at_once([lambda browser=browser: browser.post(path) for browser in browsers])  # type: ignore[misc]
    winners = [answer for answer in answers if answer.booking]
    if len(winners) != 1 or any(answer.status != 302 for answer in answers):
        raise MeasurementFailed(f"{len(winners)} of {len(browsers)} got the one place")
    return [answer.took_ms for answer in answers]


def _come(browsers: list[PlainBrowser], path: str) -> None:
    """Open the page with "Finish" of a free place. Return the form, and open connections."""
    for browser in browsers:
        page = browser.get(path)
        if page.status != 200:
            raise MeasurementFailed(f"{path} led to {page.location or page.status}")
