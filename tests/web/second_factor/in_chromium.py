"""Chromium on the pages of a test's own server, in a thread of its own: Playwright's event loop
would keep Django from using the database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from playwright.sync_api import Page, sync_playwright

from parloir.accounts.models import User
from tests.stage.browsers import CHROMIUM, FLAGS
from tests.web.second_factor.conftest import PASSWORD

Found = TypeVar("Found")


def in_chromium(act: Callable[[Page], Found], *, width: int = 360) -> Found:
    """Return what `act` finds in a new window of this width."""

    def run() -> Found:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            context = browser.new_context(
                viewport={"width": width, "height": 800}, locale="en-US", service_workers="block"
            )
            context.set_default_timeout(30_000)
            try:
                return act(context.new_page())
            finally:
                browser.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


def types_password(page: Page, url: str, user: User, *, then: str) -> None:
    page.goto(f"{url}/account/login/?next={then}")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button.usa-button").first.click()


def types_code(page: Page, code: str) -> None:
    page.locator("[name=code]").fill(code)
    page.locator("main form button.usa-button").first.click()
