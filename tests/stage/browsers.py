"""Chromium: one process for each camera film, with one profile for each person.

The film of a fake camera is a flag of the process.
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
DESKTOP = (1280, 800)
KIOSK = (1280, 800)


class Browsers:
    """Browser processes, which stay open from test to test. Their profiles do not.

    `executable` starts one.
    """

    def __init__(self, playwright: Playwright, films: Path, *, executable: Path = CHROMIUM) -> None:
        self._playwright = playwright
        self._films = films
        self._executable = executable
        self._kept: dict[Look | None, Browser] = {}
        self._special: list[Browser] = []

    def open(
        self,
        *,
        look: Look | None = None,
        flags: Sequence[str] = (),
        size: tuple[int, int] = DESKTOP,
        language: str = "en-US",
    ) -> BrowserContext:
        """Open a new profile. Without a `look` it has no camera and no microphone.

        With `flags` it is in its own process, which is closed with it.
        """
        if flags:
            browser = self._launch(look, flags)
            self._special.append(browser)
        else:
            browser = self._kept[look] = self._kept.get(look) or self._launch(look)
        return self.window(browser, size=size, language=language)

    def window(
        self, browser: Browser, *, size: tuple[int, int] = DESKTOP, language: str = "en-US"
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
        """Close every profile, with its cookies, pages, cameras and connections."""
        try:
            yield
        finally:
            while self._special:
                self._special.pop().close()
            for browser in self._kept.values():
                for context in browser.contexts:
                    context.close()

    def close(self) -> None:
        while self._kept:
            self._kept.popitem()[1].close()

    def _launch(self, look: Look | None, flags: Sequence[str] = ()) -> Browser:
        film = film_of(look, self._films) if look else None
        return self._playwright.chromium.launch(
            executable_path=self._executable, args=[*FLAGS, *_devices(film), *flags]
        )


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
