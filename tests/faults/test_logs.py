"""What people type in a real house reaches its database and its mails, and no other file."""

import contextlib
import json
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.stage.house import House
from tests.stage.sockets import Person
from tests.stage.waiting import wait_until

pytestmark = [pytest.mark.janus, pytest.mark.timeout(900)]

# A name that passes as one, and that nothing else contains.
MARKER = "Quirinmarker"
ADDRESS = f"{MARKER.lower()}@example.org"

MAY_CONTAIN_IT = {
    "parloir.sqlite3": "names are kept there",
    "parloir.sqlite3-wal": "the database's latest changes",
    "mailbox/*": "the demo's mails, which are for the people they name",
}


class Typist(Person):
    """Somebody who types the marker into everything, and does not mind what is answered."""

    def asks(
        self,
        path: str,
        data: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> int:
        """Return the status. `data` is posted as a form, with the token of the form's cookie."""
        body = None
        if data is not None:
            tokens = [one.value or "" for one in self.jar if "csrf" in one.name]
            body = urllib.parse.urlencode({"csrfmiddlewaretoken": (tokens or [""])[0], **data})
        request = urllib.request.Request(  # noqa: S310 - the house's own address
            self.house.url + path,
            data=body.encode() if body is not None else None,
            headers={"Referer": self.house.url + path, **(headers or {})},
        )
        try:
            with self._opener.open(request, timeout=20) as answer:
                answer.read()
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code


def types_addresses(house: House) -> None:
    stranger = Typist(house)
    # Without a cookie there is no token.
    assert stranger.asks("/register/", {"email": ADDRESS}) == 403
    query = urllib.parse.urlencode({"q": MARKER, "email": ADDRESS})
    assert stranger.asks(f"/{MARKER}/?{query}") == 404
    assert stranger.asks(f"/facilities/{MARKER}/procedure/?{query}") == 404
    assert stranger.asks(f"/company/stop/{MARKER}/{MARKER}/") == 404
    assert stranger.asks(f"/visits/{MARKER}/?{query}") == 200  # after signing in, says the page
    comes_from = {"User-Agent": MARKER, "Referer": f"https://{MARKER}.example/"}
    assert stranger.asks("/", headers=comes_from) == 200
    assert stranger.asks("/", headers={"Host": f"{MARKER.lower()}.example"}) == 400
    token = {"Authorization": f"Bearer {MARKER}"}
    assert stranger.asks(f"/api/v1/{MARKER}?{query}", headers=token) >= 400
    stranger.asks("/account/login/")
    assert stranger.asks("/account/login/", {"login": ADDRESS, "password": MARKER}) < 500


def types_what_is_no_http(house: House) -> None:
    for raw in (f"{MARKER} / HTTP/1.1\r\nHost: localhost\r\n\r\n", f"{MARKER}\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", house.port), timeout=10) as line:
            line.sendall(raw.encode())
            with contextlib.suppress(OSError):
                line.recv(1024)


def types_into_sockets(house: House, officer: Person) -> None:
    for path in (f"/ws/{MARKER}/?q={MARKER}", f"/ws/visit/{MARKER}/", "/ws/wall/"):
        with (
            contextlib.suppress(ConnectionClosed, InvalidHandshake, OSError, TimeoutError),
            connect(
                f"ws://localhost:{house.port}{path}",
                additional_headers={"Cookie": officer.cookies},
                origin=Origin(house.url),
                open_timeout=10,
                close_timeout=1,
            ) as line,
        ):
            line.send(MARKER)
            line.send(json.dumps({"type": MARKER, "id": MARKER}))
            line.send(
                json.dumps({"type": "intent", "id": "1", "name": MARKER, "args": {MARKER: MARKER}})
            )
            while True:
                line.recv(timeout=2)


def types_as_visitor(house: House) -> None:
    visitor = Typist(house)
    visitor.signs_in(house.demo["visitor"])
    child = {
        "first_name": MARKER, "last_name": MARKER, "date_of_birth_month": "3",
        "date_of_birth_day": "2", "date_of_birth_year": "2018",
    }  # fmt: skip
    assert visitor.asks("/company/child/", child) == 200
    assert visitor.asks("/company/adult/", {"email": ADDRESS}) == 200
    assert visitor.asks(f"/schedule/remote/jackson-county-jail/?q={MARKER}") == 200
    assert visitor.asks(f"/visits/{MARKER}/") == 404
    assert visitor.asks("/identity/photo/", {"picture": MARKER}) < 500


def types_as_officer(house: House) -> Person:
    officer = Typist(house)
    officer.signs_in(house.staff("officer"))
    assert officer.asks(f"/console/people/?text={MARKER}") < 500
    assert officer.asks(f"/console/audit/?before={MARKER}") < 500
    return officer


def files_with_the_marker(folder: Path) -> set[str]:
    wanted = MARKER.lower().encode()
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and wanted in path.read_bytes().lower()
    }


def is_excepted(name: str) -> bool:
    return any(Path(name).match(pattern) for pattern in MAY_CONTAIN_IT)


def test_what_was_typed_stands_in_the_database_and_the_mails_and_nowhere_else(house):
    types_addresses(house)
    types_what_is_no_http(house)
    types_as_visitor(house)
    types_into_sockets(house, types_as_officer(house))
    wait_until(
        lambda: any(name.startswith("mailbox/") for name in files_with_the_marker(house.data)),
        "the invitation in the mailbox",
    )
    found = files_with_the_marker(house.data)
    assert {name for name in found if not is_excepted(name)} == set()
    written = (house.data / "log" / "web.log").read_text()
    for line in ("GET unknown 404", "GET procedure 404", "POST add_child 302", "POST register 403"):
        assert line in written, line
