"""A live page in a real browser, of which the test is the server: no house, no database.

The page's clock stands still, except in `passes`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import find
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import BrowserContext, Page, Route

from parloir.protocol.base import ToBrowser
from parloir.protocol.from_server import ScreenMessage, ServerMessage, UiStringsMessage
from parloir.protocol.screens.screen import Screen
from parloir.realtime.ui_strings import ui_strings_for
from tests.stage.waiting import wait_until

SCRIPTS = Path(__file__).parent
SITE = "http://localhost"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# A page that hears nothing for longer believes that it has lost the server.
LEAP_SECONDS = 20.0


@dataclass
class LivePage:
    """`template` is the surface's own, shown at `address`; `context` is added to what it needs.
    Nothing else uses `browser`, whose pages share one clock."""

    browser: BrowserContext
    surface: str
    template: str
    address: str
    now: datetime
    language: str = "en"
    context: Mapping[str, object] = field(default_factory=dict)
    is_up: bool = True
    """Whether the server answers."""
    answers_questions: bool = True
    """Whether it says that it is there, when the page asks."""
    times_asked: int = 0
    document: str | None = None
    """The page, if it is another than the surface's."""
    times_loaded: int = 0

    def __post_init__(self) -> None:
        self.page: Page = self.browser.new_page()
        self.page.clock.install(time=self.now - timedelta(minutes=1))
        self.page.clock.pause_at(self.now)
        self.page.add_init_script(path=SCRIPTS / "server_within.js")
        self.page.route(re.compile(".*"), self._answer)

    # Actions

    def opens(self, screen: Screen, *, query: str = "") -> None:
        greeting = json.dumps([json.loads(one) for one in self._greeting(screen)])
        self.page.add_init_script(f"serverWithin.greeting = {greeting}")
        self.page.goto(self.url + query)
        self.comes(screen.name)

    def shows(self, screen: Screen) -> None:
        """Let the server send a screen, also to those who connect later."""
        self.is_greeted_with(screen)
        self._run("server.socket.hears(server.greeting[1])")
        self.comes(screen.name)

    def hears(self, message: ToBrowser) -> None:
        """Let the server send a message that is no screen."""
        self._run("server.socket.hears(given)", message.model_dump_json())

    def is_greeted_with(self, screen: Screen) -> None:
        """Let the server send this screen to a connection that is made later."""
        self._run("server.greeting[1] = given", self._screen_message(screen))

    def comes(self, screen: str) -> None:
        root = self.page.locator("#surface")
        wait_until(lambda: root.get_attribute("data-screen") == screen, f"the screen {screen}")

    def passes(self, seconds: float) -> None:
        """Let time pass, as in a page whose browser runs its timers late."""
        while seconds > 0:
            leap = min(seconds, LEAP_SECONDS)
            self.page.clock.fast_forward(round(leap * 1000))
            self.now += timedelta(seconds=leap)
            seconds -= leap

    def loses_the_server(self) -> None:
        self.is_up = False
        self._run("server.isUp = false; server.socket.ends(1006)")

    def finds_the_server(self) -> None:
        self.is_up = self.answers_questions = True
        self._run("server.isUp = true")

    def goes_silent(self) -> None:
        """Let the server's messages get lost, as those of a connection that is dead."""
        self._run("server.socket.hears = () => undefined")

    def vanishes(self) -> None:
        """Let the server say nothing any more, neither here nor to those who connect again."""
        self.answers_questions = False
        self._run("server.socket.hears = () => undefined; server.isUp = false")

    def refuses_sockets(self) -> None:
        """Let the connection end, and no other be made, while all else is answered."""
        self._run("server.isUp = false; server.socket.ends(1006)")

    def ends_the_connection(self, code: int) -> None:
        self._run("server.socket.ends(given)", str(code))

    def sleeps(self, *, minutes: int) -> None:
        """Let time pass in which the page's timers do not run."""
        self.page.clock.set_system_time(self.now + timedelta(minutes=minutes))
        self.now += timedelta(minutes=minutes)

    def wakes(self) -> None:
        """Let the page be seen again."""
        self._run("document.dispatchEvent(new Event('visibilitychange'))")

    def is_translated(self, *, keeps_texts: bool) -> None:
        self.page.add_script_tag(content=(SCRIPTS / "translator.js").read_text())
        self.page.evaluate("(keepsTexts) => translatePage(keepsTexts)", keeps_texts)

    def leaves_and_comes_back(self) -> None:
        """Go to another page and back. The browser has kept this one, and shows it as it was."""
        self.page.goto(self.elsewhere)
        self.page.go_back(wait_until="commit")
        wait_until(lambda: self.page.evaluate("() => window.wasKept"), "the page to be kept")

    # State

    @property
    def url(self) -> str:
        return SITE + self.address

    @property
    def elsewhere(self) -> str:
        return f"{SITE}/elsewhere/"

    def reads(self) -> str:
        """Return what a person sees, without the marks of the translator."""
        text = self.page.locator("body").inner_text()
        return " ".join(text.replace("«", "").replace("»", "").split())

    @property
    def intents(self) -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = self.page.evaluate("() => serverWithin.intents")
        return sent

    @property
    def connections(self) -> int:
        """Return how many connections the page has made since it was loaded."""
        return int(self.page.evaluate("() => serverWithin.connections"))

    # Private

    def _run(self, steps: str, given: str = "null") -> None:
        self.page.evaluate(f"() => {{ const [server, given] = [serverWithin, {given}]; {steps} }}")

    def _greeting(self, screen: Screen) -> tuple[str, str]:
        return greeting_of(self.surface, screen, now=self.now, language=self.language)

    def _screen_message(self, screen: Screen) -> str:
        return ScreenMessage(now=self.now, screen=screen).model_dump_json()

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE).partition("?")[0]
        self.times_asked += path == "/healthz"
        if not self.is_up or (path == "/healthz" and not self.answers_questions):
            route.abort("connectionrefused")
        elif path == "/healthz":
            route.fulfill(content_type="text/plain", body="ok")
        elif path == self.address:
            self.times_loaded += 1
            headers = {"Cache-Control": "private, no-store"}
            kind = "text/html; charset=utf-8"
            route.fulfill(content_type=kind, headers=headers, body=self._document())
        elif path == "/elsewhere/":
            route.fulfill(content_type="text/html", body="<title>Elsewhere</title>")
        elif file := find(path.removeprefix("/static/")):
            kind = KINDS.get(Path(path).suffix, "application/octet-stream")
            route.fulfill(content_type=kind, body=Path(str(file)).read_bytes())
        else:
            route.fulfill(status=404)

    def _document(self) -> str:
        if self.document is not None:
            return self.document
        with translation.override(self.language):
            known = {"surface": self.surface, "ui_strings": ui_strings_for(self.surface)}
            return render_to_string(self.template, {**known, **self.context})


def greeting_of(
    surface: str, screen: Screen, *, now: datetime, language: str = "en"
) -> tuple[str, str]:
    """Return what the server sends first: the words, and the screen."""
    with translation.override(language):
        strings = ui_strings_for(surface)
    words: ServerMessage = UiStringsMessage(lang=language, strings=strings)
    return words.model_dump_json(), ScreenMessage(now=now, screen=screen).model_dump_json()
