"""Pages through the ASGI application, as a server requests them."""

import asyncio
import logging
import threading

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from parloir.config.pages import THREADS, PagesHandler

gate = threading.Barrier(THREADS)


def says_who(request):
    response = HttpResponse(f"{request.method} {request.body.decode()} {request.path}")
    response.set_cookie("one", "1")
    response.set_cookie("two", "2")
    return response


def streams(request):
    return StreamingHttpResponse(iter([b"a", b"b"]), status=203, headers={"X-Told": "so"})


def breaks(request):
    raise RuntimeError("on purpose")


def meets_others(request):
    """Wait until as many requests are inside as there are threads; with fewer it would hang."""
    gate.wait(timeout=20)
    return HttpResponse(threading.current_thread().name)


urlpatterns = [
    path("who/", says_who),
    path("stream/", streams),
    path("breaks/", breaks),
    path("meet/", meets_others),
]


@pytest.fixture(autouse=True)
def these_pages():
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        yield


async def ask(handler, url, *, method="GET", body=b"", hangs_up=False):
    """Return the messages that the server would receive."""
    sent = []
    length = len(body) + (1 if hangs_up else 0)
    scope = {
        "type": "http", "method": method, "path": url, "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-length", str(length).encode())],
    }  # fmt: skip

    async def receive():
        if hangs_up:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    await handler(scope, receive, send)
    return sent


def cookies_of(start):
    return [value for name, value in start["headers"] if name == b"Set-Cookie"]


async def test_page_has_its_body_status_and_every_cookie():
    start, body = await ask(PagesHandler(), "/who/", method="POST", body=b"hello")
    assert (start["status"], body["body"]) == (200, b"POST hello /who/")
    assert cookies_of(start) == [b"one=1; Path=/", b"two=2; Path=/"]


async def test_stream_is_sent_in_one_piece_with_its_headers():
    start, body = await ask(PagesHandler(), "/stream/")
    assert (start["status"], body["body"]) == (203, b"ab")
    assert (b"X-Told", b"so") in start["headers"]


@pytest.mark.parametrize(("url", "status"), [("/breaks/", 500), ("/nowhere/", 404)])
async def test_page_that_fails_is_an_answer(url, status, settings):
    settings.TEMPLATES = []
    start, *_ = await ask(PagesHandler(), url)
    assert start["status"] == status


async def test_who_hangs_up_before_the_request_is_whole_is_not_answered():
    assert await ask(PagesHandler(), "/who/", method="POST", hangs_up=True) == []


async def test_many_at_once_share_the_threads_of_the_pool():
    handler = PagesHandler()
    answers = await asyncio.gather(*(ask(handler, "/meet/") for _ in range(3 * THREADS)))
    names = [body["body"] for _, body in answers]
    assert len(names) == 3 * THREADS
    assert len(set(names)) == THREADS


async def test_each_answer_has_an_access_line_without_address_and_query(settings, caplog):
    settings.TEMPLATES = []
    handler = PagesHandler()
    with caplog.at_level(logging.INFO, logger="parloir.access"):
        await ask(handler, "/who/")
        await ask(handler, "/Zacharias/")
        await ask(handler, "/breaks/")
        await ask(handler, "/who/", method="Zacharias")
    said = [record.getMessage() for record in caplog.records if record.name == "parloir.access"]
    assert [line.rpartition(" in ")[0] for line in said] == [
        f"GET {__name__}.says_who 200",
        "GET unknown 404",
        f"GET {__name__}.breaks 500",
        f"OTHER {__name__}.says_who 200",
    ]
