"""The browser's end of a live surface, without a browser, for houses whose processes are killed."""

import http.cookiejar
import itertools
import json
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.stage.codes import next_code
from tests.stage.house import House
from tests.stage.waiting import wait_until
from tests.stage.ways_in import Entry

Screen = dict[str, Any]


class Person:
    """A person with the cookies that a browser would keep."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def opens(self, url: str) -> str:
        with self._opener.open(url, timeout=20) as answer:
            body: bytes = answer.read()
        return body.decode()

    def signs_in(self, account: Entry) -> None:
        """Sign in, with a code if the account has a secret for it."""
        login = f"{self.house.url}/account/login/"
        self.opens(login)
        self._sends(login, login=account["email"], password=account["password"])
        if secret := account.get("totp_secret"):
            self._sends(f"{self.house.url}/account/code/", code=next_code(secret))

    def _sends(self, url: str, **form: str) -> None:
        token = next(one.value for one in self.jar if "csrf" in one.name)
        body = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": token}).encode()
        request = urllib.request.Request(  # noqa: S310 - the house's own address
            url, data=body, headers={"Referer": url}
        )
        self._opener.open(request, timeout=20).close()

    @property
    def cookies(self) -> str:
        return "; ".join(f"{one.name}={one.value}" for one in self.jar)


class LiveSocket:
    """A socket that reconnects after a loss, as the page does, and knows its latest screen."""

    def __init__(self, person: Person, path: str) -> None:
        self._person, self._path = person, path
        self._ids = itertools.count(1)
        self._connections = ExitStack()
        self._socket: ClientConnection | None = None
        self._answers: dict[str, dict[str, Any]] = {}
        self._said: dict[str, dict[str, Any]] = {}
        self.screen: Screen = {}

    def close(self) -> None:
        self._connections.close()

    def does(self, intent: str, **args: Any) -> None:
        answer = self.asks(intent, **args)
        assert answer["type"] == "done", answer

    def asks(self, intent: str, **args: Any) -> dict[str, Any]:
        """Send an intent until there is an answer, which a process that dies does not give."""
        answer: dict[str, Any] = {}

        def is_answered() -> bool:
            number = self.sends(intent, **args)
            return number is not None and self._is_answered(number, answer)

        wait_until(is_answered, f"an answer to {intent}", seconds=60)
        return answer

    def sends(self, intent: str, **args: Any) -> str | None:
        """Send without waiting for the answer. Return None if there is no connection."""
        number = str(next(self._ids))
        message = {"type": "intent", "id": number, "name": intent, "args": args}
        try:
            self._connected().send(json.dumps(message))
        except (OSError, ConnectionClosed):
            self._socket = None
            return None
        return number

    def catches_up(self) -> None:
        """Read all that has come: a browser that reads nothing would be disconnected."""
        with suppress(TimeoutError):
            while self._socket is not None:
                self._read(within=0, raises=True)

    def publishes(self, offer: str) -> str:
        """Return the media server's answer to this offer."""
        self._said.clear()
        self._connected().send(
            json.dumps({"type": "media.join", "leg": "side", "attempt": 1, "sdp": offer})
        )

        def is_answered() -> bool:
            self._read()
            return "media.answer" in self._said

        wait_until(is_answered, "the answer to an offer", seconds=30)
        return str(self._said["media.answer"]["sdp"])

    def sees(self, check: Callable[[Screen], bool], what: str, *, seconds: float = 60) -> Screen:
        def is_so() -> bool:
            self._read()
            return bool(self.screen) and check(self.screen)

        wait_until(is_so, what, seconds=seconds)
        return self.screen

    def is_at(self, name: str) -> Screen:
        return self.sees(lambda screen: screen["name"] == name, f"the screen {name}")

    # Private

    def _connected(self) -> ClientConnection:
        if self._socket is None:
            house = self._person.house
            self._socket = self._connections.enter_context(
                connect(
                    f"ws://localhost:{house.port}{self._path}",
                    additional_headers={"Cookie": self._person.cookies},
                    origin=Origin(house.url),
                    open_timeout=5,
                    close_timeout=1,
                )
            )
        return self._socket

    def _read(self, *, within: float = 0.2, raises: bool = False) -> bool:
        try:
            message = json.loads(self._connected().recv(timeout=within))
        except TimeoutError:
            if raises:
                raise
            return self._socket is not None
        except (OSError, ConnectionClosed):
            self._socket = None
            return False
        self._said[message["type"]] = message
        if message["type"] == "screen":
            self.screen = message["screen"]
        elif message.get("reply_to"):
            self._answers[message["reply_to"]] = message
        return True

    def _is_answered(self, number: str, answer: dict[str, Any]) -> bool:
        while self._read(within=10):
            if number in self._answers:
                answer.update(self._answers.pop(number))
                return True
        return False


def come_in_by_pin(monitor: LiveSocket, visit: Entry) -> None:
    """Press each button when its screen has come, as a person at the monitor would."""
    presses: list[tuple[str, str, dict[str, Any]]] = [
        ("pin", "enter_pin", {"pin": visit["pin"]}),
        ("greet", "confirm", {}),
        ("rules", "acknowledge", {}),
        ("check", "begin", {}),
    ]
    for screen, intent, args in presses:
        monitor.is_at(screen)
        monitor.does(intent, **args)


def come_in_at_the_station(station: LiveSocket, visit: Entry) -> None:
    station.is_at("sign_in")
    station.does("sign_in", master_id=visit["inmate_master_id"], pin=visit["inmate_pin"])
    station.is_at("rules")
    station.does("begin")
