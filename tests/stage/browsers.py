"""Chromium, one process for each person, with a camera and a microphone of their own."""

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
    """Starts browsers and closes them all at the end."""

    def __init__(self, playwright: Playwright, films: Path) -> None:
        self._playwright = playwright
        self._films = films
        self._running: list[Browser] = []

    def open(
        self,
        *,
        look: Look | None = None,
        flags: Sequence[str] = (),
        size: tuple[int, int] = DESK,
        language: str = "en-US",
    ) -> BrowserContext:
        """A new process. Without a `look` it has no camera and no microphone."""
        film = film_of(look, self._films) if look else None
        browser = self._playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, *_devices(film), *flags]
        )
        self._running.append(browser)
        return self.window(browser, size=size, language=language)

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
        """Closes what was opened within, so that few run at a time."""
        before = len(self._running)
        try:
            yield
        finally:
            while len(self._running) > before:
                self._running.pop().close()


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
