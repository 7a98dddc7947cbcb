"""Staff of an agency find, open and act on the visitors who have asked there, and nobody else."""

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from parloir.facts.permission_refusals import ACTION
from parloir.people.known_visitors import (
    agencies_that_know,
    is_unknown_account,
    visitor_known_at,
    visitors_known_at,
)
from parloir.web.staff.sections import LOOKERS
from tests.factories.people import UserFactory, VisitorFactory, ask, make_inmate, make_visitor
from tests.factories.places import AgencyFactory, make_jail
from tests.factories.sign_ins import signed_in

ADDRESS = "quillon@example.org"
SAYING_SO = "An account with this email address exists."
ACTS = [
    ("staff_visitor", "get"),
    ("hand_out_password", "get"),
    ("hand_out_password", "post"),
    ("take_visitors_factor", "get"),
    ("take_visitors_factor", "post"),
    ("close_visitor_account", "post"),
    ("reopen_visitor_account", "post"),
]


@pytest.fixture
def theirs(cast):
    """Return a visitor who has asked the other agency only."""
    user = UserFactory(email=ADDRESS)
    return make_visitor(first_name="Quillon", last_name="Quillon", user=user)


@pytest.mark.parametrize("text", ["quillon", "Quil Quil", ADDRESS.upper()])
def test_search_finds_nobody_of_another_agency(cast, theirs, text):
    for role in LOOKERS:
        page = cast.client(role).get(reverse("people"), {"text": text})
        assert page.context["visitors"].people == []
    own = cast.client(Role.OFFICER, elsewhere=True).get(reverse("people"), {"text": text})
    assert own.context["visitors"].people == [theirs]


def test_search_for_the_email_of_an_unknown_person_says_that_an_account_exists_and_nothing_else(
    cast, theirs
):
    client = cast.client(Role.REGISTRAR)
    page = client.get(reverse("people"), {"text": ADDRESS})
    body = page.content.decode()
    about_them = (theirs.first_name, theirs.public_id, theirs.user.public_id, theirs.phone)

    assert SAYING_SO in body
    assert not [one for one in about_them if one in body]


def test_search_for_anything_but_a_whole_email_says_nothing_of_accounts(cast, theirs):
    client = cast.client(Role.REGISTRAR)
    for text in ("nobody@example.org", "quillon@example", "@example.org", "quil"):
        page = client.get(reverse("people"), {"text": text})
        assert SAYING_SO not in page.content.decode(), text


def test_search_for_an_own_visitors_email_finds_them(cast, theirs):
    ask(theirs, cast.jail.agency)

    page = cast.client(Role.REGISTRAR).get(reverse("people"), {"text": ADDRESS})

    assert page.context["visitors"].people == [theirs]
    assert SAYING_SO not in page.content.decode()


@pytest.mark.parametrize(("name", "method"), ACTS)
def test_pages_of_a_visitor_of_another_agency_do_not_exist(cast, theirs, name, method):
    address = reverse(name, args=[theirs.public_id])
    done = AuditEvent.objects.exclude(action__in=(ACTION, "sign_in"))
    before = done.count()
    for role in Role:
        answer = getattr(cast.client(role), method)(address, {"has_seen_id": "on"})
        assert answer.status_code in {403, 404}
    theirs.user.refresh_from_db()
    assert theirs.user.is_active
    assert done.count() == before


def test_a_role_at_one_agency_permits_nothing_at_the_other(cast, theirs):
    """A registrar at B who is an officer at A sees A's visitor as an officer does."""
    registrar = cast.user(Role.REGISTRAR)
    registrar.roles.create(role=Role.OFFICER, facility_slug=cast.other_jail.slug)
    client = signed_in(registrar)

    page = client.get(reverse("staff_visitor", args=[theirs.public_id]))
    closing = client.post(reverse("close_visitor_account", args=[theirs.public_id]))
    sheet = client.get(reverse("hand_out_password", args=[theirs.public_id]))

    assert page.status_code == 200
    assert not page.context["keeps_accounts"]
    assert not page.context["may_hand_out_password"]
    assert (closing.status_code, sheet.status_code) == (404, 404)


