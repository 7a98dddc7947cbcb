"""What is read of a request, and what it costs to send more."""

import asyncio

import pytest
from django.core.exceptions import RequestAborted

from parloir.config import bodies
from parloir.config.bodies import Unfinished, is_announced, read_body
from parloir.web.unread import Unread

MOST = 100


def scope_with(**headers):
    return {
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ]
    }


class Client:
    """Sends these parts, and counts how many were taken."""

    def __init__(self, *parts: bytes, hangs_up: bool = False) -> None:
        self._parts = list(parts)
        self._hangs_up = hangs_up
        self.taken = 0

    async def __call__(self):
        self.taken += 1
        if not self._parts:
            return {"type": "http.disconnect"}
        part = self._parts.pop(0)
        more = bool(self._parts) or self._hangs_up
        return {"type": "http.request", "body": part, "more_body": more}


@pytest.mark.parametrize("headers", [{}, {"content_length": "0"}])
async def test_request_without_a_body_is_not_read(headers):
    client = Client()
    body = await read_body(scope_with(**headers), client, most_bytes=MOST)
    assert (body.content.read(), body.is_whole, body.unread, client.taken) == (b"", True, None, 0)
    assert not is_announced(scope_with(**headers))


@pytest.mark.parametrize(
    "headers",
    [{"content_length": "100"}, {"transfer_encoding": "chunked"}, {"content_length": "what"}],
)
async def test_body_of_the_most_bytes_is_read_whole(headers):
    assert is_announced(scope_with(**headers))
    body = await read_body(scope_with(**headers), Client(b"a" * 60, b"b" * 40), most_bytes=MOST)
    assert (body.content.read(), body.is_whole, body.unread) == (b"a" * 60 + b"b" * 40, True, None)


async def test_body_that_says_it_is_larger_is_not_read():
    client = Client(b"a")
    body = await read_body(scope_with(content_length="101"), client, most_bytes=MOST)
    assert (body.content.read(), body.is_whole, body.unread) == (b"", False, Unread.TOO_LARGE)
    assert client.taken == 0


@pytest.mark.parametrize("last", [b"c", b"c" * 1000])
async def test_body_that_does_not_say_so_is_read_no_further_than_the_most(last):
    client = Client(b"a" * 60, b"b" * 40, last, b"d" * 1000)
    body = await read_body(scope_with(transfer_encoding="chunked"), client, most_bytes=MOST)
    assert (body.content.read(), body.is_whole, body.unread) == (b"", False, Unread.TOO_LARGE)
    assert client.taken == 3


async def test_of_what_takes_no_body_nothing_is_read():
    client = Client(b"a" * 10)
    body = await read_body(scope_with(content_length="10"), client, most_bytes=0)
    assert (body.content.read(), body.is_whole, body.unread) == (b"", False, None)
    assert client.taken == 0


async def test_who_hangs_up_is_not_answered():
    client = Client(b"a", hangs_up=True)
    with pytest.raises(RequestAborted):
        await read_body(scope_with(content_length="10"), client, most_bytes=MOST)


# --- Answers to clients that are still sending --------------------------------------------------


async def answered(client, *, throws_away):
    """Send an answer of two parts. Return what the server would send."""
    sent = []

    async def send(message):
        sent.append(message)

    sender = Unfinished().sender(send, client, throws_away=throws_away)
    await sender({"type": "http.response.start", "status": 413, "headers": []})
    await sender({"type": "http.response.body", "body": b"a", "more_body": True})
    await sender({"type": "http.response.body", "body": b"b"})
    return sent


async def test_answer_is_sent_and_the_rest_read_before_the_connection_ends():
    client = Client(b"x" * 10, b"x" * 10, b"x")
    start, *parts = await answered(client, throws_away=True)
    assert (b"connection", b"close") in start["headers"]
    assert [part["body"] for part in parts] == [b"a", b"b", b""]
    assert [part.get("more_body", False) for part in parts] == [True, True, False]
    assert client.taken == 3


async def test_rest_for_which_nobody_waits_is_not_read():
    client = Client(b"x")
    start, *parts = await answered(client, throws_away=False)
    assert (b"connection", b"close") in start["headers"]
    assert [part["body"] for part in parts] == [b"a", b"b"]
    assert client.taken == 0


async def test_only_a_moderate_rest_is_read(monkeypatch):
    monkeypatch.setattr(bodies, "THROWN_AWAY_BYTES", 25)
    client = Client(*[b"x" * 10] * 100)
    await answered(client, throws_away=True)
    assert client.taken == 3


async def test_rest_that_does_not_come_is_not_waited_for_long(monkeypatch):
    monkeypatch.setattr(bodies, "THROWN_AWAY_SECONDS", 0.01)

    async def says_nothing():
        await asyncio.Event().wait()

    sent = await answered(says_nothing, throws_away=True)
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


async def test_rest_of_few_is_read_at_once(monkeypatch):
    monkeypatch.setattr(bodies, "MOST_THROWN_AWAY_AT_ONCE", 0)
    client = Client(b"x")
    await answered(client, throws_away=True)
    assert client.taken == 0
