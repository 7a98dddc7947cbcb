"""Check that nothing arrives in a page: no sound, and no moving video."""

from playwright.sync_api import Page

from tests.stage.media import what_arrived
from tests.stage.waiting import wait_until

REMOTE = "[data-testid=remote-video]"
# Four checks, 150 ms apart, without anything new are a stop and not a stutter.
LOOKS, BETWEEN_MS = 4, 150


def is_heard(page: Page, *, selector: str = REMOTE) -> None:
    wait_until(lambda: _tone(page, selector) > 0, f"a tone at {page.url}", seconds=20)


def is_not_heard(page: Page, *, selector: str = REMOTE) -> None:
    def is_silent() -> bool:
        return all(_tone(page, selector) == 0 for _ in _moments(page))

    wait_until(is_silent, f"silence at {page.url}", seconds=20)


def silence_keeps_coming(page: Page) -> None:
    """Wait until more packets of sound have come, in which nothing is heard."""
    before = _packets_of_sound(page)
    wait_until(lambda: _packets_of_sound(page) > before + 50, f"packets of sound at {page.url}")
    is_not_heard(page)


def _packets_of_sound(page: Page) -> int:
    packets: int = page.evaluate(
        """async () => {
          const inbound = (await mediaProbe.look()).inbound;
          return inbound.filter(({ kind }) => kind === "audio")
            .reduce((sum, { packets }) => sum + packets, 0);
        }"""
    )
    return packets


def no_picture_moves(page: Page) -> None:
    def is_still() -> bool:
        return len({what_arrived(page).frames for _ in _moments(page)}) == 1

    wait_until(is_still, f"pictures to stand still at {page.url}", seconds=20)


def _tone(page: Page, selector: str) -> float:
    tone: float = page.evaluate("(selector) => mediaProbe.tone(selector)", selector)
    return tone


def _moments(page: Page):
    for look in range(LOOKS):
        yield look
        page.wait_for_timeout(BETWEEN_MS)
