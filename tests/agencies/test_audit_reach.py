"""An auditor reads events of their facilities and agencies, and sign-ins of people they know."""

from datetime import timedelta

import pytest
from django.urls import reverse

from parloir.accounts.failed_sign_ins import record_failed_sign_in
from parloir.accounts.models import Role
from parloir.accounts.policies import actor_of
from parloir.audit.actors import ANONYMOUS, CLOCK
from parloir.audit.models import AuditEvent
from parloir.audit.operations import record
from parloir.clients.operations import create_client, revoke_client
from parloir.facts.staff import change_staff
from parloir.web.staff import audit_reach
from tests.factories.people import OFFICER, OPERATOR, UserFactory, as_visitor, ask, make_visitor
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in


@pytest.fixture
def read(cast):
    """Return a function that reads the audit at B, filtered: what was done, but for what the
    auditor does who reads it."""

    def read(**query):
        page = cast.client(Role.AUDITOR).get(reverse("audit"), query, follow=True)
        own = cast.user(Role.AUDITOR).public_id
        return [event.action for event, _ in page.context["rows"] if event.actor_ref != own]

    return read


def write(action, now, *, by, on, **where):
    record(action, by=by, on=on, at=now, **where)


def test_events_are_those_of_own_facilities_and_agencies(cast, now, read):
    a, b = cast.other_jail, cast.jail
    second = make_jail(slug="liberty", agency=b.agency)
    write("at_b", now, by=OFFICER, on=b, facility=b.slug)
    write("of_b", now, by=OFFICER, on=b, agency=b.agency.public_id)
    write("at_a", now, by=OFFICER, on=a, facility=a.slug)
    write("of_a", now, by=OFFICER, on=a, agency=a.agency.public_id)
    write("where_b_has_no_auditor", now, by=OFFICER, on=second, facility=second.slug)
    write("at_a_of_b", now, by=OFFICER, on=a, facility=a.slug, agency=b.agency.public_id)

    assert read() == ["of_b", "at_b"]


def test_events_of_neither_are_those_of_known_visitors(cast, now, read):
    theirs, shared, new = make_visitor(), make_visitor(), make_visitor()
    ask(shared, cast.jail.agency)
    for name, visitor in (("theirs", theirs), ("shared", shared), ("new", new)):
        write(f"sign_in_of_{name}", now, by=as_visitor(visitor), on=visitor)

    assert read() == ["sign_in_of_shared"]
    ask(new, cast.jail.agency)
    assert read() == ["sign_in_of_new", "sign_in_of_shared"]


def test_events_of_neither_are_those_of_staff_who_serve_here(cast, now, read):
    here, there = cast.user(Role.OFFICER), cast.staff[Role.OFFICER, cast.other_jail.slug]
    for user in (here, there):
        write(f"set_password_{user.roles.get().facility_slug}", now, by=actor_of(user), on=user)

    assert read() == ["set_password_clay"]


def test_staff_of_two_agencies_show_each_only_what_concerns_their_account(cast, now, read):
    both = cast.user(Role.OFFICER)
    both.roles.create(role=Role.OFFICER, facility_slug=cast.other_jail.slug)
    write("set_password", now, by=actor_of(both), on=both)
    write("look_at_visitor", now, by=actor_of(both), on=make_visitor())

    assert read() == ["set_password"]


def test_a_wrong_password_is_read_where_its_account_is_known(cast, now, read):
    here, there = cast.user(Role.OFFICER), cast.staff[Role.OFFICER, cast.other_jail.slug]
    known, unknown = make_visitor(), make_visitor()
    ask(known, cast.jail.agency)
    for user in (here, there, known.user, unknown.user):
        record_failed_sign_in(email=user.email, now=now)
    record_failed_sign_in(email="nobody@example.org", now=now)

    assert read() == ["sign_in"] * 2
    assert read(subject=here.public_id) == ["sign_in"]
    assert read(subject=known.user.public_id) == ["sign_in"]


def test_what_nobody_of_an_agency_did_is_for_superusers(cast, now, read):
    superuser = UserFactory(is_staff=True, is_superuser=True)
    for by in (ANONYMOUS, CLOCK, OFFICER, actor_of(superuser)):
        write("something", now, by=by, on=superuser)

    assert read() == []


def test_a_visitor_who_is_unknown_stays_an_id(cast, now):
    """Their refused request is an event of the facility."""
    unknown, known = make_visitor(first_name="Quillon"), make_visitor(first_name="Ruth")
    ask(known, cast.jail.agency)
    for visitor in (unknown, known):
        write("refuse", now, by=as_visitor(visitor), on=visitor, facility=cast.jail.slug)

    page = cast.client(Role.AUDITOR).get(reverse("audit"), {"action": "refuse"})

    assert [name for _, name in page.context["rows"]] == [str(known.user), ""]


