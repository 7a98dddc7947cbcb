"""Nothing that an agency has on record is read by the staff and programs of another one.

Every address of the console and of the API is in a table, and is asked for with the other agency's
ids and words. A new one fails here until it joins.
"""

import json
from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.api.v1 import api
from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking
from parloir.people.models import Inmate
from parloir.screens.wall import wall_screen
from parloir.visits.supervision import answer_call, live_visit
from parloir.web.live.urls import urlpatterns as live_urls
from parloir.web.staff.urls import urlpatterns as staff_urls
from tests.agencies.conftest import HERE, THERE
from tests.agencies.scene import MARKER, Records, make_records
from tests.agencies.staff_rows import ROWS, Row
from tests.api.conftest import make_program
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OFFICER
from tests.factories.visits import TEN_ON_MONDAY

OF_VISITORS = {"room"}
"""Addresses beside the console's that staff do not open."""
REFUSED = {403, 404, 405}


@pytest.fixture
def records(cast, now) -> Records:
    return make_records(cast, now)


def addresses(name: str, row: Row, records: Records) -> Iterator[str]:
    for arguments in row.arguments(records):
        for query in row.queries(records):
            yield reverse(name, args=arguments) + query


def body_of(answer) -> str:
    return answer.getvalue().decode(errors="replace")


def events_of_a(cast) -> int:
    of_agency = AuditEvent.objects.filter(agency_ref=cast.other_jail.agency.public_id)
    return of_agency.count() + AuditEvent.objects.filter(facility_ref=THERE).count()


def test_every_address_of_the_console_is_in_the_table():
    names = {one.name for one in [*staff_urls, *live_urls]}

    assert names - OF_VISITORS == set(ROWS)


@pytest.mark.parametrize("role", list(Role))
def test_staff_of_another_agency_read_no_word_and_change_nothing(cast, records, role):
    client, before = cast.client(role), events_of_a(cast)
    for name, row in ROWS.items():
        assert row.arguments(records), name
        for address in addresses(name, row, records):
            got = client.get(address, follow=True)
            posted = client.post(address, row.posts(records), follow=True)
            for answer in (got, posted):
                assert MARKER not in body_of(answer), (name, address)
                assert row.is_open_to_b or answer.status_code in REFUSED, (name, address)
    assert events_of_a(cast) == before


def test_own_staff_read_what_the_table_says(cast, records):
    """Without this, the marker could be missing because it is nowhere."""
    blind = []
    for name, row in ROWS.items():
        if row.seen_by is not None:
            client = cast.client(row.seen_by, elsewhere=True)
            pages = [body_of(client.get(one)) for one in addresses(name, row, records)]
            if not any(MARKER in page for page in pages):
                blind.append(name)
    assert blind == []


def test_the_page_of_a_visitor_whom_both_know_shows_each_its_own(cast, records):
    address = reverse("staff_visitor", args=[records.shared.public_id])
    here = cast.client(Role.OFFICER).get(address).context
    there = cast.client(Role.OFFICER, elsewhere=True).get(address).context

    assert [len(here["bookings"]), len(here["violations"]), len(here["restrictions"])] == [1, 0, 0]
    assert [len(there["bookings"]), len(there["violations"]), len(there["restrictions"])] == [
        1, 1, 1,
    ]  # fmt: skip


# The wall


def wall_at(*slugs: str, opened: str) -> str:
    return wall_screen(
        facilities=slugs, opened=opened, notice=None, connection="x", officer=OFFICER.ref,
        now=TEN_ON_MONDAY,
    ).model_dump_json()  # fmt: skip


def test_the_wall_shows_no_visit_and_no_record_of_another_agency(records):
    screen = wall_at(HERE, opened=records.live_here.public_id)
    (tile,) = json.loads(screen)["tiles"]

    assert MARKER not in screen
    assert (tile["visit"], tile["violations"]) == (records.live_here.public_id, 0)
    person = json.loads(screen)["detail"]["people"][0]
    assert (person["name"], person["history"], person["visits"]) == ("Ruth Okafor", [], [])


