"""The wall with sixteen visits: how soon all videos move, and what its browser needs.

The visits are real: rows, sockets, rooms and legs. Their video and sound are pre-encoded: a second
Janus plays them into the rooms, for each of the 32 parties the lowest simulcast layer of a real
one (`bench.film`), which starts with a key frame when it is asked for one. Not covered: browsers
that encode, upper layers, parties that receive each other, and the network. Second Janus, house
and wall share one machine, so that on a small one the figures are upper bounds.
"""

import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright
from playwright.sync_api import Error as BrowserError

from bench.actors import FLAGS, Officer
from bench.figures import Figure, MeasurementFailed, figure_at, median
from bench.processes import sum_over_living
from bench.second_janus import SecondJanus, second_janus
from bench.start import pss_mb
from launcher.console import say
from tests.stage.browsers import CHROMIUM
from tests.stage.house import LAFAYETTE, House
from tests.stage.sockets import LiveSocket, Person, come_in_at_the_station, come_in_by_pin
from tests.stage.waiting import wait_until

TILES = 16
LOADS = 20
SETTLES_S = 5.0
LOOKS_FOR_S = 10.0
FULL_WITHIN_MS = 120_000
POLL_MS = 50  # this page is asked and measured
FULL = """(tiles) => {
  const videos = [...document.querySelectorAll('.v-tile video')];
  const seen = videos.filter((one) => one.getVideoPlaybackQuality().totalVideoFrames > 0);
  if (seen.length < 2 * tiles) return 0;
  return performance.now();
}"""


def measure_wall(*, loads: int = LOADS) -> dict[str, Figure]:
    with tempfile.TemporaryDirectory(prefix="parloir-bench-") as name:
        try:
            return _measure_in(Path(name), loads)
        except (AssertionError, BrowserError) as failure:
            raise MeasurementFailed(str(failure)) from failure


def _measure_in(folder: Path, loads: int) -> dict[str, Figure]:
    house = House(folder)
    sockets: list[LiveSocket] = []
    try:
        house.start()
        with second_janus(folder) as second, sync_playwright() as playwright:
            for number in range(1, TILES + 1):
                sockets += _hold_a_visit(house, second, number)
            wait_until(lambda: second.parties_up == 2 * TILES, "all parties")
            say(f"  {TILES} visits are live.")
            fills, shares, sizes = _look_at_the_wall(playwright, house, loads)
    finally:
        for socket in sockets:
            socket.close()
        house.stop()
    return {
        "wall_16_tiles_fill_ms_p95": figure_at(95, fills),
        "wall_16_tiles_browser_cpu": Figure(value=median(shares), n=len(shares)),
        "wall_16_tiles_browser_mb": Figure(value=median(sizes), n=len(sizes)),
    }


def _context_of(browser: Browser) -> BrowserContext:
    return browser.new_context(bypass_csp=True, viewport={"width": 1920, "height": 1080})


def _hold_a_visit(house: House, second: SecondJanus, number: int) -> list[LiveSocket]:
    """Bring both parties to their devices, until the visit is live and they send."""
    visit = house.ready_visit()
    monitor = _device(house, "monitor", house.monitor_at(LAFAYETTE, number=number))
    station = _device(house, "station", house.station_at(LAFAYETTE, number=number))
    come_in_by_pin(monitor, visit)
    come_in_at_the_station(station, visit)
    for socket in (monitor, station):
        party = second.new_party()
        second.answer(party, socket.publishes(party.offer))
    return [monitor, station]


def _device(house: House, kind: str, url: str) -> LiveSocket:
    person = Person(house)
    person.opens(url)
    socket = LiveSocket(person, f"/ws/{kind}/")
    socket.sees(lambda screen: True, "a screen")
    return socket


def _look_at_the_wall(
    playwright: Playwright, house: House, loads: int
) -> tuple[list[float], list[float], list[float]]:
    """Return milliseconds until full, percent of a core, and megabytes, one of each for a load."""
    before = set(psutil.Process().children(recursive=True))
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    mine = [one for one in psutil.Process().children(recursive=True) if one not in before]
    officer = Officer(_context_of(browser), house.url)
    officer.signs_in(house.staff("officer"))
    fills, shares, sizes = [], [], []
    for load in range(loads):
        officer.page.goto(f"{house.url}/console/")
        full: Any = officer.page.wait_for_function(
            FULL, arg=TILES, polling=POLL_MS, timeout=FULL_WITHIN_MS
        )
        fills.append(float(full.json_value()))
        if load < 3:  # slow, and almost always equal
            officer.page.wait_for_timeout(SETTLES_S * 1000)
            shares.append(_percent_of_a_core(browser_processes(mine)))
            sizes.append(pss_mb(browser_processes(mine)))
        officer.looks_away()
        wait_until(lambda: _officers_legs(house) == 0, "what the last look has left to be gone")
        officer.page.wait_for_timeout(SETTLES_S * 1000)
    browser.close()
    return fills, shares, sizes


def _officers_legs(house: House) -> int:
    with house.database() as database:
        query = "SELECT count(*) FROM visits_leg WHERE role = 'officer' AND closed_at IS NULL"
        row = database.execute(query).fetchone()
    return int(row[0]) if row else 0


def browser_processes(roots: Iterable[psutil.Process]) -> list[psutil.Process]:
    """Return the browser's living processes, with their descendants."""
    found: set[psutil.Process] = set()
    for one in roots:
        with suppress(psutil.NoSuchProcess):
            found |= {one, *one.children(recursive=True)}
    return list(found)


def _percent_of_a_core(processes: list[psutil.Process]) -> float:
    began, before = time.monotonic(), _cpu_seconds(processes)
    time.sleep(LOOKS_FOR_S)
    return 100 * (_cpu_seconds(processes) - before) / (time.monotonic() - began)


def _cpu_seconds(processes: list[psutil.Process]) -> float:
    return sum_over_living(processes, lambda one: sum(one.cpu_times()[:2]))  # user and system
