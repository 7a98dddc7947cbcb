"""A whole visit, and a trial before one, through the relay alone, by UDP, TCP and TLS."""

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from playwright.sync_api import Page

from launcher.turn_config import PROGRAM
from tests.stage.actors.kiosk import Monitor, Station
from tests.stage.actors.officer import Officer
from tests.stage.actors.visitor import FIGURES, Person, Visitor
from tests.stage.films import INMATE, SECOND_VISITOR, VISITOR, Look
from tests.stage.house import LAFAYETTE, House
from tests.stage.pages_on_machines import PagesOnMachines
from tests.stage.prepared import Prepared
from tests.stage.private_network import Machine, private_network, why_not
from tests.stage.relay_alone import let_only_relay_through, ways_used_by
from tests.stage.waiting import wait_until
from tests.stage.watched_page import WatchedPage

pytestmark = [
    pytest.mark.janus,
    pytest.mark.browser,
    pytest.mark.timeout(900),
]

ADDRESSES = {
    "house": "10.80.0.1/24",
    "monitor": "10.80.0.2/24",
    "station": "10.80.0.3/24",
    "console": "10.80.0.4/24",
    "home": "10.80.0.5/24",
}
WAYS = {"monitor": "udp", "station": "tls", "console": "tcp", "home": "tcp"}
DAY = timedelta(days=1)
BACK_WITHIN_SECONDS = 8.0

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def machines() -> Iterator[dict[str, Machine]]:
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    if shutil.which(PROGRAM) is None:
        pytest.skip(f"needs {PROGRAM}, of Debian's package coturn")
    with private_network(ADDRESSES) as made:
        yield made


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, prepared: Prepared, machines: dict[str, Machine]
) -> Iterator[House]:
    here = machines["house"]
    made = House(
        tmp_path_factory.mktemp("house"),
        prepared=prepared,
        host=here.address,
        within=here.words,
        options=["--turn"],
    )
    made.start()
    yield made
    made.clear_away()


@pytest.fixture
def opened(pages: PagesOnMachines) -> Opened:
    """Return a function that opens a page on a machine, where the relay is the only way."""

    def page_on(name: str, *, look: Look | None = None) -> Page:
        alone = partial(let_only_relay_through, over=WAYS[name])
        return pages.open(name, look=look, prepare=alone)

    return page_on


def visitor_of_the_demo(page: Page, house: House) -> Visitor:
    account = house.demo["visitors"][2]
    first, last = account["name"].split()
    person = Person(first, last, account["email"])
    visitor = Visitor(page, house, person, film=SECOND_VISITOR)
    visitor.signs_in(account)
    return visitor


def test_visit_goes_through_the_relay_by_udp_tcp_and_tls(house: House, opened: Opened) -> None:
    visit = house.ready_visit()
    lobby = Monitor(opened("monitor", look=VISITOR), house.monitor_at(LAFAYETTE), look=VISITOR)
    cell = Station(opened("station", look=INMATE), house.station_at(LAFAYETTE), look=INMATE)
    officer = Officer(opened("console"), house, house.staff("officer"))

    lobby.comes_in(visit["pin"])
    cell.comes_in(visit)

    lobby.sees_and_hears(cell)
    cell.sees_and_hears(lobby)
    officer.opens(visit["visitor"], visit["inmate"], VISITOR, INMATE)
    assert ways_used_by(lobby.page) == ["relay udp"] * 2
    assert ways_used_by(cell.page) == ["relay tls"] * 2
    assert ways_used_by(officer.page) == ["relay tcp"]

    visitor = visitor_of_the_demo(opened("home", look=SECOND_VISITOR), house)
    tomorrow = house.local_now().replace(hour=18, minute=0, second=0, microsecond=0) + DAY
    tried = visitor.tries_devices(visitor.books("Marcus Reed", tomorrow, kind="remote"))
    tried.says(FIGURES, seconds=40)

    lobby.ends_visit()
    lobby.is_at("ended")

    secret = (house.data / "config" / "turn_secret").read_text().strip()
    logs = [file.read_text(errors="replace") for file in (house.data / "log").glob("*.log")]
    assert any("The relay knows" in log for log in logs)
    assert not any(secret in log for log in logs)


@pytest.mark.parametrize("seconds_away", [0, 10])
def test_visit_goes_on_after_the_relay_was_killed(
    house: House, opened: Opened, seconds_away: float
) -> None:
    visit = house.ready_visit()
    lobby = Monitor(opened("monitor", look=VISITOR), house.monitor_at(LAFAYETTE), look=VISITOR)
    cell = Station(opened("station", look=INMATE), house.station_at(LAFAYETTE), look=INMATE)
    lobby.comes_in(visit["pin"])
    cell.comes_in(visit)
    lobby.sees_and_hears(cell)
    cell.sees_and_hears(lobby)
    sides = WatchedPage(lobby.page), WatchedPage(cell.page)

    with house.without("turn"):
        for side in (lobby, cell):
            side.says("is being restored. You do not need to do anything.")
        for each in sides:
            each.stands_still()
        lobby.page.wait_for_timeout(1000 * seconds_away)
    wait_until(lambda: house.pid_of("turn"), "the relay to be started again")
    back_at = time.time()

    took = [each.moves_after(back_at) - back_at for each in sides]
    assert max(took) < BACK_WITHIN_SECONDS
    lobby.sees_and_hears(cell)
    cell.sees_and_hears(lobby)
    lobby.ends_visit()
    lobby.is_at("ended")
