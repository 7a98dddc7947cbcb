"""Pages of Chromium on the machines of a private network, each in a process of its own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests.stage.browsers import CHROMIUM, KIOSK, Browsers
from tests.stage.films import Look
from tests.stage.private_network import Machine

# The certificate is one that the house has made.
FLAGS = ["--ignore-certificate-errors"]

Prepare = Callable[[BrowserContext], object]


class PagesOnMachines:
    """`folder` keeps the films and the programs that start a browser on a machine."""

    def __init__(
        self, playwright: Playwright, machines: Mapping[str, Machine], folder: Path
    ) -> None:
        self._playwright = playwright
        self._machines = machines
        self._folder = folder
        self._running: list[Browsers] = []

    def open(
        self, machine: str, *, look: Look | None = None, prepare: Prepare | None = None
    ) -> Page:
        """Open a page there. `prepare` receives its profile before."""
        profile = self.profile(machine, look=look)
        if prepare is not None:
            prepare(profile)
        return profile.new_page()

    def profile(self, machine: str, *, look: Look | None = None) -> BrowserContext:
        """Start a browser there. With a `look` it has a camera and a microphone."""
        chromium = self._machines[machine].executable(CHROMIUM, folder=self._folder)
        browsers = Browsers(self._playwright, self._folder, executable=chromium)
        self._running.append(browsers)
        return browsers.open(look=look, flags=FLAGS, size=KIOSK)

    def close(self) -> None:
        for browsers in self._running:
            with browsers.closed_after():
                pass
            browsers.close()


@contextmanager
def pages_on(machines: Mapping[str, Machine], folder: Path) -> Iterator[PagesOnMachines]:
    with sync_playwright() as playwright:
        pages = PagesOnMachines(playwright, machines, folder)
        try:
            yield pages
        finally:
            pages.close()
