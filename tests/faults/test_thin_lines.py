"""A visit over a thin line, in real browsers: the voice is heard, and the picture comes back."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.stage.actors.kiosk import Monitor, Station
from tests.stage.films import INMATE, VISITOR
from tests.stage.house import LAFAYETTE, House
from tests.stage.pages_on_machines import PagesOnMachines
from tests.stage.prepared import Prepared
from tests.stage.private_network import Machine, private_network, why_not
from tests.stage.thin_line import ThinLine, thin_line
from tests.stage.thin_way import Way
from tests.stage.waiting import wait_until

pytestmark = [
    pytest.mark.janus,
    pytest.mark.browser,
    pytest.mark.timeout(900),
]

ADDRESSES = {
    "house": "10.83.0.1/24",
    "monitor": "10.83.0.2/24",
    "station": "10.83.0.3/24",
}
THIN = Way(kbit=250)
VOICE_ALONE = Way(kbit=70)
LISTENS_S = 10
STEPS_S = 200
"""Each step up takes ten seconds, and 40 or 160 if it has failed before."""
HEARD = 0.95
"""The share of the voice that is not made up, once the steps are made."""
HEARD_ALONE = 0.85
"""The same while the line carries hardly more than the voice, and what waited on it drains."""

# What this page hears: samples that were made up though somebody spoke, and all of them.
HEARS = """async () => {
  let [made, samples] = [0, 0];
  for (const peer of window.parloirPeers) {
    for (const entry of (await peer.getStats()).values()) {
      if (entry.type !== "inbound-rtp" || entry.kind !== "audio") continue;
      made += entry.concealedSamples - entry.silentConcealedSamples;
      samples += entry.totalSamplesReceived;
    }
  }
  return { made, samples };
}"""
# The layers in which this page sends its picture.
SENDS = """() => [...window.parloirPeers].flatMap((peer) => peer.getSenders())
  .filter(({ track }) => track?.kind === "video")
  .flatMap((sender) => sender.getParameters().encodings)
  .filter(({ active }) => active).map(({ rid }) => rid).join("")"""
# The cameras of these tests are too small for three.
ALL, SMALLEST = "hm", "m"
NOT_SEEN = "hears you, but does not see you for now"
PAUSED = "Your connection is slow: the picture is paused so that you can hear each other."
THEIRS_PAUSED = "'s connection is slow: the picture is paused so that you can hear each other."


@pytest.fixture
def machines() -> Iterator[dict[str, Machine]]:
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    with private_network(ADDRESSES) as made:
        yield made


@pytest.fixture
def line(machines: dict[str, Machine]) -> Iterator[ThinLine]:
    with thin_line(machines["monitor"]) as made:
        yield made


@pytest.fixture
def house(tmp_path: Path, prepared: Prepared, machines: dict[str, Machine]) -> Iterator[House]:
    here = machines["house"]
    made = House(tmp_path, prepared=prepared, host=here.address, within=here.words)
    made.start()
    yield made
    made.clear_away()


def sends(page: Page, layers: str) -> None:
    wait_until(
        lambda: page.evaluate(SENDS) == layers,
        f"the layers {layers} to be sent",
        seconds=STEPS_S,
        every=0.5,
        otherwise=lambda: f"sent: {page.evaluate(SENDS)}",
    )


def share_heard(*pages: Page) -> list[float]:
    """Return which share of the voice each page really received in the next seconds."""
    before: list[dict[str, Any]] = [page.evaluate(HEARS) for page in pages]
    time.sleep(LISTENS_S)  # it is what was measured, not what was waited for
    after: list[dict[str, Any]] = [page.evaluate(HEARS) for page in pages]
    return [
        1 - max(0, now["made"] - then["made"]) / (now["samples"] - then["samples"])
        for then, now in zip(before, after, strict=True)
    ]


def test_the_voice_is_heard_on_a_thin_line_and_the_picture_comes_back(
    house: House, line: ThinLine, pages: PagesOnMachines
) -> None:
    visit = house.ready_visit()
    lobby = Monitor(pages.open("monitor", look=VISITOR), house.monitor_at(LAFAYETTE), look=VISITOR)
    cell = Station(pages.open("station", look=INMATE), house.station_at(LAFAYETTE), look=INMATE)
    lobby.comes_in(visit["pin"])
    cell.comes_in(visit)
    lobby.sees_and_hears(cell)
    cell.sees_and_hears(lobby)

    line.becomes(down=THIN, up=THIN)
    sends(lobby.page, SMALLEST)
    cell.sees_and_hears(lobby)
    assert min(share_heard(lobby.page, cell.page)) >= HEARD

    line.becomes(down=VOICE_ALONE, up=VOICE_ALONE)
    lobby.says(NOT_SEEN, seconds=STEPS_S)
    lobby.says(PAUSED, seconds=STEPS_S)
    cell.says(THEIRS_PAUSED, seconds=STEPS_S)
    assert min(share_heard(lobby.page, cell.page)) >= HEARD_ALONE

    line.becomes()
    sends(lobby.page, ALL)
    lobby.no_longer_says(NOT_SEEN)
    lobby.no_longer_says(PAUSED)
    cell.no_longer_says(THEIRS_PAUSED)
    lobby.sees_and_hears(cell)
    cell.sees_and_hears(lobby)
