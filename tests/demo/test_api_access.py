"""The token in `demo.json` is enough to book a visit through the API."""

import json

import pytest
import time_machine
from django.test import Client

from parloir.bookings.models import Booking
from parloir.clients.models import ApiClient
from parloir.clients.operations import client_with_token, revoke_client
from parloir.clients.scopes import Scope
from parloir.demo.loading import load_demo
from tests.demo.conftest import BASE_URL
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OPERATOR


@pytest.fixture(autouse=True)
def nine_on_monday():
    with time_machine.travel(NINE_ON_MONDAY, tick=False):
        yield


def program(demo) -> Client:
    return Client(headers={"authorization": f"Bearer {demo['api']['token']}"})


def test_the_token_opens_both_facilities(demo):
    answer = program(demo).get("/api/v1/facilities")

    slugs = {one["slug"] for one in answer.json()["items"]}
    assert slugs == {one["slug"] for one in demo["facilities"]}
    assert demo["api"]["url"] == f"{BASE_URL}/api/v1"
    assert set(demo["api"]["scopes"]) == set(Scope)


def test_a_visit_is_booked_with_what_the_file_says(demo):
    inmate = demo["inmates"][0]
    people = {"visitor": demo["api"]["visitor_id"], "inmate": inmate["master_id"], "kind": "onsite"}
    http = program(demo)
    offered = http.get(
        f"/api/v1/facilities/{inmate['facility']}/availability",
        {**people, "from": "2026-05-12", "to": "2026-05-12"},
    ).json()
    starts_at = offered["days"][0]["times"][0]["starts_at"]

    answer = http.post(
        "/api/v1/bookings",
        json.dumps({**people, "facility": inmate["facility"], "starts_at": starts_at}),
        content_type="application/json",
        headers={"idempotency-key": "first"},
    )

    assert answer.status_code == 201
    booking = Booking.objects.get(public_id=answer.json()["id"])
    assert booking.visitor.user.email == demo["visitor"]["email"]


def test_the_token_stays_good_and_a_revoked_one_is_followed_by_another(demo, now):
    again = load_demo(base_url=BASE_URL, now=now)
    assert again["api"] == demo["api"]
    assert ApiClient.objects.count() == 1

    client = client_with_token(demo["api"]["token"], now=now)
    assert client is not None
    revoke_client(client=client, by=OPERATOR, now=now)
    after = load_demo(base_url=BASE_URL, now=now)

    assert after["api"]["token"] != demo["api"]["token"]
    assert program(after).get("/api/v1/facilities").status_code == 200