def test_an_email_finds_the_events_of_known_people_alone(cast, now, read):
    unknown, known = make_visitor(), make_visitor()
    ask(known, cast.jail.agency)
    for visitor in (unknown, known):
        write("refuse", now, by=as_visitor(visitor), on=visitor, facility=cast.jail.slug)

    assert read(actor=unknown.user.email) == []
    assert read(actor=known.user.email.upper()) == ["refuse"]
    assert read(actor=unknown.user.public_id) == ["refuse"]


def test_reading_is_an_event_of_each_agency_of_the_auditor(cast):
    auditor = cast.user(Role.AUDITOR)
    auditor.roles.create(role=Role.AUDITOR, facility_slug=cast.other_jail.slug)
    signed_in(auditor).get(reverse("audit"))

    found = AuditEvent.objects.filter(action="read_audit")
    agencies = {cast.jail.agency.public_id, cast.other_jail.agency.public_id}
    assert set(found.values_list("agency_ref", flat=True)) == agencies


def test_pages_leave_nothing_out_and_repeat_nothing(cast, now, monkeypatch):
    """Events of neither are looked through in windows; the next page begins where one ended."""
    monkeypatch.setattr(audit_reach, "WINDOW", 3)
    monkeypatch.setattr(audit_reach, "MOST_WINDOWS", 2)
    monkeypatch.setattr("parloir.web.staff.auditing.A_PAGE", 4)
    theirs, own = make_visitor(), make_visitor()
    ask(own, cast.jail.agency)
    for number in range(30):
        write("tick", now, by=as_visitor(own if number % 7 == 0 else theirs), on=own)
        if number % 4 == 0:
            write("tick", now, by=CLOCK, on=own, facility=cast.jail.slug)
        if number % 9 == 0:
            write("tick", now, by=OFFICER, on=own, agency=cast.jail.agency.public_id)
    client, query, read = cast.client(Role.AUDITOR), "?action=tick", []
    for _ in range(40):
        page = client.get(reverse("audit") + query, follow=True)
        read += [event.pk for event, _ in page.context["rows"]]
        query = page.context["older"]
        if not query:
            break

    known = AuditEvent.objects.filter(action="tick").exclude(
        actor_ref=theirs.user.public_id, facility_ref="", agency_ref=""
    )
    assert read == list(known.order_by("-id").values_list("pk", flat=True))


def test_a_page_on_which_nothing_fits_leads_on_to_the_older_events(cast, now, monkeypatch):
    monkeypatch.setattr(audit_reach, "WINDOW", 2)
    monkeypatch.setattr(audit_reach, "MOST_WINDOWS", 1)
    theirs = make_visitor()
    write("tick", now, by=CLOCK, on=theirs, facility=cast.jail.slug)
    for _ in range(5):
        write("tick", now, by=as_visitor(theirs), on=theirs)
    client = cast.client(Role.AUDITOR)

    first = client.get(reverse("audit"), {"action": "tick"})
    page = client.get(reverse("audit"), {"action": "tick"}, follow=True)

    assert first.status_code == 302
    assert [event.facility_ref for event, _ in page.context["rows"]] == [cast.jail.slug]
    assert AuditEvent.objects.filter(action="read_audit").count() == 1


def test_events_about_programs_and_accounts_belong_to_their_agency(cast, now):
    administrator = actor_of(cast.user(Role.ADMINISTRATOR))
    whose = {"by": administrator, "now": now}
    client, _ = create_client(name="Jail", facilities=[cast.jail], scopes=[], **whose)
    revoke_client(client=client, **whose)
    both, _ = create_client(
        name="Both", facilities=[cast.jail, cast.other_jail], scopes=[], by=OPERATOR, now=now
    )
    officer = cast.user(Role.OFFICER)
    change_staff(user=officer, language="es", **whose)

    of_b = cast.jail.agency.public_id
    for subject, agency in ((client, of_b), (both, ""), (officer, of_b)):
        found = AuditEvent.objects.filter(subject_ref=subject.public_id)
        assert set(found.values_list("agency_ref", flat=True)) == {agency}


def test_days_of_the_filter_are_those_of_the_facility(cast, now, read):
    midnight = now.astimezone(cast.jail.zone).replace(hour=0, minute=0)
    for minutes in (-1, 0):
        at = midnight + timedelta(minutes=minutes)
        write(f"tick_{minutes}", at, by=CLOCK, on=cast.jail, facility=cast.jail.slug)

    assert read(first=midnight.date().isoformat()) == ["tick_0"]
