"""Which programs have access, to what, and how often."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.test import Client

from parloir.audit.models import AuditEvent
from parloir.clients.models import ApiClient
from parloir.clients.operations import AlreadyRevoked, create_client, revoke_client
from parloir.clients.scopes import Scope
from parloir.throttling import budgets
from parloir.throttling.models import Spending
from tests.api.conftest import Program, make_program, problem
from tests.factories.moments import MINUTE, NINE_ON_MONDAY, SECOND
from tests.factories.people import OPERATOR
from tests.factories.places import make_jail
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db

LATER = {"starts_at": "2026-05-12T10:00:00-05:00"}
DAYS = {"from": "2026-05-11", "to": "2026-05-11"}


def calls_of(jail, wanted, booking_id="000000000000"):
    """Return each call with the scope that it needs."""
    people = {"kind": "onsite", "inmate": wanted["inmate"], "visitor": wanted["visitor"]}
    base = f"/facilities/{jail.slug}"
    return [
        (Scope.READ_AVAILABILITY, lambda one: one.get(f"{base}/availability", **DAYS, **people)),
        (Scope.READ_BOOKINGS, lambda one: one.get(f"{base}/bookings", **DAYS)),
        (Scope.READ_BOOKINGS, lambda one: one.get(f"/bookings/{booking_id}")),
        (Scope.READ_INMATES, lambda one: one.get(f"{base}/inmates/{wanted['inmate']}")),
        (Scope.WRITE_BOOKINGS, lambda one: one.post("/bookings", wanted)),
        (Scope.WRITE_BOOKINGS, lambda one: one.post(f"/bookings/{booking_id}/move", LATER)),
        (Scope.WRITE_BOOKINGS, lambda one: one.post(f"/bookings/{booking_id}/cancel", {})),
    ]


@pytest.mark.parametrize("token", [None, "", "parloir_wrong", "Ünicode"])
def test_without_a_token_that_is_known_nothing_opens(jail, wanted, token):
    program = Program(token or "")
    if token is None:
        program.http = Client()
    for _, call in [*calls_of(jail, wanted), (None, lambda one: one.get("/facilities"))]:
        answer = call(program)
        problem(answer, 401, "not_known")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="parloir"'


def test_token_of_another_scheme_is_not_taken(jail):
    _, token = create_client(
        name="x", facilities=[jail], scopes=[], by=OPERATOR, now=NINE_ON_MONDAY
    )
    for header in (f"Basic {token}", token, f"Bearer  {token}"):
        answer = Client(headers={"authorization": header}).get("/api/v1/facilities")
        problem(answer, 401, "not_known")


@pytest.mark.parametrize("lacking", list(Scope))
def test_a_scope_that_lacks_is_named_and_the_others_are_enough(jail, wanted, lacking):
    booking = make_booking(jail)
    rest = [scope for scope in Scope if scope != lacking]
    _, program = make_program(jail, scopes=rest)
    for scope, call in calls_of(jail, wanted, booking.public_id):
        answer = call(program)
        if scope == lacking:
            assert lacking in problem(answer, 403, "scope_missing")["detail"]
        else:
            assert answer.status_code in {200, 201}


def test_a_token_that_was_revoked_opens_nothing_more(jail, client):
    client, program = make_program(jail)
    assert program.get("/facilities").status_code == 200

    revoke_client(client=client, by=OPERATOR, now=NINE_ON_MONDAY)

    problem(program.get("/facilities"), 401, "not_known")
    with pytest.raises(AlreadyRevoked):
        revoke_client(client=client, by=OPERATOR, now=NINE_ON_MONDAY)
    events = AuditEvent.objects.filter(subject_ref=client.public_id).order_by("id")
    assert [(one.action, one.actor_kind) for one in events] == [
        ("create_client", OPERATOR.kind),
        ("revoke_client", OPERATOR.kind),
    ]


def test_the_token_is_kept_as_a_hash_alone(jail):
    client, token = create_client(
        name="x", facilities=[jail], scopes=[], by=OPERATOR, now=NINE_ON_MONDAY
    )
    row = str(ApiClient.objects.filter(pk=client.pk).values().get())
    events = str(list(AuditEvent.objects.values()))

    assert token not in row + events
    assert len(token) > 40


def test_facilities_are_those_of_the_token(jail, program):
    make_jail(slug="lafayette")

    assert [one["slug"] for one in program.get("/facilities").json()["items"]] == ["jackson"]


def test_other_facilities_are_as_unknown_as_those_that_do_not_exist(program, wanted):
    other = make_jail(slug="lafayette")
    booking = make_booking(other)
    query = {**DAYS, "kind": "onsite", "inmate": "100241", "visitor": wanted["visitor"]}
    pairs = [
        [program.get(f"/facilities/{slug}/{rest}", **query if "avail" in rest else DAYS)
         for slug in ("lafayette", "nowhere")]
        for rest in ("availability", "bookings", "inmates/100241")
    ]  # fmt: skip
    ids = (booking.public_id, "000000000000")
    pairs.append([program.get(f"/bookings/{one}") for one in ids])
    pairs.append([program.post(f"/bookings/{one}/cancel", {}) for one in ids])
    pairs.append([program.post(f"/bookings/{one}/move", LATER) for one in ids])
    pairs.append(
        [program.post("/bookings", wanted | {"facility": one}) for one in ("lafayette", "nowhere")]
    )
    for theirs, unknown in pairs:
        assert problem(theirs, 404, "not_found") == problem(unknown, 404, "not_found")
    booking.refresh_from_db()
    assert booking.is_open


@pytest.mark.parametrize("limit", [1, 3, 45])
def test_after_so_many_requests_a_minute_a_program_waits(jail, nine_on_monday, limit):
    _, program = make_program(jail, requests_a_minute=limit)
    _, another = make_program(jail, requests_a_minute=limit)
    nine_on_monday.move_to(NINE_ON_MONDAY + 20 * SECOND)
    assert [program.get("/facilities").status_code for _ in range(limit)] == [200] * limit

    answer = program.get("/facilities")

    problem(answer, 429, "too_many")
    assert answer.headers["Retry-After"] == "40"
    assert another.get("/facilities").status_code == 200
    nine_on_monday.move_to(NINE_ON_MONDAY + MINUTE - SECOND)
    assert program.get("/facilities").headers["Retry-After"] == "1"
    nine_on_monday.move_to(NINE_ON_MONDAY + MINUTE)
    assert program.get("/facilities").status_code == 200


def test_when_it_was_last_used_is_known_to_the_minute(jail, nine_on_monday):
    client, program = make_program(jail)
    moments = []
    for after in (0, 59, 60, 61):
        nine_on_monday.move_to(NINE_ON_MONDAY + after * SECOND)
        program.get("/facilities")
        client.refresh_from_db()
        moments.append(client.last_used_at - NINE_ON_MONDAY)

    assert moments == [timedelta(), timedelta(), MINUTE, MINUTE]


def test_wrong_tokens_from_one_address_are_bounded_and_right_ones_are_not(jail, monkeypatch):
    monkeypatch.setattr("parloir.api.access.WRONG_TOKENS_A_MINUTE", 3)
    budgets._portions.clear()
    wrong, (_, right) = Program("parloir_wrong"), make_program(jail)
    for _ in range(3):
        problem(wrong.get("/facilities"), 401, "not_known")
    answer = wrong.get("/facilities")
    problem(answer, 429, "too_many")
    assert answer.headers["Retry-After"] == "60"
    assert right.get("/facilities").status_code == 200
    assert "127.0.0.1" not in Spending.objects.get(key__startswith="api-wrong").key


def test_wrong_tokens_from_the_facilitys_own_network_are_only_wrong(jail, monkeypatch, settings):
    monkeypatch.setattr("parloir.api.access.WRONG_TOKENS_A_MINUTE", 1)
    settings.FACILITY_NETWORKS = (ip_network("127.0.0.0/8"),)
    for _ in range(3):
        problem(Program("parloir_wrong").get("/facilities"), 401, "not_known")
