"""A visit between machines that have private addresses only, and no way out, no names, no mDNS.

The media server is handed no address of a browser, so nothing but packets can tell it where the
browsers are. The mail server has a name, which nobody finds.
"""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.stage.actors.kiosk import Monitor, Station
from tests.stage.actors.officer import Officer
from tests.stage.films import INMATE, VISITOR
from tests.stage.house import LAFAYETTE, House
from tests.stage.overheard import messages_to
from tests.stage.pages_on_machines import PagesOnMachines
from tests.stage.prepared import Prepared
from tests.stage.private_network import Machine, loopback_tap, private_network, why_not

pytestmark = [
    pytest.mark.janus,
    pytest.mark.browser,
    pytest.mark.timeout(900),
]

ADDRESSES = {
    "house": "10.77.0.1/24",
    "monitor": "10.77.0.2/24",
    "station": "10.77.0.3/24",
    "console": "10.77.0.4/24",
}
API_PORT_OF_SLICE = 1


@pytest.fixture(scope="module")
def machines() -> Iterator[dict[str, Machine]]:
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    with private_network(ADDRESSES) as made:
        yield made


@pytest.fixture(scope="module")
def tap(machines: dict[str, Machine]) -> Iterator[socket.socket]:
    """Return a socket that keeps what the house's processes say to each other, from its start."""
    with machines["house"].do(loopback_tap) as made:
        yield made


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory,
    prepared: Prepared,
    machines: dict[str, Machine],
    tap: socket.socket,
) -> Iterator[House]:
    here = machines["house"]
    made = House(
        tmp_path_factory.mktemp("house"),
        prepared=prepared,
        host=here.address,
        within=here.words,
        environment={"PARLOIR_SMTP_HOST": "mail.example.org"},
    )
    made.start()
    yield made
    made.clear_away()


def api_port(house: House) -> int:
    instance = json.loads((house.data / "config" / "instance.json").read_text())
    return int(instance["ports_from"]) + API_PORT_OF_SLICE


def addresses_known_to(page: Page) -> set[str]:
    """Return the addresses that a browser could have named."""
    return set(page.evaluate("mediaProbe.ownAddresses()"))


def test_media_flows_though_no_browser_can_name_an_address(
    house: House, machines: dict[str, Machine], tap: socket.socket, pages: PagesOnMachines
) -> None:
    visit = house.ready_visit()
    lobby = Monitor(pages.open("monitor", look=VISITOR), house.monitor_at(LAFAYETTE), look=VISITOR)
    cell = Station(pages.open("station", look=INMATE), house.station_at(LAFAYETTE), look=INMATE)
    officer = Officer(pages.open("console"), house, house.staff("officer"))

    lobby.comes_in(visit["pin"])
    cell.comes_in(visit)

    lobby.sees_and_hears(cell)
    cell.sees_and_hears(lobby)
    officer.opens(visit["visitor"], visit["inmate"], VISITOR, INMATE)

    # With a camera a browser knows its address; without one, only that of its way out, as a name.
    assert machines["monitor"].address in addresses_known_to(lobby.page)
    assert machines["station"].address in addresses_known_to(cell.page)
    assert addresses_known_to(officer.page) == set()
    machines["console"].believes_in_a_way_out()
    officer.page.reload()
    officer.opens(visit["visitor"], visit["inmate"], VISITOR, INMATE)
    hidden = addresses_known_to(officer.page)
    assert hidden
    assert all(one.endswith(".local") for one in hidden)
    handed = [
        json.loads(one) for one in messages_to(api_port(house), tap, subprotocol="janus-protocol")
    ]
    descriptions = [one["jsep"] for one in handed if "jsep" in one]
    assert {one["type"] for one in descriptions} == {"offer", "answer"}
    assert not any(one["janus"] == "trickle" for one in handed)
    assert [one for one in handed if names_an_address(one, machines)] == []

    # The next visit in this house is on the same monitor.
    lobby.ends_visit()
    lobby.is_at("ended")
    cell.is_at("ended")


def names_an_address(message: dict[str, Any], machines: dict[str, Machine]) -> bool:
    addresses = [machine.address for machine in machines.values()]
    return any(word in json.dumps(message) for word in ("candidate", ".local", *addresses))


def test_a_visit_on_site_is_held_without_internet(
    house: House, machines: dict[str, Machine], pages: PagesOnMachines
) -> None:
    """From the PIN to the goodbye, also while the web server is away. Mail waits."""
    here = ("house", "monitor", "station")
    assert [machines[name].ways_out() for name in here] == ["", "", ""]
    visit = house.ready_visit()
    lobby = Monitor(pages.open("monitor", look=VISITOR), house.monitor_at(LAFAYETTE), look=VISITOR)
    cell = Station(pages.open("station", look=INMATE), house.station_at(LAFAYETTE), look=INMATE)
    lobby.comes_in(visit["pin"])
    cell.comes_in(visit)
    lobby.sees_and_hears(cell)
    cell.sees_and_hears(lobby)

    with house.without("web"):
        lobby.says("This monitor has lost its connection to our system.", seconds=60)
        lobby.is_at("live")
        lobby.sees_and_hears(cell)
    lobby.no_longer_says("has lost its connection")

    lobby.ends_visit()
    lobby.is_at("ended")
    cell.is_at("ended")
    with house.database() as database:
        waiting = database.execute(
            "SELECT DISTINCT state, tries FROM notices_notice WHERE sent_at IS NULL"
        ).fetchall()
        outages = database.execute("SELECT last_error FROM notices_mailserveroutage").fetchall()
    assert [tuple(one) for one in waiting] == [("waiting", 0)]
    assert [tuple(one) for one in outages] == [("gaierror",)]
