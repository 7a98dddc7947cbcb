"""A real web server on this machine with the page of one device, its files and the service worker.

The test decides whether it answers, with which build, and with which status.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import find
from django.template.loader import render_to_string

from parloir.realtime.ui_strings import ui_strings_for
from parloir.web.shell import WORKER
from tests.stage.live_page import KINDS


class DeviceSite:
    """`requests` are the paths that were asked for, in their order."""

    def __init__(self, surface: str) -> None:
        self.surface = surface
        self.path = f"/{surface}/"
        self.build = "one"
        """A page of another build asks for its files at other addresses."""
        self.status = 200
        """What a proxy in front of it answers to everything."""
        self.is_silent = False
        self.requests: list[str] = []
        self._let_go = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    # Lifecycle

    def start(self) -> None:
        self.is_silent = False
        self._let_go.clear()
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), self._handler())
        self._server.daemon_threads = True
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._let_go.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    # State

    @property
    def url(self) -> str:
        return f"http://localhost:{self._port}{self.path}"

    def times_asked(self, path: str) -> int:
        return self.requests.count(path)

    # Private

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                site.requests.append(path)
                if site.is_silent:
                    site._let_go.wait()
                    return
                kind, body = site._content_of(path)
                status = site.status if body is not None or site.status != 200 else 404
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Cache-Control", "no-store")
                self.send_header("Vary", "Cookie, Accept-Language")
                self.end_headers()
                self.wfile.write(b"Away" if status != 200 else body or b"")

            def log_message(self, *_: Any) -> None:
                return

        return Handler

    def _content_of(self, path: str) -> tuple[str, bytes | None]:
        if path == self.path:
            return "text/html; charset=utf-8", self._page()
        if path == "/offline/":
            return "text/html; charset=utf-8", render_to_string("offline.html").encode()
        if path == "/healthz":
            return "text/plain", b"ok"
        name = WORKER if path == "/service-worker.js" else path.removeprefix("/static/")
        file = find(name.replace(f"build-{self.build}/", ""))
        kind = KINDS.get(Path(path).suffix, "application/octet-stream")
        return kind, Path(str(file)).read_bytes() if file else None

    def _page(self) -> bytes:
        known = {"surface": self.surface, "ui_strings": ui_strings_for(self.surface)}
        page = render_to_string(f"kiosk/{self.surface}.html", known)
        return page.replace("/static/", f"/static/build-{self.build}/").encode()


@contextmanager
def device_site(surface: str) -> Iterator[DeviceSite]:
    site = DeviceSite(surface)
    site.start()
    yield site
    site.stop()
