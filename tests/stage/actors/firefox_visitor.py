"""A visitor whose browser is Firefox: signs in, and holds a remote visit."""

import json
from typing import Any

from tests.stage.browsers import SCRIPTS
from tests.stage.films import Look
from tests.stage.firefox import TONE_HZ, FirefoxPage
from tests.stage.media import FRAMES_MORE, is_colour
from tests.stage.waiting import wait_until
from tests.stage.ways_in import Entry

REMOTE = "[data-testid=remote-video]"
BUTTON = """(name) => {
  const found = [...document.querySelectorAll("button:not([disabled])")]
    .find((one) => one.textContent.trim() === name);
  found?.click();
  return found !== undefined;
}"""
ARRIVED = """async (selector) => {
  const { inbound } = await mediaProbe.look();
  const sum = (kind, what) => inbound
    .filter((one) => one.kind === kind)
    .reduce((found, one) => found + one[what], 0);
  return {
    frames: sum("video", "frames"),
    energy: sum("audio", "energy"),
    colours: mediaProbe.pictures(selector).map(({ colour }) => colour).filter(Boolean),
  };
}"""
SOUND = 0.001
"""More energy than silence has."""
SIGN_IN = """(account) => {
  document.querySelector("[name=login]").value = account.email;
  document.querySelector("[name=password]").value = account.password;
  document.querySelector("main form button.usa-button--big").click();
}"""


class FirefoxVisitor:
    # Its fake camera has no face: its colour changes.
    tone_hz = TONE_HZ

    def __init__(self, page: FirefoxPage) -> None:
        self._page = page
        page.prepend((SCRIPTS / "media_probe.js").read_text(encoding="utf-8"))

    def signs_in(self, site: str, account: Entry) -> None:
        self._page.goto(f"{site}/account/login/")
        self._page.evaluate(SIGN_IN, dict(account))
        self._page.waits_until("!location.pathname.startsWith('/account/login')")

    def opens_room(self, visit_url: str) -> None:
        self._page.goto(f"{visit_url}room/")

    def is_at(self, screen: str, *, seconds: float = 20) -> None:
        self._page.waits_until(
            f"document.querySelector('#surface[data-screen={screen}]')", seconds=seconds
        )

    def presses(self, name: str) -> None:
        wait_until(lambda: self._page.evaluate(BUTTON, name), f"the button {name}", seconds=20)

    def begins_visit(self) -> None:
        self.presses("Begin visit")

    def ends_visit(self) -> None:
        self.presses("End visit")
        self.presses("Yes, end it")

    def sees_and_hears(self, look: Look) -> None:
        """Wait until this person's picture moves, and sound comes with it. Without a loudspeaker
        Firefox analyses no sound, and counts no frames of a picture: its connections do."""
        before = self._what_arrives()

        def both() -> bool:
            now = self._what_arrives()
            is_theirs = any(is_colour(colour, look) for colour in now["colours"])
            moves = now["frames"] >= before["frames"] + FRAMES_MORE
            return is_theirs and moves and now["energy"] > before["energy"] + SOUND

        wait_until(
            both,
            f"picture and sound of {look.wall} in Firefox",
            seconds=30,
            every=0.15,
            otherwise=lambda: json.dumps(self._what_arrives()),
        )

    def shows_nobody(self) -> None:
        fed = "mediaProbe.pictures('video').some((one) => one.isFed)"
        self._page.waits_until(f"!({fed})")

    def _what_arrives(self) -> dict[str, Any]:
        arrived: dict[str, Any] = self._page.evaluate(ARRIVED, REMOTE)
        return arrived
