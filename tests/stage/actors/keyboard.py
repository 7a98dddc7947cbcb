"""A person who uses only the keyboard."""

from playwright.sync_api import Page

MOST_TABS = 120

# The name of the focused element for a screen reader; empty if it is invisible.
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
        """Press Tab until this element has the focus; none if it already has it."""
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
        """Activate a link or button that leads to another page."""
        self.comes_to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
