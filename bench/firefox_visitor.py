"""A visitor at a monitor that is a Firefox."""

import json
from collections.abc import Mapping
from typing import Any

from tests.stage.firefox import FirefoxPage

MAIN = ".v-actions .button-main:not([disabled])"
BEGIN = ".button-begin:not([disabled])"
TYPE = """(word) => {
  for (const key of [...word, "Enter"]) {
    window.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  }
}"""


class FirefoxVisitor:
    def __init__(self, page: FirefoxPage, url: str) -> None:
        self._page = page
        page.goto(url)

    def waits_for(self, screen: str) -> None:
        self._finds(f"#surface[data-screen={screen}]")

    def comes(self, ready_visit: Mapping[str, str]) -> None:
        self.waits_for("pin")
        self._page.evaluate(TYPE, ready_visit["pin"])
        for screen in ("greet", "rules"):
            self.waits_for(screen)
            self._presses(MAIN)
        self.waits_for("check")

    def begins(self) -> None:
        self._presses(BEGIN)

    def runs(self, script: str) -> Any:
        """Return what this function returns in the page."""
        return self._page.evaluate(script)

    def _finds(self, selector: str) -> None:
        self._page.waits_until(f"document.querySelector({json.dumps(selector)})")

    def _presses(self, selector: str) -> None:
        self._finds(selector)
        self._page.evaluate("(selector) => document.querySelector(selector).click()", selector)
