"""Chromium as other browsers: with less than it has, under another name, at another address.

Pages are rendered in this process and handed over with the static files: no server is needed, and
any address can be tried, also one that begins with http://.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.contrib.staticfiles.finders import find
from django.http import HttpResponse
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Route,
    WebSocketRoute,
    sync_playwright,
)

from tests.stage.browsers import CHROMIUM, FLAGS

T = TypeVar("T")
HOST = "visits.example.org"
KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript", ".png": "image/png"}
PHONE = (360, 740)

# The scripts that take something away, before anything of the page runs.
NO_MODULES = "delete HTMLScriptElement.prototype.noModule"
NO_NEWER_SYNTAX = "delete Array.prototype.at"
NO_CONNECTION_STATE = "delete RTCPeerConnection.prototype.connectionState"
NO_CALLS = "delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection"
NO_CAMERA = "delete MediaDevices.prototype.getUserMedia"
NO_DEVICES = "Object.defineProperty(navigator, 'mediaDevices', { value: undefined })"
NO_SOCKET = "delete window.WebSocket"


def without_vp8(*ends: str) -> str:
    """Return a script after which `ends` (RTCRtpReceiver, RTCRtpSender) know other codecs only."""
    return "".join(
        f"{{ const asked = {end}.getCapabilities.bind({end});"
        f" {end}.getCapabilities = (kind) => {{ const known = asked(kind);"
        " return { ...known, codecs: known.codecs.filter("
        "({ mimeType }) => mimeType !== 'video/VP8') }; }; }"
        for end in ends
    )


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a page is opened with. `lacks` are scripts; `own_files` replace static files by name."""

    lacks: tuple[str, ...] = ()
    scheme: str = "https"
    user_agent: str | None = None
    runs_scripts: bool = True
    own_files: dict[str, str] = field(default_factory=dict)
    socket: Callable[[WebSocketRoute], None] | None = None


class Emulated:
    """One Chromium. Playwright has a thread of its own: its event loop would keep Django from using
    the database in this one."""

    def __init__(self, thread: ThreadPoolExecutor, browser: Browser) -> None:
        self._thread = thread
        self._browser = browser

    def visit(self, answer: HttpResponse, look: Look, then: Callable[[Page], T]) -> T:
        """Open the page at its address, and return what `then` finds there."""
        return self._thread.submit(self._visit, answer, look, then).result()

    def _visit(self, answer: HttpResponse, look: Look, then: Callable[[Page], T]) -> T:
        width, height = PHONE
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            user_agent=look.user_agent,
            java_script_enabled=look.runs_scripts,
            service_workers="block",
        )
        try:
            context.set_default_timeout(20_000)
            for script in look.lacks:
                context.add_init_script(script)
            self._serve(context, answer, look)
            page = context.new_page()
            page.goto(f"{look.scheme}://{HOST}{_path_of(answer)}")
            return then(page)
        finally:
            context.close()

    def _serve(self, context: BrowserContext, answer: HttpResponse, look: Look) -> None:
        policy = {"Content-Security-Policy": answer["Content-Security-Policy"]}

        def hand_over(route: Route) -> None:
            path = route.request.url.partition(HOST)[2].partition("?")[0]
            if not path.startswith("/static/"):
                kind = "text/html; charset=utf-8"
                route.fulfill(body=answer.content, content_type=kind, headers=policy)
                return
            own = look.own_files.get(Path(path).name)
            file = find(path.removeprefix("/static/"))
            body: Any = own if own is not None else Path(str(file)).read_bytes()
            route.fulfill(body=body, content_type=KINDS[Path(path).suffix])

        context.route("**/*", hand_over)
        if look.socket:
            context.route_web_socket("**/*", look.socket)


def _path_of(answer: HttpResponse) -> str:
    request: dict[str, Any] = answer.request  # type: ignore[attr-defined]
    return str(request["PATH_INFO"])


@contextmanager
def emulated_browser() -> Iterator[Emulated]:
    devices = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    with ThreadPoolExecutor(1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        try:
            browser = thread.submit(
                lambda: playwright.chromium.launch(
                    executable_path=CHROMIUM, args=[*FLAGS, *devices]
                )
            ).result()
            yield Emulated(thread, browser)
            thread.submit(browser.close).result()
        finally:
            thread.submit(playwright.stop).result()
