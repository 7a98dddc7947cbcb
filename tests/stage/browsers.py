"""Chromium: one process for each camera film, and in it a profile of their own for each person.

What a fake camera sees is a flag of the process.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.stage.films import Film, Look, film_of

FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
)
SCRIPTS = Path(__file__).parent
CHROMIUM = SCRIPTS / "chromium"
PHONE = (360, 740)
DESK = (1280, 800)
KIOSK = (1280, 800)


class Browsers:
    """Processes stay open from test to test; what people had in them does not."""

    def __init__(self, playwright: Playwright, films: Path) -> None:
        self._playwright = playwright
        self._films = films
        self._running: dict[tuple[str, ...], Browser] = {}

    def open(
        self,
        *,
        look: Look | None = None,
        flags: Sequence[str] = (),
        size: tuple[int, int] = DESK,
        language: str = "en-US",
    ) -> BrowserContext:
        """A new profile. Without a `look` it has no camera and no microphone."""
        film = film_of(look, self._films) if look else None
        return self.window(self._process((*_devices(film), *flags)), size=size, language=language)

    def window(
        self, browser: Browser, *, size: tuple[int, int] = DESK, language: str = "en-US"
    ) -> BrowserContext:
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=language, service_workers="block"
        )
        context.set_default_timeout(20_000)
        context.add_init_script(path=SCRIPTS / "media_probe.js")
        return context

    @contextmanager
    def closed_after(self) -> Iterator[None]:
        """Closes every profile: cookies, pages, cameras and connections end with it."""
        try:
            yield
        finally:
            for browser in self._running.values():
                for context in browser.contexts:
                    context.close()

    def close(self) -> None:
        while self._running:
            self._running.popitem()[1].close()

    def _process(self, flags: tuple[str, ...]) -> Browser:
        if flags not in self._running:
            self._running[flags] = self._playwright.chromium.launch(
                executable_path=CHROMIUM, args=[*FLAGS, *flags]
            )
        return self._running[flags]


def page_in(context: BrowserContext, *, can_go_deaf: bool = False) -> Page:
    page = context.new_page()
    if can_go_deaf:
        page.add_init_script(path=SCRIPTS / "deaf_page.js")
    return page


def _devices(film: Film | None) -> list[str]:
    if film is None:
        return []
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film.camera}",
        f"--use-file-for-fake-audio-capture={film.microphone}",
    ]
