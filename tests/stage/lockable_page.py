"""A page of staff in a real browser, with a form, of which the test is the server."""

import json
import re
from pathlib import Path

from django.contrib.staticfiles.finders import find
from django.template.loader import render_to_string
from playwright.sync_api import BrowserContext, Page, Route

SITE = "http://localhost"
KINDS = {".css": "text/css", ".js": "text/javascript"}
BODY = """<main id="main"><h1>Maria Alvarez</h1>
<form method="post" action="/sent/"><label>Reason <input name="reason"></label>
<button>Send</button></form></main>"""


class LockablePage:
    """Its clock stands still, except in `passes`. `left` are the seconds until it is locked."""

    def __init__(self, browser: BrowserContext, *, password: str) -> None:
        self.left = 1800.0
        self.is_old = False
        self.password = password
        self.reported = 0
        self.was_sent = False
        self.page: Page = browser.new_page()
        self.page.clock.install()
        self.page.route(re.compile(".*"), self._answer)
        self.page.goto(f"{SITE}/console/")

    # Actions

    def passes(self, *, seconds: float) -> None:
        """Let time pass, in which the page's timers run."""
        self.left = max(self.left - seconds, 0)
        self.page.clock.run_for(round(seconds * 1000))

    def sleeps(self, *, seconds: float) -> None:
        """Let time pass in which they do not."""
        self.left = max(self.left - seconds, 0)
        self.page.clock.fast_forward(round(seconds * 1000))

    def types(self, text: str) -> None:
        self.page.get_by_label("Reason").fill(text)

    def unlocks(self, password: str) -> None:
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Unlock").click()

    # State

    def reads(self) -> str:
        return " ".join(self.page.locator("body").inner_text().split())

    # Private

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == "/console/":
            route.fulfill(content_type="text/html; charset=utf-8", body=_document(self.left))
        elif path == "/account/screen/":
            self._say_state(route)
        elif path == "/account/unlock/":
            self._unlock(route)
        elif path == "/sent/":
            self.was_sent = True
            route.fulfill(content_type="text/html", body="Sent")
        elif file := find(path.removeprefix("/static/")):
            kind = KINDS.get(Path(path).suffix, "application/octet-stream")
            route.fulfill(content_type=kind, body=Path(str(file)).read_bytes())
        else:
            route.fulfill(status=404)

    def _say_state(self, route: Route) -> None:
        is_locked = self.is_old or self.left <= 0
        if route.request.method == "POST" and not is_locked:
            self.reported += 1
            self.left = 1800.0
        state = {
            "locked": is_locked,
            "soon": not is_locked and self.left <= 120,
            "old": self.is_old,
            "seconds": 0 if is_locked else round(self.left),
        }
        route.fulfill(content_type="application/json", body=json.dumps(state))

    def _unlock(self, route: Route) -> None:
        if self.password in (route.request.post_data or ""):
            self.left, self.is_old = 1800.0, False
            route.fulfill(content_type="application/json", body="{}")
        else:
            said = json.dumps(
                {"field": "password", "message": "This is not your current password."}
            )
            route.fulfill(status=422, content_type="application/json", body=said)


def _document(seconds: float) -> str:
    lock = render_to_string(
        "components/lock.html", {"user": "Dana Reyes", "screen_lock_seconds": round(seconds)}
    )
    styles = '<link rel="stylesheet" href="/static/built/css/site.css">'
    return (
        f'<!doctype html><html lang="en"><head><title>Maria Alvarez</title>{styles}</head>'
        f"<body>{BODY}{lock}</body></html>"
    )
