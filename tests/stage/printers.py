"""Chromium and Firefox as printers: an address becomes a PDF."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from tests.stage.browsers import CHROMIUM, FLAGS
from tests.stage.firefox import FIREFOX
from tests.stage.firefox import firefox as open_firefox

# Width and height in centimetres.
Paper = tuple[float, float]
PAPERS: dict[str, Paper] = {"Letter": (21.59, 27.94), "A4": (21.0, 29.7)}
Print = Callable[[str, Paper], bytes]
PROGRAMS = {"chromium": "chromium", "firefox": FIREFOX}


def is_here(browser: str) -> bool:
    return shutil.which(PROGRAMS[browser]) is not None


@contextmanager
def chromium() -> Iterator[Print]:
    """Yield a function that prints. Playwright has a thread of its own: its event loop would keep
    Django from using the database in this one."""
    with ThreadPoolExecutor(1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        try:
            browser = thread.submit(
                lambda: playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            ).result()
            page = thread.submit(browser.new_page).result()
            yield lambda url, paper: thread.submit(_print_in, page, url, paper).result()
            thread.submit(browser.close).result()
        finally:
            thread.submit(playwright.stop).result()


def _print_in(page: Page, url: str, paper: Paper) -> bytes:
    page.goto(url)
    width, height = paper
    return page.pdf(width=f"{width}cm", height=f"{height}cm")


@contextmanager
def firefox() -> Iterator[Print]:
    with open_firefox() as page:

        def print_page(url: str, paper: Paper) -> bytes:
            page.goto(url)
            return page.pdf(paper)

        yield print_page
