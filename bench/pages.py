"""The suite `pages`: what each page of the visitor's journey costs a family on a prepaid phone."""

import http.client
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    Page,
    StorageState,
    ViewportSize,
    sync_playwright,
)
from playwright.sync_api import Error as BrowserError

from bench.actors import FLAGS
from bench.barcodes import measure_barcodes
from bench.figures import Figure, MeasurementFailed, figure_at
from bench.queries import QueryCounter
from bench.relay import CountingRelay
from bench.surroundings import environment_of
from launcher.console import say
from tests.stage.actors.visitor import Person, Visitor
from tests.stage.browsers import CHROMIUM
from tests.stage.house import House

REQUESTS = 20
PERSON = Person("Bente", "Measure", "bente@measure.example")
FACILITY = "Lafayette County Demonstration Center"
PHONE = ViewportSize(width=360, height=740)
# A page is complete when its requests have ended and the service worker has fetched its part.
WORKER_SETTLED = """
() => Promise.race([
  navigator.serviceWorker.ready,
  new Promise((_, reject) =>
    setTimeout(() => reject(new Error("no service worker within 30 s")), 30000)),
]).then(() => undefined)
"""


def measure_pages() -> dict[str, Figure]:
    with tempfile.TemporaryDirectory(prefix="parloir-bench-") as name:
        house = House(Path(name))
        try:
            house.start()
            return _measure_of(house) | measure_barcodes()
        except (AssertionError, BrowserError) as failure:
            raise MeasurementFailed(str(failure)) from failure
        finally:
            house.stop()


def _measure_of(house: House) -> dict[str, Figure]:
    with (
        sync_playwright() as playwright,
        CountingRelay(to_port=house.port) as relay,
        QueryCounter(environment_of(house)) as counter,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        scales = Scales(
            lambda state: browser.new_context(viewport=PHONE, storage_state=state), relay, counter
        )
        context = browser.new_context(viewport=PHONE, permissions=["camera"])
        walk_through(context, house, scales)
        browser.close()
    heaviest = max(scales.kilobytes, key=lambda name: scales.kilobytes[name])
    say(f"  {len(scales.kilobytes)} pages; the heaviest is {heaviest}.")
    return scales.figures()


def walk_through(context: BrowserContext, house: House, scales: "Scales") -> None:
    """Follow a new visitor up to the photo, then an approved one who books."""
    newcomer = Visitor(context.new_page(), house, PERSON, look=scales.weigh)
    newcomer.registers()
    scales.weigh(newcomer.page, "photo")
    context.clear_cookies()
    account = house.demo["visitor"]
    visitor = Visitor(context.new_page(), house, PERSON, look=scales.weigh)
    visitor.page.goto(f"{house.url}/account/login/")
    scales.weigh(visitor.page, "sign-in")
    visitor.signs_in(account)
    scales.weigh(visitor.page, "home")
    tomorrow = (house.local_now() + timedelta(days=1)).replace(
        hour=10, minute=0, second=0, microsecond=0
    )
    visitor.looks_for("Riley", kind="onsite", facility=FACILITY)
    visitor.turns_to(tomorrow.date())
    scales.weigh(visitor.page, "schedule-when")
    visitor.asks_for(tomorrow)
    scales.weigh(visitor.page, "schedule-check")
    visitor.page.get_by_role("button", name="Finish").click()
    visitor.page.locator(".p-pin__digits").wait_for()
    scales.weigh(visitor.page, "booked")
    visit_url = visitor.page.url.removesuffix("booked/")
    for name, path in (
        ("home-booked", f"{house.url}/"),
        ("my-visits", f"{house.url}/visits/"),
        ("visit-one", visit_url),
        ("visit-cancel", f"{visit_url}cancel/"),
        ("on-paper", f"{visit_url}paper/"),
        ("facilities", f"{house.url}/facilities/"),
        ("procedure", f"{house.url}/facilities/jackson-county-jail/procedure/"),
        ("install", f"{house.url}/install/"),
    ):
        visitor.page.goto(path)
        scales.weigh(visitor.page, name)


class Scales:
    """Measures the bytes of a page as a person loads it for the first time."""

    def __init__(
        self,
        new_context: Callable[[StorageState], BrowserContext],
        relay: CountingRelay,
        counter: QueryCounter,
    ) -> None:
        self._new_context = new_context
        self._relay = relay
        self._counter = counter
        self.kilobytes: dict[str, float] = {}
        self._queries: dict[str, int] = {}
        self._milliseconds: dict[str, list[float]] = {}

    def weigh(self, page: Page, name: str) -> None:
        key = name.replace("-", "_")
        if key in self.kilobytes:
            return
        url = urlsplit(page.url)
        path = f"{url.path}?{url.query}" if url.query else url.path
        state = page.context.storage_state()
        cookies = {one["name"]: one["value"] for one in state["cookies"]}
        self.kilobytes[key] = self._first_load_kb(path, state)
        self._queries[key] = self._counter.queries_of(path, cookies)
        self._milliseconds[key] = server_ms(url.port or 80, path, cookies)

    def figures(self) -> dict[str, Figure]:
        figures = {
            "page_first_load_kb_max": Figure(
                value=max(self.kilobytes.values()), n=len(self.kilobytes)
            )
        }
        for key, kilobytes in self.kilobytes.items():
            figures[f"page_{key}_kb"] = Figure(value=kilobytes, n=1)
            figures[f"page_{key}_queries"] = Figure(value=self._queries[key], n=1)
            figures[f"page_{key}_server_ms_p50"] = figure_at(50, self._milliseconds[key])
        return figures

    def _first_load_kb(self, path: str, state: StorageState) -> float:
        context = self._new_context(state)
        try:
            before = self._relay.sent
            page = context.new_page()
            answer = page.goto(
                f"http://localhost:{self._relay.port}{path}", wait_until="networkidle"
            )
            arrived = urlsplit(page.url)
            if answer is None or answer.status != 200 or arrived.path != path.partition("?")[0]:
                raise MeasurementFailed(f"{path} led to {arrived.path}")
            page.evaluate(WORKER_SETTLED)
            page.wait_for_load_state("networkidle")
            return (self._relay.sent - before) / 1000
        finally:
            context.close()


def server_ms(port: int, path: str, cookies: Mapping[str, str]) -> list[float]:
    """Return the time from the request to the page's last byte, over one open connection."""
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    connection = http.client.HTTPConnection("localhost", port, timeout=10)
    took: list[float] = []
    try:
        for number in range(REQUESTS + 1):
            began = time.perf_counter()
            connection.request(
                "GET", path, headers={"Cookie": header, "Accept-Encoding": "gzip, br"}
            )
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise MeasurementFailed(f"{path} answered {response.status}")
            if number:  # the first opens the connection
                took.append((time.perf_counter() - began) * 1000)
    finally:
        connection.close()
    return took
