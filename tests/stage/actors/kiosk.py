"""The monitor in the lobby with a visitor, and the station with an inmate."""

import re

from playwright.sync_api import Page, expect

from tests.stage.actors.surface import Say, Surface
from tests.stage.films import Look
from tests.stage.spanish import in_spanish
from tests.stage.waiting import wait_until
from tests.stage.ways_in import Entry

DONE = ("Done", in_spanish("Done"))


class Kiosk(Surface):
    def is_free(self, screen: str) -> None:
        """Wait until the last person's screen has gone by itself, or dismiss it."""
        # The last person may have chosen another language.
        done = self.page.get_by_role("button", name=re.compile(f"^({'|'.join(DONE)})$"))

        def put_away() -> bool:
            # In one step within the page: between a check and a click the screen may go by itself.
            done.evaluate_all("(buttons) => buttons.forEach((button) => button.click())")
            return self.root.get_attribute("data-screen") == screen

        wait_until(put_away, f"{screen} at {self.page.url}", seconds=20)


class Monitor(Kiosk):
    def __init__(self, page: Page, url: str, *, look: Look | None = None, say: Say = str) -> None:
        super().__init__(page, look=look, say=say)
        self.page.goto(url)
        self.is_free("pin")

    def enters_pin(self, pin: str) -> None:
        self.finds_pad_open()
        self.page.keyboard.type(pin)
        self.presses("Go on")

    def shows_digits(self, digits: str) -> None:
        places = self.page.locator(".v-places b")
        expect(places).to_have_text([*digits, *[""] * (8 - len(digits))])

    def is_refused(self, words: str) -> None:
        """Check that it still asks for a PIN, and says why this one does not work."""
        self.finds_pad_open()
        self.says(words)
        self.is_at("pin")
        expect(self.page.get_by_text(words)).to_have_count(1)

    def finds_pad_open(self) -> None:
        """Wait for the pad, which is disabled while the last PIN is checked."""
        expect(self.page.get_by_role("button", name="1", exact=True)).to_be_enabled()

    def finds_pad_shut(self) -> None:
        expect(self.page.get_by_role("button", name="1", exact=True)).to_be_disabled()

    def confirms_names(self) -> None:
        self.is_at("greet")
        self.presses("Yes, that is right")

    def reads_rules(self) -> None:
        self.is_at("rules")
        expect(self.page.locator(".v-rules li")).to_have_count(6)
        self.presses("I have read this")

    def comes_in(self, pin: str) -> None:
        """Do everything from the PIN to "Begin visit"."""
        self.enters_pin(pin)
        self.confirms_names()
        self.reads_rules()
        self.is_at("check")
        self.begins_visit()


class Station(Kiosk):
    def __init__(self, page: Page, url: str, *, look: Look | None = None, say: Say = str) -> None:
        super().__init__(page, look=look, say=say)
        self.page.goto(url)
        self.is_free("sign_in")

    def signs_in(self, master_id: str, pin: str) -> None:
        self.page.locator("#field-master_id").fill(master_id)
        self.page.locator("#field-pin").fill(pin)
        self.page.locator("form button.button-main").click()

    def comes_in(self, visit: Entry) -> None:
        """Do everything from the master ID number to "Begin visit", for an inmate of the demo."""
        self.signs_in(visit["inmate_master_id"], visit["inmate_pin"])
        self.is_at("rules")
        self.begins_visit()
