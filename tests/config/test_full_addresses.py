"""Over a connection too many, devices are answered and nobody else."""

import pytest
from asgiref.sync import sync_to_async

from parloir.config.connections import STATE_KEY
from parloir.config.full_addresses import is_turned_away, without_full_addresses
from parloir.config.pages import PagesHandler
from parloir.facilities.enrolment import COOKIE_OF, DeviceKind, enrol_with_token
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OFFICER
from tests.factories.places import MonitorFactory

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "a-token"


def request(*, is_full=True, token="", **more):
    cookie = f"{COOKIE_OF[DeviceKind.MONITOR]}={token}".encode()
    return {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"cookie", cookie)],
        "state": {STATE_KEY: True} if is_full else {},
        **more,
    }


def enrol():
    enrol_with_token(token=TOKEN, device=MonitorFactory(), by=OFFICER, now=NINE_ON_MONDAY)


async def test_ordinary_connection_is_answered():
    assert not await is_turned_away(request(is_full=False))


@pytest.mark.parametrize("token", ["", "another-token"])
async def test_connection_too_many_is_turned_away(token):
    await sync_to_async(enrol)()
    assert await is_turned_away(request(token=token))


async def test_enrolled_device_is_answered():
    await sync_to_async(enrol)()
    assert not await is_turned_away(request(token=TOKEN))


async def collected(application, scope):
    sent = []

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    await application(scope, receive, send)
    return sent


async def test_page_says_in_words_that_there_are_too_many(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    start, *parts = await collected(PagesHandler(), request())
    assert start["status"] == 429
    assert (b"connection", b"close") in start["headers"]
    assert b"Too many connections" in parts[0]["body"]


async def test_socket_is_closed_and_its_application_not_asked():
    async def application(scope, receive, send):
        raise AssertionError("it was asked")

    scope = request(type="websocket")
    assert await collected(without_full_addresses(application), scope) == [
        {"type": "websocket.close"}
    ]
