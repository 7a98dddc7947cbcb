"""Journeys use a real house with real browsers: no fake media, no access to the database."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from tests.stage.actors.kiosk import Monitor, Station
from tests.stage.actors.surface import Say
from tests.stage.browsers import KIOSK, Browsers, page_in
from tests.stage.films import INMATE, VISITOR, Look
from tests.stage.gallery import Gallery
from tests.stage.house import CENTRAL, LAFAYETTE, House
from tests.stage.prepared import prepared_once

# By the house that they use, in the order of its days: each story finds the clock where the one
# before has left it. What one house has seen is looked at before the next one opens.
STORIES = {
    "house": (
        "test_ready_visit",
        "test_devices",
        "test_text_line",
        "test_media_server_away",
        "test_web_server_away",
        "test_supervision",
        "test_plain_browser",
        "test_keyboard_alone",
        "test_end_of_visit",
        "test_two_agencies",
        "test_screens",
    ),
    "tuesday": (
        "test_refused_at_monitor",
        "test_on_site_visit",
        "test_remote_visit",
        "test_firefox_visit",
        "test_appeal",
        "test_several_visitors",
        "test_in_spanish",
        "test_second_offense",
        "test_screens",
    ),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    mine = [item for item in items if here in item.path.parents]
    mine.sort(key=_place)
    for item in mine:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.janus)
        item.add_marker(pytest.mark.timeout(600))
    places = [place for place, item in enumerate(items) if here in item.path.parents]
    for place, item in zip(places, mine, strict=True):
        items[place] = item


def _house_of(item: pytest.Item) -> str:
    """Return the test's house: the one that its parameter names, or that of its story."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    if "of_house" in parameters:
        return str(parameters["of_house"])
    return next(house for house, stories in STORIES.items() if item.path.stem in stories)


def _place(item: pytest.Item) -> tuple[int, int]:
    house = _house_of(item)
    return list(STORIES).index(house), STORIES[house].index(item.path.stem)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    # Three browsers and a house share two cores: what has to be quick is measured, not waited for.
    expect.set_options(timeout=20_000)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    return Gallery(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="package")
def all_browsers(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browsers]:
    browsers = Browsers(playwright, tmp_path_factory.mktemp("films"))
    yield browsers
    browsers.close()


@pytest.fixture
def browsers(all_browsers: Browsers) -> Iterator[Browsers]:
    with all_browsers.closed_after():
        yield all_browsers


@pytest.fixture(scope="package")
def new_house(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], House]:
    prepared = prepared_once(tmp_path_factory)
    return lambda name: House(tmp_path_factory.mktemp(name), prepared=prepared)


class Houses:
    """The houses, of which one is open at a time: even an idle house uses the processors."""

    def __init__(self, new_house: Callable[[str], House]) -> None:
        self._new_house = new_house
        self._name = ""
        self._open: House | None = None

    def open(self, name: str, *, clock: Callable[[], datetime | None]) -> House:
        """Return the house of this name, a new one unless it is open already. Its clock shows
        `clock()` when it starts, or the real time."""
        if self._open is None or name != self._name:
            self.close()
            self._name, self._open = name, self._new_house(name)
            self._open.start(clock=clock())
        return self._open

    def close(self) -> None:
        house, self._open = self._open, None
        if house is not None:
            house.stop()


@pytest.fixture(scope="package")
def houses(new_house: Callable[[str], House]) -> Iterator[Houses]:
    houses = Houses(new_house)
    yield houses
    houses.close()


@pytest.fixture
def house(houses: Houses) -> House:
    """Return a house at the real time: its second facility is open round the clock."""
    return houses.open("house", clock=lambda: None)


@pytest.fixture
def tuesday(houses: Houses) -> House:
    """Return a house whose clock began on a Tuesday at five in the afternoon, when both kinds of
    visit are open at the jail (P14, P15). In its last story a quarter of a year passes."""
    return houses.open("tuesday", clock=_next_tuesday_at_five)


def _next_tuesday_at_five() -> datetime:
    today = datetime.now(CENTRAL).date()
    coming = today + timedelta(days=(1 - today.weekday()) % 7 or 7)
    return datetime.combine(coming, time(17, 0), CENTRAL)


@pytest.fixture
def monitor(browsers: Browsers) -> Callable[..., Monitor]:
    """Return a function that opens a monitor of a house in its own browser."""

    def opened(
        house: House,
        *,
        at: str = LAFAYETTE,
        number: int = 1,
        look: Look = VISITOR,
        can_go_deaf: bool = False,
        say: Say = str,
    ) -> Monitor:
        page = page_in(browsers.open(look=look, size=KIOSK), can_go_deaf=can_go_deaf)
        return Monitor(page, house.monitor_at(at, number=number), look=look, say=say)

    return opened


@pytest.fixture
def station(browsers: Browsers) -> Callable[..., Station]:
    def opened(
        house: House,
        *,
        at: str = LAFAYETTE,
        number: int = 1,
        look: Look = INMATE,
        can_go_deaf: bool = False,
        say: Say = str,
    ) -> Station:
        page = page_in(browsers.open(look=look, size=KIOSK), can_go_deaf=can_go_deaf)
        return Station(page, house.station_at(at, number=number), look=look, say=say)

    return opened
