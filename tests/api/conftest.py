"""A jail with a program that uses the API, on a Monday in May at nine."""

import json
from itertools import count
from typing import Any

import pytest
import time_machine
from django.test import Client

from parloir.clients.operations import create_client
from parloir.clients.scopes import Scope
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OPERATOR, make_inmate, make_visitor
from tests.factories.places import make_jail

_keys = count(1)


class Program:
    """A client of the API: it sends its token, JSON, and a new key with each POST."""

    def __init__(self, token: str) -> None:
        self.http = Client(headers={"authorization": f"Bearer {token}"})

    def get(self, path: str, /, **query):
        return self.http.get(f"/api/v1{path}", query)

    def post(self, path: str, body, *, key: str | None = None, **headers):
        key = f"key-{next(_keys)}" if key is None else key
        return self.http.post(
            f"/api/v1{path}",
            body if isinstance(body, bytes | str) else json.dumps(body),
            content_type="application/json",
            headers={"idempotency-key": key, **headers},
        )


def make_program(*facilities, scopes=tuple(Scope), **fields):
    """Create a client with these scopes (by default all), and return a program with its token."""
    client, token = create_client(
        name="Jail management", facilities=facilities, scopes=scopes, by=OPERATOR,
        now=NINE_ON_MONDAY, **fields,
    )  # fmt: skip
    return client, Program(token)


@pytest.fixture(autouse=True)
def nine_on_monday():
    with time_machine.travel(NINE_ON_MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def static_files_by_their_own_names(settings):
    """Django renders its own page for some errors before the API can handle them."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def jail(db):
    return make_jail(slug="jackson", name="Jackson County Jail")


@pytest.fixture
def client(jail):
    """Return the row of the program."""
    return make_program(jail)[0]


@pytest.fixture
def program(jail):
    return make_program(jail)[1]


@pytest.fixture
def visitor(db):
    return make_visitor(first_name="Maria", last_name="Alvarez")


@pytest.fixture
def inmate(jail):
    return make_inmate(jail, master_id="100241", first_name="Jordan", last_name="Miles")


@pytest.fixture
def wanted(jail, inmate, visitor):
    """Return a booking that can be made: Monday at ten, on site."""
    return {
        "facility": jail.slug,
        "kind": "onsite",
        "inmate": inmate.master_id,
        "visitor": visitor.public_id,
        "starts_at": "2026-05-11T10:00:00-05:00",
    }


def problem(answer, status: int, code: str) -> dict[str, Any]:
    """Check that the answer is this problem and says what to do, and return it."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    content = answer.json()
    assert (answer.status_code, content["status"]) == (status, status)
    assert content["type"] == f"/api/v1/problems/{code}"
    assert content["title"]
    assert content["detail"]
    return content
