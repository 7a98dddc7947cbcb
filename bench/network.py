"""Suite `network`: what arrives of the voice on a bad line, other ports (`changed_ports.py`), and
first pictures through the relay (`relayed_frames.py`).

For the first, a house, a monitor and a station are machines of a network of their own. The
monitor's line becomes bad when its visit is live.
"""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page

from bench.changed_ports import measure_changed_ports
from bench.figures import Figure, MeasurementFailed, figure_at
from bench.relayed_frames import measure_relayed_frames
from launcher.console import say
from tests.stage.actors.kiosk import Monitor, Station
from tests.stage.films import INMATE, VISITOR
from tests.stage.house import LAFAYETTE, House, started_once
from tests.stage.pages_on_machines import pages_on
from tests.stage.private_network import private_network, why_not
from tests.stage.thin_line import ThinLine, thin_line
from tests.stage.thin_way import Way

ADDRESSES = {
    "house": "10.79.0.1/24",
    "monitor": "10.79.0.2/24",
    "station": "10.79.0.3/24",
}
THIN = Way(kbit=250)
LOSSY = Way(loss=0.2, delay_ms=150)
ROUNDS = 5
SETTLES_S = 20
MEASURES_S = 60
GROWS_FOR_S = 5

# What the page has received of the voice, over all its connections.
HEARD = """async () => {
  let [packets, lost, made, samples] = [0, 0, 0, 0];
  for (const peer of window.parloirPeers) {
    for (const entry of (await peer.getStats()).values()) {
      if (entry.type !== "inbound-rtp" || entry.kind !== "audio") continue;
      packets += entry.packetsReceived;
      lost += entry.packetsLost;
      made += entry.concealedSamples - entry.silentConcealedSamples;
      samples += entry.totalSamplesReceived;
    }
  }
  return { packets, lost, made, samples };
}"""


def measure_network(*, rounds: int = ROUNDS) -> dict[str, Figure]:
    reason = why_not()
    if reason is not None:
        raise MeasurementFailed(reason)
    with tempfile.TemporaryDirectory(prefix="parloir-bench-") as name:
        try:
            voice = _measure_in(Path(name), rounds)
        except (AssertionError, BrowserError) as failure:
            raise MeasurementFailed(str(failure)) from failure
    return {**voice, **measure_changed_ports(), **measure_relayed_frames()}


def _measure_in(folder: Path, rounds: int) -> dict[str, Figure]:
    started_once(folder)
    with private_network(ADDRESSES) as machines, thin_line(machines["monitor"]) as line:
        here = machines["house"]
        house = House(folder, host=here.address, within=here.words)
        try:
            house.start()
            with pages_on(machines, folder) as pages:
                monitor = pages.open("monitor", look=VISITOR)
                station = pages.open("station", look=INMATE)
                return _on_bad_lines(house, monitor, station, line, rounds)
        finally:
            house.stop()


def _on_bad_lines(
    house: House, monitor: Page, station: Page, line: ThinLine, rounds: int
) -> dict[str, Figure]:
    visit = house.ready_visit()
    lobby = Monitor(monitor, house.monitor_at(LAFAYETTE), look=VISITOR)
    cell = Station(station, house.station_at(LAFAYETTE), look=INMATE)
    lobby.comes_in(visit["pin"])
    cell.comes_in(visit)
    lobby.sees_and_hears(cell)
    found: dict[str, list[Heard]] = {"250kbit_down": [], "20pct": []}
    for _ in range(rounds):
        for name, lines in (("250kbit_down", (THIN, Way())), ("20pct", (LOSSY, LOSSY))):
            time.sleep(GROWS_FOR_S)
            line.becomes(down=lines[0], up=lines[1])
            found[name].append(_hears(monitor))
            line.becomes()
    return {
        figure: figure_at(50, shares)
        for name, heard in found.items()
        for figure, shares in (
            (f"voice_lost_{name}", [one.lost for one in heard]),
            (f"voice_made_up_{name}", [one.made_up for one in heard]),
        )
    }


@dataclass(frozen=True)
class Heard:
    """Shares of the voice in percent: of its packets, and of the sound that was played."""

    lost: float
    made_up: float


def _hears(page: Page) -> Heard:
    time.sleep(SETTLES_S)
    before: dict[str, Any] = page.evaluate(HEARD)
    time.sleep(MEASURES_S)
    after: dict[str, Any] = page.evaluate(HEARD)
    grown = {name: after[name] - before[name] for name in before}
    if grown["packets"] <= 0 or grown["samples"] <= 0:
        raise MeasurementFailed("no voice arrived")
    lost = max(0, grown["lost"])
    heard = Heard(
        lost=100 * lost / (lost + grown["packets"]),
        made_up=100 * max(0, grown["made"]) / grown["samples"],
    )
    say(f"  {heard.lost:.1f} % lost, {heard.made_up:.1f} % made up.")
    return heard
