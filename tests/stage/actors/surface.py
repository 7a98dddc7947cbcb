"""The common part of monitor, station and remote room: a screen that the server sends."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.stage.films import Look
from tests.stage.media import hears, nothing_is_shown, sees
from tests.stage.waiting import wait_until

Say = Callable[[str], str]
OWN_DEVICES = Path(__file__).parents[1] / "own_devices.js"


class Surface:
    """A surface. `look` is its camera's film; `say` translates the names of its buttons."""

    def __init__(self, page: Page, *, look: Look | None = None, say: Say = str) -> None:
        self.page = page
        self.look = look
        self._say = say

    @property
    def root(self) -> Locator:
        return self.page.locator("#surface")

    def is_at(self, screen: str, *, seconds: float = 20) -> None:
        """Wait until the server's screen of this name is rendered."""
        expect(self.root).to_have_attribute("data-screen", screen, timeout=seconds * 1000)

    def says(self, words: str | re.Pattern[str], *, seconds: float = 20) -> None:
        expect(self.root).to_contain_text(words, timeout=seconds * 1000)

    def no_longer_says(self, words: str) -> None:
        expect(self.root).not_to_contain_text(words, timeout=20_000)

    def says_nothing_of(self, *words: str) -> None:
        text = self.page.locator("body").inner_text()
        for word in words:
            assert word not in text

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=self._say(name), exact=True).click()

    def offers(self, name: str) -> None:
        expect(self.page.get_by_role("button", name=self._say(name), exact=True)).to_be_enabled()

    def offers_no(self, name: str) -> None:
        button = self.page.get_by_role("button", name=self._say(name), exact=True)
        expect(button).to_have_count(0)

    def speaks(self, language: str) -> None:
        """Choose a language by its own name."""
        self.page.get_by_role("button", name=language, exact=True).click()

    def is_in_language(self, code: str) -> None:
        expect(self.page.locator("html")).to_have_attribute("lang", code)

    def begins_visit(self) -> None:
        self.presses("Begin visit")

    def ends_visit(self) -> None:
        self.presses("End visit")
        self.presses("Yes, end it")

    def lacks(self, device: str) -> None:
        """Let this computer have no camera or no microphone, until it is plugged in."""
        self.page.evaluate(OWN_DEVICES.read_text(encoding="utf-8"))
        self.page.evaluate(f"() => ownDevices.unplug('{device}')")

    def plugs_in(self, device: str) -> None:
        self.page.evaluate(f"() => ownDevices.plug('{device}')")

    def sees_and_hears(self, other: "Surface") -> None:
        assert other.look is not None
        sees(self.page, other.look)
        hears(self.page, other.look)

    def sees_own_picture(self) -> None:
        assert self.look is not None
        sees(self.page, self.look, selector="[data-testid=self-video]")

    def sees_sound_bar_move(self) -> None:
        bar = self.page.locator("[data-level]")
        level = "(bar) => Number(getComputedStyle(bar).getPropertyValue('--level'))"
        wait_until(lambda: bar.evaluate(level) > 0.3, "the sound bar to move")
        wait_until(lambda: bar.evaluate(level) < 0.1, "the sound bar to rest")

    def sees(self, other: "Surface") -> None:
        assert other.look is not None
        sees(self.page, other.look)

    def shows_nobody(self) -> None:
        nothing_is_shown(self.page)

    def reloads(self) -> None:
        self.page.reload()