def test_the_wall_of_an_officer_of_both_shows_both(records):
    screen = json.loads(wall_at(HERE, THERE, opened=records.live_here.public_id))
    (tile,) = [one for one in screen["tiles"] if one["facility"] == HERE]

    assert tile["violations"] == 1
    assert MARKER in screen["detail"]["people"][0]["history"][0]


def test_an_id_of_another_agency_opens_no_visit_and_answers_no_call(records):
    monitor = records.live.booking.monitor
    type(monitor).objects.filter(pk=monitor.pk).update(asked_for_staff_at=TEN_ON_MONDAY)

    assert live_visit(public_id=records.live.public_id, facilities=[HERE]) is None
    assert wall_at(HERE, opened=records.live.public_id).count(monitor.public_id) == 0
    assert not answer_call(
        device_id=monitor.public_id, facilities=[HERE], by=OFFICER, now=TEN_ON_MONDAY
    )


# The API


def calls(records: Records):
    """Return by path what a program of B asks with A's ids; None where it has none to send."""
    booking = records.ids(Booking)[0]
    master_id = records.rows(Inmate)[0].master_id
    mine = records.live_here.booking.inmate.master_id
    days = {"from": "2026-05-11", "to": "2026-05-17"}
    people = {"kind": "onsite", "inmate": mine, "visitor": records.theirs.public_id}
    starts = {"starts_at": "2026-05-12T10:00:00-05:00"}
    return {
        "/facilities": [lambda one: one.get("/facilities")],
        "/facilities/{slug}/inmates/{master_id}": [
            lambda one: one.get(f"/facilities/{THERE}/inmates/{master_id}"),
            lambda one: one.get(f"/facilities/{HERE}/inmates/{master_id}"),
        ],
        "/facilities/{slug}/availability": [
            lambda one: one.get(f"/facilities/{THERE}/availability", **days, **people),
            lambda one: one.get(f"/facilities/{HERE}/availability", **days, **people),
        ],
        "/facilities/{slug}/bookings": [
            lambda one: one.get(f"/facilities/{THERE}/bookings", **days),
            lambda one: one.get(f"/facilities/{HERE}/bookings", **days),
        ],
        "/bookings": [
            lambda one: one.post("/bookings", {"facility": HERE, **people, **starts}),
            lambda one: one.post("/bookings", {"facility": THERE, **people, **starts}),
        ],
        "/bookings/{booking_id}": [lambda one: one.get(f"/bookings/{booking}")],
        "/bookings/{booking_id}/cancel": [lambda one: one.post(f"/bookings/{booking}/cancel", {})],
        "/bookings/{booking_id}/move": [lambda one: one.post(f"/bookings/{booking}/move", starts)],
    }


OPEN_TO_B = {"/facilities", "/facilities/{slug}/bookings"}


def test_programs_of_another_agency_read_no_word_and_change_nothing(cast, records):
    before = events_of_a(cast)
    with time_machine.travel(NINE_ON_MONDAY, tick=False):
        _, program = make_program(cast.jail)
        for path, asked in calls(records).items():
            for call in asked:
                answer = call(program)
                assert MARKER not in body_of(answer), path
                assert records.theirs.public_id not in body_of(answer), path
                assert answer.status_code == 404 or path in OPEN_TO_B, path
    assert events_of_a(cast) == before


def test_a_visitor_who_has_not_asked_is_as_unknown_to_a_program_as_nobody(cast, records):
    inmate = records.live_here.booking.inmate.master_id
    wanted = {"from": "2026-05-12", "to": "2026-05-12", "kind": "onsite", "inmate": inmate}
    with time_machine.travel(NINE_ON_MONDAY, tick=False):
        _, program = make_program(cast.jail)
        answers = [
            program.get(f"/facilities/{HERE}/availability", **wanted, visitor=visitor)
            for visitor in (records.theirs.public_id, "000000000000", records.shared.public_id)
        ]

    assert [one.status_code for one in answers] == [404, 404, 200]
    assert answers[0].json() == answers[1].json()


def test_every_address_of_the_api_is_in_the_table(records):
    paths = {path.removeprefix("/api/v1") for path in api.get_openapi_schema()["paths"]}

    assert paths == set(calls(records))
