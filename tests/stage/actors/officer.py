"""An officer at the console."""

from playwright.sync_api import Page, expect

from tests.stage.actors.surface import Surface
from tests.stage.codes import next_code
from tests.stage.films import Look
from tests.stage.house import House
from tests.stage.media import hears, sees
from tests.stage.ways_in import Entry


class Staff:
    """A member of staff. If `account` has no secret of an app, they set one up, and it is added."""

    def __init__(self, page: Page, house: House, account: Entry) -> None:
        self.page = page
        self.house = house
        page.goto(f"{house.url}/account/login/?next=/console/")
        page.locator("[name=login]").fill(account["email"])
        page.locator("[name=password]").fill(account["password"])
        page.locator("main form button.usa-button").first.click()
        page.locator("[name=code]").wait_for()
        is_known = "totp_secret" in account
        if not is_known:
            key = page.locator("[data-key]").text_content() or ""
            account["totp_secret"] = "".join(key.split())
        page.locator("[name=code]").fill(next_code(account["totp_secret"]))
        page.locator("main form button.usa-button").first.click()
        if not is_known:
            page.get_by_role("link", name="I have kept them").click()
        page.wait_for_url("**/console/**")

    def goes_to(self, path: str) -> None:
        self.page.goto(f"{self.house.url}{path}")

    def reads(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)


class Officer(Staff):
    """An officer at the wall of live visits."""

    @property
    def wall(self) -> Surface:
        return Surface(self.page)

    def sees_tile_of(self, visitor: str, inmate: str, *looks: Look) -> None:
        """Wait for a tile with both names, the time left, and both moving videos."""
        tile = self.page.locator(".v-tile", has_text=f"{visitor} · {inmate}")
        expect(tile).to_be_visible(timeout=20_000)
        expect(tile.get_by_test_id("time-left")).to_contain_text("left")
        for look in looks:
            sees(self.page, look, selector=".v-tile video")

    def opens(self, visitor: str, inmate: str, *looks: Look) -> None:
        """Open the visit, and wait for both sides, large and with sound."""
        self.page.get_by_role("button", name=f"Open the visit of {visitor} and {inmate}").click()
        title = self.page.locator("#opened-title")
        expect(title).to_have_text(f"{visitor} and {inmate}", timeout=20_000)
        for look in looks:
            sees(self.page, look, selector=".v-side--large video")

    def hears_in_opened_visit(self, look: Look, *, side: int) -> None:
        hears(self.page, look, selector=f".v-side--large:nth-of-type({side}) video")

    def is_sent_away_at(self) -> float:
        """Return when the sign-in page replaced the wall, in milliseconds since 1970.

        Everything that the wall received has ended with it."""
        self.page.wait_for_url("**/account/login/**", timeout=20_000)
        left_at: float = self.page.evaluate("performance.timeOrigin")
        return left_at

    def types(self, *keys: str) -> None:
        """Type keys of the wall, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def begins_to_terminate(self, ground: str) -> None:
        self.page.get_by_role("button", name="Terminate visit").click()
        self.page.locator(f"[data-ground={ground}]").click()

    def blames(self, *names: str) -> None:
        """Choose these of several visitors as offenders."""
        for name in names:
            self.page.locator("[data-offender]", has_text=name).click()

    def presses_terminate_now(self) -> None:
        """Press the button that ends a visit of several visitors."""
        self.page.locator("[data-end-now]").click()
        expect(self.page.locator("#note-title")).to_be_visible()

    def is_about_to_terminate(self, ground: str) -> None:
        self.begins_to_terminate(ground)
        expect(self.page.locator("[data-conduct=inmate]")).to_be_visible()

    def presses_conduct(self, conduct: str) -> None:
        """Press the button that ends the visit."""
        self.page.locator(f"[data-conduct={conduct}]").click()
        expect(self.page.locator("#note-title")).to_be_visible()

    def skips_note(self) -> None:
        self.page.get_by_role("button", name="No note").click()
        expect(self.page.locator("#note-title")).to_be_hidden()

    def terminates(self, *, ground: str, conduct: str, note: str = "") -> None:
        """Terminate the visit. `ground` and `conduct` are codes: `weapons`, `visitor`."""
        self.is_about_to_terminate(ground)
        self.presses_conduct(conduct)
        if not note:
            self.skips_note()
            return
        self.page.locator("#note").fill(note)
        self.page.get_by_role("button", name="Save note").click()
        expect(self.page.locator("#note-title")).to_be_hidden()
