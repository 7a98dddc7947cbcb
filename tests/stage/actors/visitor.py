"""A visitor on the web site, in English or in Spanish."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.stage.actors.surface import Say, Surface
from tests.stage.films import Look
from tests.stage.house import House
from tests.stage.mail import Mailbox
from tests.stage.ways_in import Entry

SCRIPTS = Path(__file__).parents[1]
FIGURES = re.compile(r"Up [1-9]\d* kbit/s, down [1-9]\d* kbit/s, lost .* delay \d+ ms")
"""What a trial has measured of a way that is open."""
PASSWORD = "green lamp on the river"


@dataclass(frozen=True)
class Person:
    first_name: str
    last_name: str
    email: str
    born: date = date(1979, 3, 21)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Booked:
    pin: str
    url: str
    starts_at: datetime


class Room(Surface):
    """A remote visit on the visitor's own device."""


class Visitor:
    """`say` translates what the site's buttons are called, `look` is called with every page, and
    `film` is what their camera sees."""

    def __init__(
        self,
        page: Page,
        house: House,
        person: Person,
        *,
        say: Say = str,
        look: Callable[[Page, str], None] = lambda page, name: None,
        film: Look | None = None,
    ) -> None:
        self.page = page
        self.house = house
        self.person = person
        self.mailbox = Mailbox(house, person.email)
        self._say = say
        self._look = look
        self.film = film

    # Registering and signing in

    def opens_site(self) -> None:
        self.page.goto(self.house.url)
        self._look(self.page, "home-signed-out")

    def chooses_language(self, language: str, code: str) -> None:
        """Choose a language by its own name; it stays chosen."""
        self.page.goto(self.house.url)
        self.page.get_by_role("button", name=language, exact=True).click()
        expect(self.page.locator("html")).to_have_attribute("lang", code)

    def registers(self) -> None:
        """Register (P4, P5): enter the code of the mail, then answer one question a page."""
        self.opens_site()
        self.page.get_by_role("link", name=self._say("Register")).first.click()
        self._answers("register-email", email=self.person.email)
        letter = self.mailbox.next_letter(self._say("Your code for registering"))
        assert letter.code in letter.link
        self._answers("register-code", code=letter.code)
        self._answers(
            "register-name", first_name=self.person.first_name, last_name=self.person.last_name
        )
        self._look(self.page, "register-birth")
        self.page.locator("select").first.select_option(str(self.person.born.month))
        self.page.locator("[autocomplete=bday-day]").fill(str(self.person.born.day))
        self.page.locator("[autocomplete=bday-year]").fill(str(self.person.born.year))
        self._goes_on()
        self._answers("register-phone", phone="816 555 0123")
        self._answers(
            "register-address",
            street="12 Walnut Street",
            city="Kansas City",
            region="Missouri",
            postal_code="64106",
        )
        self._answers("register-password", password=PASSWORD)

    def signs_in(self, account: Entry) -> None:
        self.page.goto(f"{self.house.url}/account/login/")
        self.page.locator("[name=login]").fill(account["email"])
        self.page.locator("[name=password]").fill(account["password"])
        self._goes_on()
        self._link("Schedule an onsite visit").wait_for()

    # Photo and ID

    def takes_photo(self, name: str) -> None:
        """Take a photo in the page (P6); `name` is the page's name in the gallery."""
        take = self._button("Take photo")
        take.wait_for()
        self._look(self.page, name)
        take.click()
        use = self._button("Use this")
        use.wait_for()
        self._look(self.page, f"{name}-taken")
        use.click()

    def uploads(self, picture: Path) -> None:
        self._button("Choose a picture from this device instead").click()
        self.page.locator("input[type=file]").set_input_files(picture)
        self._button("Send this picture").click()

    # Companions

    def invites(self, email: str) -> None:
        self.page.goto(f"{self.house.url}/company/adult/")
        self.page.locator("[name=email]").fill(email)
        self._goes_on()
        self.reads(email)

    # Booking

    def goes_home(self) -> None:
        self.page.goto(self.house.url)

    def looks_for(self, inmate: str, *, kind: str, facility: str, by: str = "") -> None:
        """Search an inmate (P8 to P10), up to the dates: the button, the state, the facility, then
        the person by name, or `by` another text."""
        self.goes_home()
        words = {"onsite": "Schedule an onsite visit", "remote": "Schedule a remote visit"}
        self._link(words[kind]).click()
        self._look(self.page, "schedule-state")
        self.page.get_by_role("link", name="Missouri").click()
        self._look(self.page, "schedule-facility")
        self.page.get_by_role("link", name=facility).click()
        self._look(self.page, "schedule-inmate")
        self.page.locator("#q").fill(by or inmate)
        self.page.locator(".p-search button").click()
        self._look(self.page, "schedule-inmate-found")
        with self.page.expect_navigation():
            self.page.locator(".p-picks a", has_text=inmate).click()

    def turns_to(self, day: date) -> None:
        """Go to the month of this day, and to the day if it can be chosen."""
        link = self.page.locator(f'td a[href*="day={day.isoformat()}"]')
        self.page.wait_for_load_state()
        while not link.count():
            with self.page.expect_navigation():
                self.page.locator(".p-month__turn--next").click()
        with self.page.expect_navigation():
            link.click()

    def is_offered(self, starts_at: datetime) -> bool:
        """Check that the page of its day offers this time."""
        return self.page.locator(_time(starts_at)).count() == 1

    def asks_for(self, starts_at: datetime) -> None:
        """Request a time by its address, whatever the page of dates has offered."""
        path = self.page.url.partition("?")[0]
        self.page.goto(f"{path}check/?at={starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}")

    def books(
        self,
        inmate: str,
        starts_at: datetime,
        *,
        kind: str = "onsite",
        facility: str = "Jackson County Jail",
    ) -> Booked:
        self.looks_for(inmate, kind=kind, facility=facility)
        return self.chooses(starts_at)

    def chooses(self, starts_at: datetime) -> Booked:
        """Choose an available date and time, then "Finish" (P11)."""
        self.turns_to(starts_at.date())
        self._look(self.page, "schedule-when")
        time = self.page.locator(_time(starts_at))
        time.wait_for(state="attached")
        if not time.is_visible():
            self.page.locator(f"summary:has(+ * {_time(starts_at)})").click()
        time.check()
        self._button("Continue").click()
        self._look(self.page, "schedule-check")
        self._button("Finish").click()
        digits = self.page.locator(".p-pin__digits")
        digits.wait_for()
        self._look(self.page, "booked")
        return Booked(
            pin="".join(digits.inner_text().split()),
            url=self.page.url.removesuffix("booked/"),
            starts_at=starts_at,
        )

    def joins(self) -> Room:
        """Join from the first page, by "Join visit"."""
        self.goes_home()
        self._look(self.page, "home-join-visit")
        self._link("Join visit").click()
        return Room(self.page, look=self.film, say=self._say)

    def opens_room(self, booked: Booked) -> Room:
        """Open the room by its address, in a new window."""
        page = self.page.context.new_page()
        page.goto(f"{booked.url}room/")
        return Room(page, look=self.film, say=self._say)

    def tries_devices(self, booked: Booked, *, in_a_network: str = "open") -> Room:
        """Follow "Try camera and microphone" on the visit's page. A `blocked` network lets nothing
        out to the media server."""
        page = self.page.context.new_page()
        if in_a_network == "blocked":
            page.add_init_script(path=SCRIPTS / "blocked_network.js")
        page.goto(booked.url)
        page.get_by_role("link", name=self._say("Try camera and microphone")).click()
        return Room(page, look=self.film, say=self._say)

    def cancels(self, booked: Booked) -> None:
        self.page.goto(booked.url)
        self._look(self.page, "visit-one")
        self._link("Cancel this visit").click()
        self._look(self.page, "visit-cancel")
        self._button("Yes, cancel it").click()
        self.page.wait_for_url("**/visits/")

    # Restrictions

    def follows(self, words: str) -> None:
        """Follow a link whose name begins so, and continues for screen readers."""
        self.page.get_by_role("link", name=re.compile(f"^{self._say(words)}( ?:|$)")).click()

    def writes(self, text: str, *, then: str) -> None:
        self.page.locator("textarea").fill(text)
        self._button(then).click()

    def reads(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    # Private

    def _answers(self, name: str, **values: str) -> None:
        for field, value in values.items():
            self.page.locator(f"[name={field}]").fill(value)
        self._look(self.page, name)
        self._goes_on()

    def _goes_on(self) -> None:
        """Press the only button of a page with one question."""
        before = self.page.url
        self.page.locator("main form button.usa-button--big").first.click()
        self.page.wait_for_url(lambda url: url != before)

    def _link(self, words: str) -> Locator:
        return self.page.get_by_role("link", name=self._say(words), exact=True)

    def _button(self, words: str) -> Locator:
        return self.page.get_by_role("button", name=self._say(words), exact=True)


def _time(starts_at: datetime) -> str:
    return f'input[name=at][value="{starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"]'
