"""Live pages in a real browser, each with the test as its server."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.factories.moments import NINE_ON_MONDAY
from tests.stage.browsers import CHROMIUM, FLAGS
from tests.stage.live_page import LivePage

TEMPLATES = {
    "monitor": ("kiosk/monitor.html", "/monitor/"),
    "station": ("kiosk/station.html", "/station/"),
    "room": ("live/room.html", "/visits/one/live/"),
    "wall": ("live/wall.html", "/console/"),
}

Opened = Callable[..., LivePage]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def devices() -> tuple[str, ...]:
    """Return the flags for the camera and the microphone of the browser. It has none."""
    return ()


@pytest.fixture(scope="module")
def browser(devices: tuple[str, ...]) -> Iterator[Browser]:
    # Stopped with each file: its event loop would keep other tests from using a database.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[*FLAGS, *devices],
            # Playwright turns off what people have: pages that are kept for "back".
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        browser.close()


@pytest.fixture
def profile(browser: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """Return a function that opens a profile with a clock of its own."""
    opened: list[BrowserContext] = []

    def new() -> BrowserContext:
        opened.append(
            browser.new_context(
                viewport={"width": 1280, "height": 800}, locale="en-US", service_workers="block"
            )
        )
        opened[-1].set_default_timeout(20_000)
        return opened[-1]

    yield new
    for context in opened:
        context.close()


@pytest.fixture(autouse=True)
def static_files_without_hashes(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def live_page(profile: Callable[[], BrowserContext]) -> Opened:
    """Return a function that makes the page of a surface, to be opened."""

    def made(surface: str, **known: Any) -> LivePage:
        template, address = TEMPLATES[surface]
        return LivePage(profile(), surface, template, address, NINE_ON_MONDAY, **known)

    return made
