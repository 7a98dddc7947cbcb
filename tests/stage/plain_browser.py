"""A browser reduced to one connection, cookies and forms, so that hundreds fit."""

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import TypeVar
from urllib.parse import urlencode

T = TypeVar("T")

# The server closes a connection that has been idle for five seconds.
IDLE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A response. `took_ms` is from sending the request to the last byte."""

    status: int
    location: str
    text: str
    took_ms: float

    @property
    def booking(self) -> str | None:
        """The public id of the booking that "Finish" made, if it did."""
        parts = self.location.strip("/").split("/")
        is_booked = self.status == 302 and parts[0] == "visits" and parts[-1] == "booked"
        return parts[1] if is_booked else None


class PlainBrowser:
    """Without a session nobody is signed in. Raises `OSError` or `HTTPException` if it fails."""

    def __init__(self, port: int, *, session: str = "", timeout: float = 30) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self._cookies = {"parloir_session": session} if session else {}
        self._heard_at = 0.0

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def follow(self, path: str) -> Answer:
        """Return the page at the end of the redirections from here."""
        answer = self.get(path)
        while answer.status == 302:
            answer = self.get(answer.location)
        return answer

    def post(self, path: str, **fields: str) -> Answer:
        """Post a form. A page must have been requested before, for the CSRF token."""
        token = self._cookies["csrftoken"]
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": token, **fields}))

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self._heard_at > IDLE_SECONDS:
            self._connection.close()  # the next request opens it again
        began = time.perf_counter()
        self._connection.request(method, path, body=body, headers=headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        took = (time.perf_counter() - began) * 1000
        self._heard_at = time.monotonic()
        for line in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return Answer(response.status, response.headers.get("Location", ""), text, took)


def all_at_once(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Call each in a thread, all at the same moment. Return their results in order."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
