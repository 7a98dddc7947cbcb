"""Whatever a program sends, the API answers as its document says.

schemathesis reads the document and sends requests that it allows and requests that it does not
allow, with a token of every scope and without one. All of its checks are on. What it cannot know is
said here: the rules of a facility may refuse a valid request (422, `refused`), and two dates that
are valid each may be in the wrong order.
"""

import zlib
from ipaddress import ip_network
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.core.result import Ok
from schemathesis.generation.stateful import run_state_machine_as_test
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.schemas import BaseSchema

from parloir.clients.operations import create_client
from parloir.clients.scopes import Scope
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OPERATOR
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db

DOCUMENT = "/api/v1/openapi.json"
TOKENS = {"every scope": tuple(Scope), "no scope": (), **{str(one): (one,) for one in Scope}}
BEYOND_THE_DOCUMENT = {"query.to", "query.after", "query"}
"""What may be wrong with a request that the document allows: the order of days, a changed page."""
SEED = 11
OPERATIONS = (
    "list_facilities",
    "get_inmate",
    "get_availability",
    "list_bookings",
    "get_booking",
    "create_booking",
    "cancel_booking",
    "move_booking",
)


def config(*, examples: int, is_whole: bool, explores: bool) -> schemathesis.Config:
    """Return the settings: with `is_whole`, every boundary of every parameter is tried too."""
    told: dict[str, Any] = {
        "generation": {"max-examples": examples, "deterministic": not explores},
        "phases": {"coverage": {"enabled": is_whole}},
        # 422 is also the answer of the rules: `is_not_called_invalid` looks at which one it is.
        "checks": {
            "positive_data_acceptance": {
                "expected-statuses": ["2xx", "401", "403", "404", "409", "422"]
            }
        },
    }
    return schemathesis.Config.from_dict(told if explores else {**told, "seed": SEED})


@pytest.fixture(autouse=True)
def one_connection():
    """Requests use the connection of the test, as those of Django's own client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def as_many_requests_as_it_takes(settings):
    """Wrong tokens from one network address are slowed down: tests.api.test_access tests that."""
    settings.FACILITY_NETWORKS = (ip_network("127.0.0.0/8"),)


def token_with(jail, scopes) -> str:
    _, token = create_client(
        name="schemathesis",
        facilities=[jail],
        scopes=scopes,
        requests_a_minute=1_000_000,
        by=OPERATOR,
        now=NINE_ON_MONDAY,
    )
    return token


@pytest.fixture
def known(jail, inmate, visitor) -> dict[str, list[str]]:
    """Return values that exist, by the names of parameters and members."""
    return {
        "slug": [jail.slug],
        "facility": [jail.slug],
        "inmate": [inmate.master_id],
        "master_id": [inmate.master_id],
        "visitor": [visitor.public_id],
        "booking_id": [make_booking(jail).public_id for _ in range(3)],
        "starts_at": [f"2026-05-{day}T{hour}:00:00-05:00" for day in (12, 13) for hour in (10, 14)],
        "from": ["2026-05-11", "2026-05-12"],
        "to": ["2026-05-12", "2026-05-17"],
    }


_handler = WSGIHandler()


def uncompressed(environ, start_response):
    """The API as schemathesis can read it: its client does not decompress answers."""
    return _handler({**environ, "HTTP_ACCEPT_ENCODING": "identity"}, start_response)


@pytest.fixture
def api(request):
    """Return a function that reads the document, to send so many requests of each kind."""
    explores = bool(request.config.getoption("everything", default=False))

    def read(*, examples: int, is_whole: bool) -> BaseSchema:
        told = config(
            examples=5 * examples if explores else examples,
            is_whole=is_whole or explores,
            explores=explores,
        )
        return schemathesis.openapi.from_wsgi(DOCUMENT, uncompressed, config=told)

    return read


def point_at_what_exists(case, known) -> None:
    """Let half of the valid requests name what exists, which no document says."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    drawn = zlib.crc32(repr((case.path_parameters, case.query, case.body)).encode())
    if drawn % 2:
        return
    for part in (case.path_parameters, case.query, case.body):
        if isinstance(part, dict):
            for name in sorted(part.keys() & known.keys()):
                part[name] = known[name][drawn % len(known[name])]


def is_not_called_invalid(ctx, response, case) -> None:
    """Check that a request that the document allows is refused by rules, if at all."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if response.status_code == 422:
        errors = {one["where"] for one in response.json().get("errors", [])}
        assert errors <= BEYOND_THE_DOCUMENT, f"valid, and called invalid: {errors}"


def is_a_problem_that_says_what_to_do(ctx, response, case) -> None:
    if response.status_code >= 400 and case.method.upper() != "HEAD":
        content = response.json()
        assert content["status"] == response.status_code
        assert content["detail"]


OURS = [is_not_called_invalid, is_a_problem_that_says_what_to_do]


def send(document, operation_id, act) -> None:
    """Call `act` with every case of this operation."""
    [read] = get_all_tests(
        schema=document.include(operation_id=operation_id),
        test_func=lambda case: act(case),
        settings=None,
        given_kwargs={},
    )
    assert isinstance(read, Ok), read
    _, run = read.ok()
    run()


@pytest.mark.parametrize("operation_id", OPERATIONS)
@pytest.mark.parametrize("scopes", TOKENS)
def test_every_answer_is_as_the_document_says(api, jail, known, scopes, operation_id):
    is_whole = scopes == "every scope"
    headers = {"Authorization": f"Bearer {token_with(jail, TOKENS[scopes])}"}

    def act(case):
        point_at_what_exists(case, known)
        case.call_and_validate(headers=headers, additional_checks=OURS)

    send(api(examples=12 if is_whole else 3, is_whole=is_whole), operation_id, act)


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_nothing_is_answered_without_a_token(api, known, operation_id):
    def act(case):
        point_at_what_exists(case, known)
        assert case.call_and_validate(additional_checks=OURS).status_code >= 400

    send(api(examples=3, is_whole=False), operation_id, act)


def test_what_was_booked_can_be_read_moved_and_cancelled(api, jail, known):
    """Follow the links of the document from each booking that was made."""
    headers = {"Authorization": f"Bearer {token_with(jail, tuple(Scope))}"}
    others = {name: values for name, values in known.items() if name != "booking_id"}

    class Programs(api(examples=5, is_whole=False).as_state_machine()):
        def before_call(self, case):
            point_at_what_exists(case, others)

        def get_call_kwargs(self, case):
            return {"headers": headers}

        def validate_response(self, response, case, additional_checks=None, **sent):
            """Check with the token in mind: without it, it is taken for one that was drawn."""
            case.validate_response(
                response,
                additional_checks=OURS,
                headers=headers,
                transport_kwargs=sent,
                recorder=self.recorder,
            )

    run_state_machine_as_test(
        Programs,
        settings=settings(
            max_examples=max(6, settings.default.max_examples // 4),
            stateful_step_count=6,
            suppress_health_check=list(HealthCheck),
        ),
    )
