"""Part of the suite `network`: how soon a visit goes on after a router has given it other ports."""

import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext
from playwright.sync_api import Error as BrowserError

from bench.actors import Inmate, Visitor, browsers
from bench.figures import Figure, MeasurementFailed, figure_at
from launcher.addresses import own_addresses
from launcher.console import say
from tests.stage.house import LAFAYETTE, House
from tests.stage.udp_relay import UdpRelay

ROUNDS = 12
# A page asks for another way once in six seconds.
SETTLES_S = 7.0
PATIENCE_MS = 30_000
NOTE_FRAMES = """() => {
  window.shownAt = [];
  const picture = document.querySelector("[data-testid=remote-video]");
  const shown = (now) => {
    shownAt.push(performance.timeOrigin + now);
    picture.requestVideoFrameCallback(shown);
  };
  picture.requestVideoFrameCallback(shown);
}"""
# When the nth other way was asked for, and the first frame after it, in ms since 1970.
WENT_ON = """(number) => {
  const asked = performance.getEntriesByName("parloir:reroute-asked")[number];
  if (!asked) return null;
  const at = performance.timeOrigin + asked.startTime;
  const frame = shownAt.find((shown) => shown > at);
  return frame ? [at, frame] : null;
}"""


@dataclass(slots=True)
class Gaps:
    """Milliseconds, one of each kind for each change."""

    since_asked: list[float] = field(default_factory=list)
    since_changed: list[float] = field(default_factory=list)


def measure_changed_ports(*, rounds: int = ROUNDS) -> Mapping[str, Figure]:
    with tempfile.TemporaryDirectory(prefix="parloir-bench-") as name:
        try:
            gaps = _measure_in(Path(name), rounds)
        except (AssertionError, BrowserError) as failure:
            raise MeasurementFailed(str(failure)) from failure
    return {
        "ice_restart_gap_ms_p95": figure_at(95, gaps.since_asked),
        "port_change_gap_ms_p50": figure_at(50, gaps.since_changed),
    }


def _measure_in(folder: Path, rounds: int) -> Gaps:
    house = House(folder)
    try:
        house.start()
        with browsers() as opened, UdpRelay(_own_address()) as router:
            visitor = _in_a_visit(house, opened.context(), opened.context(), router)
            gaps = Gaps()
            for number in range(rounds):
                _change_ports(visitor, router, number, gaps)
            return gaps
    finally:
        house.stop()


def _own_address() -> str:
    """Return an address at which the media server and a browser of this machine meet."""
    addresses = [each for each in own_addresses() if ":" not in each and each != "127.0.0.1"]
    if not addresses:
        raise MeasurementFailed("this machine has no address but loopback's")
    return addresses[0]


def _in_a_visit(
    house: House, visitors: BrowserContext, inmates: BrowserContext, router: UdpRelay
) -> Visitor:
    """Return the visitor, who sees the inmate through the router."""
    router.carries(visitors)
    visitor, inmate = Visitor(visitors), Inmate(inmates)
    visitor.arrives(house.monitor_at(LAFAYETTE))
    inmate.arrives(house.station_at(LAFAYETTE))
    visit = house.ready_visit()
    for party in (visitor, inmate):
        party.comes(visit)
        party.begins()
    visitor.waits_for_mark("first-remote-frame")
    visitor.page.locator("[data-testid=remote-video]").wait_for(state="attached")
    visitor.page.evaluate(NOTE_FRAMES)
    return visitor


def _change_ports(visitor: Visitor, router: UdpRelay, number: int, gaps: Gaps) -> None:
    visitor.page.wait_for_timeout(SETTLES_S * 1000)
    changed_at = time.time() * 1000
    router.rebind()
    found = visitor.page.wait_for_function(WENT_ON, arg=number, timeout=PATIENCE_MS)
    asked_at, frame_at = found.json_value()
    gaps.since_asked.append(frame_at - asked_at)
    gaps.since_changed.append(frame_at - changed_at)
    say(f"  {frame_at - asked_at:.0f} ms after it was asked for.")
