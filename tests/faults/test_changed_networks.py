"""A network that changes in the middle of a visit: a cut, another address, another port."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stage.actors.kiosk import Monitor, Station
from tests.stage.films import INMATE, VISITOR
from tests.stage.house import LAFAYETTE, House
from tests.stage.pages_on_machines import PagesOnMachines
from tests.stage.prepared import Prepared
from tests.stage.private_network import Machine, private_network, why_not
from tests.stage.udp_relay import UdpRelay
from tests.stage.watched_page import WatchedPage

pytestmark = [
    pytest.mark.janus,
    pytest.mark.browser,
    pytest.mark.timeout(900),
]

ADDRESSES = {
    "house": "10.82.0.1/24",
    "monitor": "10.82.0.2/24",
    "station": "10.82.0.3/24",
}
OTHER_ADDRESS = "10.82.0.9/24"
CUT_SECONDS = 5.0
SIGNALLING_IS_MISSED_SECONDS = 12.0
"""A connection whose network has gone was noticed after 15 to 25 seconds by its silence alone."""


@pytest.fixture
def machines() -> Iterator[dict[str, Machine]]:
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    with private_network(ADDRESSES) as made:
        yield made


@pytest.fixture
def house(tmp_path: Path, prepared: Prepared, machines: dict[str, Machine]) -> Iterator[House]:
    here = machines["house"]
    made = House(tmp_path, prepared=prepared, host=here.address, within=here.words)
    made.start()
    yield made
    made.clear_away()


@pytest.fixture
def router(machines: dict[str, Machine]) -> Iterator[UdpRelay]:
    """Return what stands between the station and the media server."""
    here = machines["house"]

    def opened() -> socket.socket:
        return here.do(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))

    with UdpRelay(here.address, opened=opened) as made:
        yield made


def test_visit_goes_on_over_a_changed_network(
    house: House, machines: dict[str, Machine], router: UdpRelay, pages: PagesOnMachines
) -> None:
    visit = house.ready_visit()
    monitor = pages.open("monitor", look=VISITOR)
    station = pages.open("station", look=INMATE, prepare=router.carries)
    lobby = Monitor(monitor, house.monitor_at(LAFAYETTE), look=VISITOR)
    cell = Station(station, house.station_at(LAFAYETTE), look=INMATE)
    lobby.comes_in(visit["pin"])
    cell.comes_in(visit)
    lobby.sees_and_hears(cell)
    cell.sees_and_hears(lobby)
    sides = visitor, inmate = WatchedPage(monitor), WatchedPage(station)

    # A path that was cut goes on by itself.
    cut_at = time.time()
    machines["monitor"].is_cut_off()
    for each in sides:
        each.stands_still()
    monitor.wait_for_timeout(1000 * max(0.0, cut_at + CUT_SECONDS - time.time()))
    machines["monitor"].is_reached_again()
    back_at = time.time()
    for each in sides:
        each.moves_after(back_at)
    assert [(each.connections, each.reroutes) for each in sides] == [(1, 0), (1, 0)]

    # Other ports: the same connections take another way.
    router.rebind()
    asked_at = inmate.has_marked("reroute-asked", times=1)
    for each in sides:
        each.moves_after(asked_at)
    assert [(each.connections, each.reroutes) for each in sides] == [(1, 0), (1, 1)]

    # Another address: the page connects again as soon as the server can be reached.
    moved_at = time.time()
    machines["monitor"].moves_to(OTHER_ADDRESS)
    connected_at = visitor.has_marked("publisher-up", times=2)
    assert connected_at - moved_at < SIGNALLING_IS_MISSED_SECONDS
    for each in sides:
        each.moves_after(connected_at)
    assert (visitor.connections, inmate.connections) == (2, 1)
