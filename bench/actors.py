"""The people of a measured visit, each in a browser process of their own.

The browsers give way to the house, as if they ran elsewhere (`tests/stage/chromium`)."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from bench.figures import MeasurementFailed
from tests.stage.browsers import CHROMIUM
from tests.stage.codes import next_code

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
VISIT_SCRIPT = Path(__file__).with_name("visit_page.js")
DIRECT_SCRIPT = Path(__file__).with_name("direct_janus.js")
PATIENCE_MS = 20_000
STOPPED_FOR_MS = 300.0


@contextmanager
def browsers() -> Iterator["Browsers"]:
    with sync_playwright() as playwright:
        opened = Browsers(playwright)
        try:
            yield opened
        finally:
            opened.close()


class Browsers:
    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._opened: list[Browser] = []

    def context(self) -> BrowserContext:
        """Return a context in a new process, which the pages' content policy does not bind."""
        browser = self._playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        self._opened.append(browser)
        context = browser.new_context(permissions=["camera", "microphone"], bypass_csp=True)
        context.set_default_timeout(PATIENCE_MS)
        return context

    def close(self) -> None:
        for browser in self._opened:
            browser.close()


class Surface:
    """A page that shows the screen that the server sends."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def waits_for(self, screen: str) -> None:
        self.page.locator(f"#surface[data-screen={screen}]").wait_for()

    def presses_main(self) -> None:
        """Press the main button."""
        self.page.locator(".v-actions .button-main:not([disabled])").click()


class Party(Surface, ABC):
    """One side of a visit: the monitor's or the station's page."""

    def __init__(self, context: BrowserContext) -> None:
        context.add_init_script(path=VISIT_SCRIPT)
        super().__init__(context.new_page())

    @abstractmethod
    def comes(self, ready_visit: Mapping[str, str]) -> None:
        """Go from the first screen to the one with “Begin visit”, ready to be pressed."""

    def begins(self) -> None:
        self.page.locator(".button-begin:not([disabled])").click()

    def is_ready_to_begin(self) -> None:
        self.page.locator(".button-begin:not([disabled])").wait_for()

    def marks(self) -> dict[str, float]:
        """Return milliseconds since the epoch, by name without `parloir:`."""
        found: dict[str, float] = self.page.evaluate("bench.marks()")
        return {name.removeprefix("parloir:"): at for name, at in found.items()}

    def waits_for_mark(self, name: str) -> None:
        self.page.wait_for_function(
            "name => performance.getEntriesByName(name).length > 0", arg=f"parloir:{name}"
        )

    def sends_against_its_will(self, *, packets: int = 60) -> None:
        """Send picture and sound, whatever the page means to, until that many of each have gone."""
        self.page.evaluate("packets => bench.sendAnyway(packets)", packets)

    def packets_received(self) -> int:
        received: int = self.page.evaluate("bench.received()")
        return received

    def last_packet_at(self) -> float:
        """Wait until none has come for a while. Return milliseconds since the epoch."""
        for _ in range(PATIENCE_MS // 50):
            heard: dict[str, float] = self.page.evaluate("bench.lastPacket()")
            if heard["last"] == 0:
                raise MeasurementFailed("no packet ever came to a receiver")
            if heard["now"] - heard["last"] > STOPPED_FOR_MS:
                return heard["last"]
            self.page.wait_for_timeout(50)
        raise MeasurementFailed("media flowed on after the visit was terminated")

    def ends_visit(self) -> None:
        for name in ("End visit", "Yes, end it"):
            self.page.get_by_role("button", name=name).click()

    def leaves(self) -> None:
        """Leave the device ready for the next person."""
        self.waits_for("ended")
        self.page.evaluate("bench.release()")
        self.presses_main()


class Visitor(Party):
    """A visitor at the monitor in the lobby."""

    def arrives(self, url: str) -> None:
        self.page.goto(url)
        self.waits_for("pin")

    def comes(self, ready_visit: Mapping[str, str]) -> None:
        self.waits_for("pin")
        self.page.keyboard.type(ready_visit["pin"])
        self.page.keyboard.press("Enter")
        self.waits_for("greet")
        self.presses_main()
        self.waits_for("rules")
        self.presses_main()
        self.waits_for("check")
        self.is_ready_to_begin()


class Inmate(Party):
    """An inmate at the station."""

    def arrives(self, url: str) -> None:
        self.page.goto(url)
        self.waits_for("sign_in")

    def comes(self, ready_visit: Mapping[str, str]) -> None:
        self.waits_for("sign_in")
        self.page.locator("#field-master_id").fill(ready_visit["inmate_master_id"])
        self.page.locator("#field-pin").fill(ready_visit["inmate_pin"])
        self.presses_main()
        self.waits_for("rules")
        self.is_ready_to_begin()


class Officer(Surface):
    """An officer at the wall, who opens it for each live visit."""

    def __init__(self, context: BrowserContext, base_url: str) -> None:
        super().__init__(context.new_page())
        self._base_url = base_url

    def signs_in(self, account: Mapping[str, str]) -> None:
        self.page.goto(f"{self._base_url}/account/login/")
        self.page.fill("[name=login]", account["email"])
        self.page.fill("[name=password]", account["password"])
        self.page.locator("[name=password]").press("Enter")
        self.page.fill("[name=code]", next_code(account["totp_secret"]))
        self.page.locator("[name=code]").press("Enter")
        self.page.wait_for_url(lambda url: "/account/" not in url)

    def watches(self, ready_visit: Mapping[str, str]) -> None:
        """Open the live visit, and wait until both sides are seen."""
        self.page.goto(f"{self._base_url}/console/")
        self.page.locator(f'.v-tile__open[aria-label*="{ready_visit["inmate"]}"]').click()
        self.page.locator("#opened-title").wait_for()
        self.page.wait_for_function(
            "[...document.querySelectorAll('.v-side--large video')]"
            ".filter(video => video.getVideoPlaybackQuality().totalVideoFrames > 0).length === 2"
        )

    def is_about_to_terminate(self) -> None:
        """Choose the ground; only the press that ends the visit remains."""
        self.page.keyboard.press("t")
        self.page.locator("[data-ground=other]").click()
        self.page.locator("[data-conduct=inmate]").wait_for()

    def terminates(self) -> float:
        """Terminate, and return when, in milliseconds since the epoch.

        It restricts nobody: an inmate's conduct restricts no visitor.
        """
        self.page.locator("[data-conduct=inmate]").click()
        pressed: float = self.page.evaluate(
            "performance.timeOrigin"
            " + performance.getEntriesByName('parloir:terminate-pressed').at(-1).startTime"
        )
        return pressed

    def looks_away(self) -> None:
        self.page.goto("about:blank")


class DirectJanus:
    """The baseline: a page that calls the house's Janus directly."""

    def __init__(self, context: BrowserContext, base_url: str, place: Mapping[str, Any]) -> None:
        self._page = context.new_page()
        # Any page whose origin browsers allow to use a camera.
        self._page.goto(f"{base_url}/healthz")
        self._page.add_script_tag(path=DIRECT_SCRIPT)
        self._page.evaluate("place => prepareDirect(place)", dict(place))
        self._page.evaluate("restDirect()")

    def join_ms(self) -> float:
        self._page.evaluate("wakeDirect()")
        took: float = self._page.evaluate("joinDirectly()")
        self._page.evaluate("restDirect()")
        return took
