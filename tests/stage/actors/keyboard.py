"""Somebody who has a keyboard and nothing else."""

from playwright.sync_api import Page

MOST_TABS = 120

# What a person has come to, as a screen reader would name it; nothing that they cannot see.
NAME_OF_FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "";
  if (!at.checkVisibility({ opacityProperty: true })) return "";
  const label = at.labels && at.labels[0];
  return (at.getAttribute("aria-label") || (label || at).innerText || "").trim();
}"""


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page

    def is_at(self, name: str) -> bool:
        found: str = self.page.evaluate(NAME_OF_FOCUS)
        return found.startswith(name)

    def comes_to(self, name: str) -> None:
        """By Tab, from wherever it is; what it is at already needs none."""
        for _ in range(MOST_TABS):
            if self.is_at(name):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{name!r} is not reached by Tab on {self.page.url}")

    def comes_to_first_choice(self) -> None:
        for _ in range(MOST_TABS):
            if self.page.evaluate("document.activeElement.type") == "radio":
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no choice is reached by Tab on {self.page.url}")

    def types(self, name: str, text: str) -> None:
        self.comes_to(name)
        self.page.keyboard.type(text)

    def presses(self, name: str) -> None:
        self.comes_to(name)
        self.page.keyboard.press("Enter")

    def goes_by(self, name: str) -> None:
        """Presses what leads to another page."""
        self.comes_to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
