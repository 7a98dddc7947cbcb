"""Pages are rendered in this process, served with their styles, and printed by real browsers."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find

from tests.stage.printers import Print, chromium, firefox, is_here

BROWSERS = {"chromium": chromium, "firefox": firefox}
KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript"}


@dataclass
class Shop:
    """Serves one page at a time, and the static files."""

    url: str
    page: str = ""


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    served = Shop("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            file = find(path.removeprefix("/static/")) if path.startswith("/static/") else None
            kind = KINDS.get(Path(path).suffix, "image/png") if file else "text/html"
            body = Path(str(file)).read_bytes() if file else served.page.encode()
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served.url = f"http://127.0.0.1:{server.server_port}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield served
        server.shutdown()


@pytest.fixture(scope="module", params=list(BROWSERS))
def printer(request: pytest.FixtureRequest) -> Iterator[Print]:
    if not is_here(request.param):
        pytest.skip(f"This machine has no {request.param}: bin/test installs it.")
    with BROWSERS[request.param]() as print_page:
        yield print_page


@pytest.fixture
def print_sheets(shop: Shop, printer: Print) -> Callable[..., bytes]:
    """Return a function that prints the text of a page on a paper, and returns the PDF."""

    def printed(page: str, paper: tuple[float, float]) -> bytes:
        shop.page = page
        return printer(shop.url, paper)

    return printed
