"""Requests that are too large or too many are answered in words, without having been read."""

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient, RequestFactory

from parloir.config.pages import PagesHandler
from parloir.web.body_limits import API_BYTES, FORM_BYTES, UPLOAD_BYTES
from parloir.web.unread import RETRY_SECONDS, STATUS_OF, Unread, answer
from tests.factories.people import make_visitor

pytestmark = pytest.mark.django_db(transaction=True)
PHOTO = "/identity/photo/"


@pytest.fixture(autouse=True)
def pages_as_in_the_house(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


async def ask(path, *, length, method="POST", **headers):
    """Announce a body, of which nothing comes. Return status, headers and text of the answer."""
    sent, taken = [], 0
    scope = {
        "type": "http", "method": method, "path": path, "query_string": b"",
        "headers": [
            (b"host", b"localhost"), (b"content-length", str(length).encode()),
            *((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()),
        ],
    }  # fmt: skip

    async def receive():
        nonlocal taken
        taken += 1
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    await PagesHandler()(scope, receive, send)
    if not sent:
        return None
    start, *parts = sent
    text = b"".join(part.get("body", b"") for part in parts).decode()
    answered = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return start["status"], answered, text


async def test_form_that_is_too_large_is_answered_in_words_and_the_connection_closed():
    status, headers, text = await ask("/account/login/", length=FORM_BYTES + 1)
    assert (status, headers["connection"]) == (413, "close")
    assert "This is too large to send" in text
    assert 'href="/account/login/"' in text


async def test_form_of_the_most_bytes_is_read():
    assert await ask("/account/login/", length=FORM_BYTES) is None  # it hung up while it was read


async def test_words_are_in_the_language_of_the_browser():
    _, _, text = await ask("/account/login/", length=10**11, accept_language="es")
    assert "Esto es demasiado grande para enviarlo" in text


@pytest.mark.parametrize("length", [1, 10**11])
async def test_unknown_address_is_answered_without_reading(length):
    status, headers, text = await ask("/nowhere/", length=length)
    assert (status, headers["connection"]) == (404, "close")
    assert "There is no such page" in text


async def test_api_answers_with_a_problem():
    status, headers, text = await ask("/api/v1/bookings", length=API_BYTES + 1)
    assert (status, headers["content-type"]) == (413, "application/problem+json")
    assert "The request is too large" in text


async def test_picture_of_a_stranger_is_not_read():
    status, headers, _ = await ask(PHOTO, length=1000)
    assert (status, headers["location"]) == (302, "/account/login/?next=/identity/photo/")


async def test_picture_that_is_too_large_is_answered_in_words():
    visitor = await sync_to_async(make_visitor)()
    client = AsyncClient()
    await client.aforce_login(visitor.user)
    cookie = f"parloir_session={client.cookies['parloir_session'].value}"
    status, _, text = await ask(PHOTO, length=UPLOAD_BYTES + 1, cookie=cookie)
    assert status == 413
    assert "at most 10 megabytes" in text
    assert await ask(PHOTO, length=UPLOAD_BYTES, cookie=cookie) is None


@pytest.mark.parametrize("unread", [each for each in Unread if each is not Unread.SIGN_IN_FIRST])
def test_every_reason_has_its_words(unread):
    request = RequestFactory().get("/identity/photo/")
    response = answer(request, unread)
    assert response.status_code == STATUS_OF[unread]
    assert "<h1>" in response.content.decode()
    assert 'href="/identity/photo/"' in response.content.decode()
    waits = response.headers.get("Retry-After")
    assert waits == (str(RETRY_SECONDS) if response.status_code == 429 else None)


def test_every_reason_has_its_status():
    assert set(STATUS_OF) == set(Unread)