def test_a_sheet_is_handed_out_at_a_facility_of_an_agency_that_knows_the_visitor(cast, theirs):
    registrar = cast.user(Role.REGISTRAR)
    registrar.roles.create(role=Role.REGISTRAR, facility_slug=cast.other_jail.slug)

    page = signed_in(registrar).post(
        reverse("hand_out_password", args=[theirs.public_id]), {"has_seen_id": "on"}
    )

    assert page.context["facility"] == cast.other_jail
    event = AuditEvent.objects.get(action="hand_out_password_link")
    assert event.facility_ref == cast.other_jail.slug


def test_a_look_and_a_closed_account_belong_to_the_agency_of_who_did_it(cast, theirs):
    ask(theirs, cast.jail.agency)
    client = cast.client(Role.REGISTRAR)

    client.get(reverse("staff_visitor", args=[theirs.public_id]))
    client.post(reverse("close_visitor_account", args=[theirs.public_id]))
    client.post(reverse("reopen_visitor_account", args=[theirs.public_id]))

    for action in ("look_at_visitor", "close_account", "reopen_account"):
        assert AuditEvent.objects.get(action=action).agency_ref == cast.jail.agency.public_id


def test_a_look_by_somebody_who_serves_both_agencies_is_on_record_at_both(cast, theirs):
    ask(theirs, cast.jail.agency)
    officer = cast.user(Role.OFFICER)
    officer.roles.create(role=Role.OFFICER, facility_slug=cast.other_jail.slug)

    signed_in(officer).get(reverse("staff_visitor", args=[theirs.public_id]))

    found = AuditEvent.objects.filter(action="look_at_visitor").values_list("agency_ref", flat=True)
    assert set(found) == {cast.jail.agency.public_id, cast.other_jail.agency.public_id}


def test_why_not_is_answered_for_known_visitors_alone(cast, theirs):
    inmate = make_inmate(cast.jail)
    question = {
        "facility": cast.jail.slug, "visitor": ADDRESS, "inmate": inmate.master_id,
        "kind": "onsite", "day": "2026-05-12", "time": "10:00",
    }  # fmt: skip
    client = cast.client(Role.OFFICER)

    unknown = client.post(reverse("why"), question)
    nobody = client.post(reverse("why"), question | {"visitor": "nobody@example.org"})
    ask(theirs, cast.jail.agency)
    known = client.post(reverse("why"), question)

    assert unknown.context["form"].errors["visitor"] == ["This person has not asked to visit here."]
    assert "Nobody is registered" in nobody.context["form"].errors["visitor"][0]
    assert known.context["answers"]


def test_the_agency_of_the_chosen_facility_has_to_know_the_visitor(cast, theirs):
    """Somebody who serves both agencies asks about a facility of the one that does not."""
    officer = cast.user(Role.OFFICER)
    officer.roles.create(role=Role.OFFICER, facility_slug=cast.other_jail.slug)
    question = {
        "facility": cast.jail.slug, "visitor": ADDRESS,
        "inmate": make_inmate(cast.jail).master_id,
        "kind": "onsite", "day": "2026-05-12", "time": "10:00",
    }  # fmt: skip

    page = signed_in(officer).post(reverse("why"), question)

    assert list(page.context["form"].errors) == ["visitor"]


def test_queries_count_whoever_has_asked(db):
    first, second = AgencyFactory(), AgencyFactory(name="Clay County")
    both, one, none = make_visitor(), make_visitor(), VisitorFactory()
    ask(both, second)

    assert set(visitors_known_at([first])) == {both, one}
    assert set(visitors_known_at([second])) == {both}
    assert list(visitors_known_at([])) == []
    assert visitors_known_at([first, second]).count() == 2
    assert visitor_known_at([second], public_id=one.public_id) is None
    assert agencies_that_know(both, among=[first, second]) == [second, first]
    assert agencies_that_know(none, among=[first, second]) == []
    assert [
        is_unknown_account(person.user.email, agencies=[second]) for person in (both, one, none)
    ] == [False, True, True]


def test_facilities_of_one_agency_share_their_visitors(cast, theirs):
    second = make_jail(slug="liberty", agency=cast.other_jail.agency)
    officer = cast.staff[Role.OFFICER, cast.other_jail.slug]
    officer.roles.update(facility_slug=second.slug)

    page = signed_in(officer).get(reverse("staff_visitor", args=[theirs.public_id]))

    assert page.status_code == 200
