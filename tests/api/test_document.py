"""The OpenAPI document is valid, and every answer has the documented form."""

import json
import logging

import jsonschema
import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client
from ninja import NinjaAPI

from parloir.api import bookings
from parloir.api.problems import KINDS
from parloir.api.v1 import api
from parloir.clients.scopes import Scope
from tests.api.conftest import make_program, problem
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db

DAYS = {"from": "2026-05-11", "to": "2026-05-17"}


@pytest.fixture
def document():
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def operations(document):
    return {
        one["operationId"]: one
        for methods in document["paths"].values()
        for one in methods.values()
    }


def fits(document, operation_id, answer) -> bool:
    """Raises `ValidationError` if the document does not describe the answer."""
    told = operations(document)[operation_id]["responses"][str(answer.status_code)]
    media_type = answer.headers["Content-Type"].partition(";")[0]
    schema = told["content"][media_type]["schema"] | {"components": document["components"]}
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    validator.validate(json.loads(answer.content))
    return True


def test_the_document_is_built_once(document, monkeypatch):
    """Building it takes half a second of computing, and anybody may ask for it."""
    monkeypatch.setattr(NinjaAPI, "get_openapi_schema", None)
    assert Client().get("/api/v1/openapi.json").json() == document


def test_every_operation_and_its_scope(document):
    scopes = {
        name: [scope for one in operation["security"] for scope in one["Bearer"]]
        for name, operation in operations(document).items()
    }

    assert scopes == {
        "list_facilities": [],
        "get_inmate": [Scope.READ_INMATES],
        "get_availability": [Scope.READ_AVAILABILITY],
        "list_bookings": [Scope.READ_BOOKINGS],
        "get_booking": [Scope.READ_BOOKINGS],
        "create_booking": [Scope.WRITE_BOOKINGS],
        "cancel_booking": [Scope.WRITE_BOOKINGS],
        "move_booking": [Scope.WRITE_BOOKINGS],
    }
    assert document["openapi"].startswith("3.1")
    scheme = document["components"]["securitySchemes"]["Bearer"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_what_writes_needs_a_key_and_nothing_else_does(document):
    with_key = {
        name
        for name, operation in operations(document).items()
        for parameter in operation["parameters"]
        if parameter["name"] == "Idempotency-Key" and parameter["required"]
    }

    assert with_key == {"create_booking", "cancel_booking", "move_booking"}


def test_every_schema_is_one(document):
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_answers_have_the_form_of_the_document(document, jail, wanted, inmate):
    _, program = make_program(jail)
    people = {"inmate": wanted["inmate"], "visitor": wanted["visitor"]}
    days = {**DAYS, **people, "kind": "onsite"}
    booked = program.post("/bookings", wanted)
    remote = make_booking(jail, kind="remote")
    path = f"/bookings/{booked.json()['id']}"
    for operation_id, answer in (
        ("list_facilities", program.get("/facilities")),
        ("get_inmate", program.get("/facilities/jackson/inmates/100241")),
        ("get_inmate", program.get("/facilities/jackson/inmates/0")),
        ("get_availability", program.get("/facilities/jackson/availability", **days)),
        ("get_availability", program.get("/facilities/jackson/availability")),
        ("create_booking", booked),
        ("create_booking", program.post("/bookings", wanted)),
        ("create_booking", program.post("/bookings", wanted | {"starts_at": "x"})),
        ("create_booking", program.post("/bookings", wanted, key="")),
        ("create_booking", program.post("/bookings", "{")),
        ("list_bookings", program.get("/facilities/jackson/bookings", **DAYS, size=1)),
        ("list_bookings", program.get("/facilities/jackson/bookings", **DAYS)),
        ("get_booking", program.get(path)),
        ("get_booking", program.get(f"/bookings/{remote.public_id}")),
        ("move_booking", program.post(f"{path}/move", {"starts_at": "2026-05-12T10:00-05:00"})),
        ("cancel_booking", program.post(f"{path}/cancel", {})),
        ("move_booking", program.post(f"{path}/move", {"starts_at": "2026-05-12T11:00-05:00"})),
        ("cancel_booking", program.post(f"{path}/cancel", {})),
        ("get_booking", program.get(path)),
    ):
        assert fits(document, operation_id, answer)


def test_problems_of_access_have_the_form_of_the_document(document, jail):
    _, narrow = make_program(jail, scopes=[])
    _, slow = make_program(jail, requests_a_minute=1)
    slow.get("/facilities")
    for operation_id, answer in (
        ("list_facilities", Client().get("/api/v1/facilities")),
        ("list_bookings", narrow.get("/facilities/jackson/bookings", **DAYS)),
        ("list_facilities", slow.get("/facilities")),
    ):
        assert fits(document, operation_id, answer)


@pytest.mark.parametrize("code", KINDS)
def test_the_type_of_a_problem_leads_to_what_it_means(code):
    answer = Client().get(f"/api/v1/problems/{code}")

    assert answer.status_code == 200
    assert answer.content.decode().startswith(str(KINDS[code].title))


def test_a_kind_of_problem_that_there_is_not():
    problem(Client().get("/api/v1/problems/nothing"), 404, "not_found")


@pytest.mark.parametrize("path", ["/nowhere", "/bookings/", "/facilities/", "/bookings/a/b/c"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_addresses_that_do_not_exist(path, method):
    problem(getattr(Client(), method)(f"/api/v1{path}"), 404, "not_found")


def test_a_request_that_is_refused_before_it_comes_so_far(program):
    answer = program.http.get("/api/v1/facilities", headers={"host": "elsewhere.example"})

    problem(answer, 400, "unreadable")


def test_another_method_says_which_there_are(program):
    answer = program.http.delete("/api/v1/bookings")

    problem(answer, 405, "wrong_method")
    assert answer.headers["Allow"] == "POST"


def test_nothing_is_kept_by_caches_on_the_way(program):
    for path in ("/facilities", "/nowhere"):
        assert program.get(path).headers["Cache-Control"] == "no-store"


def test_a_fault_is_a_problem_and_its_log_names_nobody(program, wanted, monkeypatch, caplog):
    def break_down(**_):
        raise IntegrityError("DETAIL: Maria Alvarez")

    monkeypatch.setattr(bookings, "book", break_down)
    with caplog.at_level(logging.DEBUG):
        problem(program.post("/bookings", wanted), 500, "failed")

    assert "A request to the API failed (IntegrityError)" in caplog.text
    assert [word for word in ("Maria", "Alvarez", "Jordan") if word in caplog.text] == []


def test_a_database_that_is_busy_asks_to_come_again(program, wanted, monkeypatch):
    def break_down(**_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(bookings, "book", break_down)
    answer = program.post("/bookings", wanted, key="a")

    problem(answer, 503, "busy")
    assert answer.headers["Retry-After"] == "1"


def test_a_booking_is_logged_without_names_or_pin(program, wanted, caplog):
    with caplog.at_level(logging.INFO):
        pin = program.post("/bookings", wanted).json()["pin"]
        program.post("/bookings", wanted)

    secret = ("Maria", "Alvarez", "Jordan", pin)
    assert [word for word in secret if word in caplog.text] == []


def test_the_document_is_the_same_in_every_language():
    plain = Client().get("/api/v1/openapi.json").content
    spanish = Client(headers={"accept-language": "es"}).get("/api/v1/openapi.json").content

    assert plain == spanish
    assert api.docs_url is None
