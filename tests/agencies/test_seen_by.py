"""Who has seen what of one person, between two days, for the auditors of their facilities."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.accounts.policies import actor_of
from parloir.audit.looks import Look, record_looks
from parloir.audit.models import AuditEvent
from parloir.web.staff import seen_by
from tests.factories.moments import MONDAY, NINE_ON_MONDAY
from tests.factories.people import ask, make_inmate, make_visitor
from tests.factories.subjects import Thing

A_DAY = timedelta(days=1)


@pytest.fixture
def inmate(cast):
    return make_inmate(cast.jail, master_id="555001")


def look(cast, person, *, now=NINE_ON_MONDAY, at=None, number=0) -> None:
    one = Look(Thing(f"case{number:08}"), facility=(at or cast.jail).slug, person=person.public_id)
    record_looks("look_at_case", [one], by=actor_of(cast.user(Role.OFFICER)), now=now)


def read(cast, text, **query):
    return cast.client(Role.AUDITOR).get(reverse("seen_by"), {"person": text} | query)


def seen(page) -> list[tuple[str, str]]:
    return [(name, what) for _event, name, what in page.context["rows"]]


def test_a_look_is_shown_with_who_saw_what_and_when(cast, inmate):
    look(cast, inmate)
    page = read(cast, "555001")
    officer = cast.user(Role.OFFICER)
    auditor = cast.user(Role.AUDITOR)
    assert seen(page) == [(str(auditor), "This list"), (str(officer), "A violation")]
    assert "2026-05-11 09:00:00 CDT" in page.content.decode()


def test_to_read_the_list_is_a_look_at_the_person(cast, inmate):
    read(cast, inmate.public_id)
    event = AuditEvent.objects.get(action="read_looks")
    assert (event.person_ref, event.subject_ref) == (inmate.public_id, inmate.public_id)
    assert event.agency_ref == cast.jail.agency.public_id


def test_days_are_whole_ones_of_the_facility(cast, inmate):
    midnight = NINE_ON_MONDAY - timedelta(hours=9)
    for number, now in enumerate(
        (midnight - timedelta(microseconds=1), midnight, midnight + A_DAY)
    ):
        look(cast, inmate, now=now, number=number)
    page = read(cast, "555001", first=MONDAY.isoformat(), last=MONDAY.isoformat())
    assert [event.at for event, _name, what in page.context["rows"] if what == "A violation"] == [
        midnight
    ]


def test_a_visitor_is_found_by_email_if_an_agency_of_the_auditor_knows_them(cast):
    known, unknown = make_visitor(), make_visitor()
    ask(known, cast.jail.agency)
    assert read(cast, known.user.email.upper()).context["person"] == known
    for text in (unknown.user.email, unknown.public_id, "nobody@example.org"):
        page = read(cast, text)
        assert page.status_code == 422
        assert "person" not in page.context
    assert AuditEvent.objects.filter(action="read_looks").count() == 1


def test_an_inmate_of_another_facility_is_found_by_nobody_here(cast):
    other = make_inmate(cast.other_jail, master_id="777001")
    assert read(cast, "777001").status_code == 422
    assert read(cast, other.public_id).status_code == 422


def test_looks_at_another_facility_are_not_shown(cast):
    visitor = make_visitor()
    ask(visitor, cast.jail.agency)
    look(cast, visitor, at=cast.other_jail)
    page = read(cast, visitor.public_id)
    assert "A violation" not in [what for _name, what in seen(page)]


def test_a_list_is_read_a_page_at_a_time_with_as_many_queries(cast, inmate, monkeypatch):
    monkeypatch.setattr(seen_by, "A_PAGE", 2)
    look(cast, inmate)
    read(cast, "555001")  # opens what is opened once
    with CaptureQueriesContext(connection) as one:
        read(cast, "555001")
    for number in range(1, 6):
        look(cast, inmate, number=number)
    with CaptureQueriesContext(connection) as more:
        first = read(cast, "555001")
    assert len(more) == len(one)
    assert len(first.context["rows"]) == 2
    second = cast.client(Role.AUDITOR).get(reverse("seen_by") + first.context["older"])
    oldest_of_first = first.context["rows"][-1][0].pk
    assert all(event.pk < oldest_of_first for event, _name, _what in second.context["rows"])
