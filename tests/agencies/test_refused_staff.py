"""What staff may not do is on record at their own agency, once in a quarter of an hour."""

from datetime import timedelta

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from parloir.facilities.models import Closure, Facility
from parloir.facts.configuration import configure
from parloir.facts.edits import Changed
from parloir.facts.permission_refusals import (
    ACTION,
    MOST_WITHIN,
    WITHIN,
    record_permission_refusal,
)
from parloir.people.models import Inmate
from tests.factories.people import make_inmate, make_staff, make_visitor
from tests.factories.sign_ins import signed_in
from tests.web.admin_site.test_configuration import form_of

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def at_this_time(now, monkeypatch):
    monkeypatch.setattr("parloir.web.permission_refusals.current_time", lambda: now)


def events() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=ACTION).order_by("id"))


def test_a_page_of_another_role_leaves_an_event_at_ones_own_agency(cast, now):
    officer = cast.user(Role.OFFICER)

    page = signed_in(officer).get(reverse("audit"))

    (event,) = events()
    assert page.status_code == 403
    assert (event.actor_ref, event.subject_ref) == (officer.public_id, officer.public_id)
    assert (event.agency_ref, event.outcome, event.at) == (
        cast.jail.agency.public_id,
        "refused",
        now,
    )
    assert event.details == {"asked": "GET audit", "reason": "", "facilities": ""}


def test_a_refused_form_is_on_record_although_the_change_is_undone(cast, monkeypatch):
    """A list that came too late: the roles have changed since the page was opened."""
    administrator = cast.user(Role.ADMINISTRATOR)
    client = signed_in(administrator)
    inmate = make_inmate(cast.jail)
    address = reverse("admin:people_inmate_change", args=[inmate.pk])
    form = form_of(client.get(address)) | {"first_name": "Other"}
    monkeypatch.setattr(
        "parloir.web.admin_site.people.InmateAdmin.change",
        lambda self, saved, by, now: configure(
            Changed(cast.other_jail, {"grace_minutes": 20}), by=by, now=now
        ),
    )

    client.post(address, form)

    (event,) = events()
    assert event.details == {
        "asked": "POST admin:people_inmate_change",
        "reason": "elsewhere",
        "facilities": cast.other_jail.slug,
    }
    assert Inmate.objects.get(pk=inmate.pk).first_name == inmate.first_name
    assert Facility.objects.get(pk=cast.other_jail.pk).grace_minutes != 20


def test_the_administration_is_a_page_like_others(cast):
    page = cast.client(Role.OFFICER).get(reverse("admin:index"), follow=True)
    assert page.status_code == 403
    assert [one.details["asked"] for one in events()] == ["GET admin:login"]


def test_what_visitors_and_strangers_may_not_do_leaves_nothing(cast, client):
    assert signed_in(make_visitor().user).get(reverse("audit")).status_code == 403
    assert client.get(reverse("audit")).status_code == 302
    assert events() == []


def test_what_is_not_there_for_somebody_leaves_nothing(cast, now):
    """Rows of other agencies do not exist for them, and neither does a refusal."""
    closure = Closure.objects.create(
        facility=cast.other_jail, starts_at=now, ends_at=now + WITHIN, reason="Count"
    )
    closing = reverse("end_closure", args=[closure.public_id])
    assert cast.client(Role.OFFICER).post(closing).status_code == 404
    assert events() == []


def test_auditor_reads_what_staff_of_the_own_agency_may_not_do_and_of_no_other(cast):
    for elsewhere in (False, True):
        cast.client(Role.OFFICER, elsewhere=elsewhere).get(reverse("audit"))

    page = cast.client(Role.AUDITOR).get(reverse("audit"), {"action": ACTION})

    assert [event.actor_ref for event, _ in page.context["rows"]] == [
        cast.user(Role.OFFICER).public_id
    ]


def test_each_agency_of_a_person_has_the_event(cast, now):
    both = make_staff(Role.OFFICER, cast.jail, cast.other_jail)
    record_permission_refusal(user=both, asked="GET audit", now=now)
    record_permission_refusal(user=both, asked="GET audit", now=now)
    agencies = {cast.jail.agency.public_id, cast.other_jail.agency.public_id}
    assert sorted(one.agency_ref for one in events()) == sorted(agencies)


@pytest.mark.parametrize(("later", "recorded"), [(WITHIN - SECOND, 1), (WITHIN, 2)])
def test_the_same_request_is_recorded_again_after_a_quarter_of_an_hour(cast, now, later, recorded):
    for at in (now, now + later):
        record_permission_refusal(user=cast.user(Role.OFFICER), asked="GET audit", now=at)
    assert len(events()) == recorded


def test_the_same_page_is_recorded_once_however_often_it_is_asked_for(cast):
    client = cast.client(Role.OFFICER)
    for _ in range(3):
        client.get(reverse("audit"))
    (event,) = events()
    assert event.subject_kind == "User"


def test_somebody_who_tries_everything_fills_no_table(cast, now):
    officer, other = cast.user(Role.OFFICER), cast.user(Role.REGISTRAR)
    for number in range(MOST_WITHIN + 5):
        record_permission_refusal(user=officer, asked=f"GET page-{number}", now=now)
    record_permission_refusal(user=other, asked="GET audit", now=now)
    assert [one.actor_ref for one in events()] == (
        [officer.public_id] * MOST_WITHIN + [other.public_id]
    )
