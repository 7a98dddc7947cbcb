"""An administrator sees and changes nothing of another facility, on any page."""

from dataclasses import dataclass

import pytest
import time_machine
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from parloir.accounts.models import Role, StaffRole, User
from parloir.audit.models import AuditEvent
from parloir.clients.models import ApiClient
from parloir.facilities.models import Agency, Area, Closure, Facility, Monitor, State
from parloir.facts.fact_models import FACTS
from parloir.facts.permission_refusals import ACTION as REFUSED
from parloir.notices.models import Notice
from parloir.people.models import ApprovedVisitor, Commitment, Inmate, Visitor
from parloir.web.admin_site.scoped import ScopedAdmin, ScopedInline
from tests.factories.people import make_staff
from tests.factories.places import AgencyFactory
from tests.factories.sign_ins import signed_in
from tests.web.admin_site.test_configuration import form_of
from tests.web.admin_site.two_agencies import MARK, Place, make_place

pytestmark = pytest.mark.django_db

LEFT_BY_PAGES = (REFUSED, "open_configuration_list", "open_configuration_row")
OF_INSTALLATION = {State, Notice, AuditEvent}
PAGES = dict(admin.site._registry)


@dataclass(frozen=True)
class Scene:
    """`client` is an administrator of the facility of `own` alone."""

    own: Place
    other: Place
    client: Client
    user: User


@pytest.fixture(params=["another agency", "the same agency"])
def scene(request, now):
    agency = AgencyFactory(name="Jackson County")
    own = make_place(agency=agency, slug="jackson", mark="Our", of_visitor="Known")
    if request.param == "the same agency":
        other = make_place(agency=agency, slug="annex", mark=MARK, of_visitor="Known")
        for model in (Agency, Visitor):  # They belong to the agency.
            del other.rows[model]
    else:
        clay = AgencyFactory(name=f"{MARK} County")
        other = make_place(agency=clay, slug="clay", mark=MARK, of_visitor=MARK)
    user = make_staff(Role.ADMINISTRATOR, own.facility)
    with time_machine.travel(now, tick=False):
        yield Scene(own, other, signed_in(user), user)


def address(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def everything():
    """Return all rows but the events of refusals and looks, which these pages leave."""
    models = {*FACTS, *PAGES, ApiClient.facilities.through}
    rows = {one.__name__: one._base_manager.order_by("pk") for one in models}
    rows["AuditEvent"] = rows["AuditEvent"].exclude(action__in=LEFT_BY_PAGES)
    return {name: list(of_model.values_list()) for name, of_model in rows.items()}


def test_every_page_and_every_row_on_it_is_limited():
    for model, page in PAGES.items():
        assert isinstance(page, ScopedAdmin), model
        assert all(issubclass(inline, ScopedInline) for inline in page.inlines), model


def test_the_scene_has_a_row_of_every_page(scene):
    assert set(scene.own.rows) == set(PAGES) - OF_INSTALLATION


def test_lists_show_rows_of_ones_own_facilities_alone(scene):
    for model in PAGES:
        page = scene.client.get(address(model, "changelist"))
        if model in OF_INSTALLATION:
            assert page.status_code == 403, model
            continue
        assert page.status_code == 200, model
        assert MARK not in page.content.decode(), model
        assert scene.own.rows[model] in page.context["cl"].result_list, model
        facility = {"facility__id__exact": scene.other.facility.pk}
        assert MARK not in scene.client.get(address(model, "changelist"), facility).content.decode()


def test_rows_of_ones_own_facilities_open(scene):
    for model, row in scene.own.rows.items():
        for page in ("change", "history"):
            answer = scene.client.get(address(model, page, row.pk))
            assert answer.status_code == 200, (model, page)
            assert MARK not in answer.content.decode(), (model, page)


def test_rows_of_others_are_neither_shown_nor_changed(scene):
    before = everything()
    for model, row in scene.other.rows.items():
        sent = form_of(scene.client.get(address(model, "change", scene.own.rows[model].pk)))
        sent_on_to = set()
        for page in ("change", "delete", "history"):
            there = address(model, page, row.pk)
            for answer in (
                scene.client.get(there),
                scene.client.post(there, {**sent, "post": "yes"}),
            ):
                assert answer.status_code in {302, 403}, (model, page)
                assert MARK not in answer.content.decode(), (model, page)
                if answer.status_code == 302:
                    sent_on_to.add(answer.url)
        # The first of these pages has what all of those before it had to say.
        for url in sent_on_to:
            answer = scene.client.get(url, follow=True)
            assert answer.status_code in {200, 403}, (model, url)
            assert MARK not in answer.content.decode(), (model, url)
    assert everything() == before


def test_actions_reach_rows_of_ones_own_facilities_alone(scene):
    before = everything()
    for model, page in PAGES.items():
        row = scene.other.rows.get(model)
        if row is None:
            continue
        for action in ("delete_selected", *page.actions):
            sent = {"action": action, "_selected_action": [row.pk], "post": "yes"}
            answer = scene.client.post(address(model, "changelist"), sent, follow=True)
            assert MARK not in answer.content.decode(), (model, action)
    assert everything() == before


def test_forms_offer_rows_of_ones_own_facilities_alone(scene):
    for model, page in PAGES.items():
        answer = scene.client.get(address(model, "add"))
        may_add = page.has_add_permission(answer.wsgi_request)
        assert answer.status_code == (200 if may_add else 403), model
        assert MARK not in answer.content.decode(), model


def test_searches_in_forms_find_ones_own_people_alone(scene):
    fields = [(model, name) for model, page in PAGES.items() for name in page.autocomplete_fields]
    assert len(fields) >= 7
    for model, name in fields:
        query = {
            "app_label": model._meta.app_label, "model_name": model._meta.model_name,
            "field_name": name,
        }  # fmt: skip
        there = reverse("admin:autocomplete")
        answer = scene.client.get(there, {**query, "term": MARK})
        assert answer.json()["results"] == [], (model, name)
        term = "Known" if name == "visitor" else "Our"
        assert scene.client.get(there, {**query, "term": term}).json()["results"], (model, name)


def test_forged_rows_in_forms_are_refused(scene):
    """A browser may send the keys of rows that its page has not offered."""
    before = everything()
    facility, inmate = scene.other.facility.pk, scene.other.rows[Inmate].pk
    hour = {
        "starts_at_0": "2026-06-01", "starts_at_1": "10:00",
        "ends_at_0": "2026-06-01", "ends_at_1": "11:00",
    }  # fmt: skip
    forged = {
        Monitor: {"facility": facility, "name": "New", "in_service": "on"},
        Closure: {"facility": facility, "reason": "x", **hour},
        Commitment: {"inmate": inmate, "kind": "court", **hour},
        ApprovedVisitor: {"inmate": inmate, "visitor": scene.own.rows[Visitor].pk},
        ApiClient: {"name": "x", "facilities": [facility], "requests_a_minute": "600"},
    }
    for model, sent in forged.items():
        page = scene.client.post(address(model, "add"), sent)
        assert page.status_code == 200, model
        assert page.context["adminform"].form.errors, model
    own = scene.own.rows[Monitor]
    moved = {"facility": facility, "name": own.name, "in_service": "on"}
    page = scene.client.post(address(Monitor, "change", own.pk), moved)
    assert list(page.context["adminform"].form.errors) == ["facility"]
    assert everything() == before


def test_rows_of_others_are_not_moved_by_the_page_of_ones_own_facility(scene):
    before = everything()
    there = address(Facility, "change", scene.own.facility.pk)
    sent = form_of(scene.client.get(there))
    sent |= {"areas-0-id": str(scene.other.rows[Area].pk), "areas-0-name": "Taken"}
    scene.client.post(there, sent)
    assert not Area.objects.filter(name="Taken").exists()
    sent |= {"agency": str(scene.other.facility.agency_id), "slug": "other"}
    scene.client.post(there, {**sent, "areas-0-id": str(scene.own.rows[Area].pk)})
    agencies = dict(Facility.objects.values_list("slug", "agency"))
    assert agencies[scene.own.facility.slug] == scene.own.facility.agency_id
    assert everything()["Monitor"] == before["Monitor"]
    assert Area.objects.get(pk=scene.other.rows[Area].pk).facility == scene.other.facility


def test_nothing_is_tried_at_another_facility(scene):
    there = address(Facility, "change", scene.other.facility.pk)
    sent = form_of(scene.client.get(address(Facility, "change", scene.own.facility.pk)))
    answer = scene.client.post(there, {**sent, "_try": "Try it"}, follow=True)
    assert answer.request["PATH_INFO"] == reverse("admin:index")
    assert MARK not in answer.content.decode()


def test_programs_of_others_are_not_revoked(scene):
    program = scene.other.rows[ApiClient]
    there = reverse("admin:clients_apiclient_revoke", args=[program.pk])
    assert scene.client.get(there).status_code == 404
    assert scene.client.post(there).status_code == 404
    assert ApiClient.objects.get(pk=program.pk).revoked_at is None


def new_person(scene, **changed) -> dict[str, str]:
    data = form_of(scene.client.get(address(User, "add"))) | {
        "email": "new@example.org", "full_name": "New Officer", "language": "en",
        "is_active": "on",
        "roles-0-role": "officer", "roles-0-facility_slug": "jackson",
    }  # fmt: skip
    return data | changed


def test_new_people_get_roles_at_ones_own_facilities_and_no_other_rights(scene):
    there = address(User, "add")
    page = scene.client.get(there).content.decode()
    assert "is_superuser" not in page
    assert "is_staff" not in page
    elsewhere = {"roles-0-facility_slug": scene.other.facility.slug}
    assert scene.client.post(there, new_person(scene, **elsewhere)).status_code == 200
    assert scene.client.post(there, new_person(scene, **{"roles-0-role": ""})).status_code == 200
    assert not User.objects.filter(email="new@example.org").exists()
    rights = {"is_superuser": "on", "is_staff": "on"}
    assert scene.client.post(there, new_person(scene, **rights)).status_code == 302
    user = User.objects.get(email="new@example.org")
    assert (user.is_superuser, user.is_staff) == (False, False)
    assert str(user.roles.get()) == "Officer · jackson"


def test_somebody_of_another_facility_gets_a_role_by_their_whole_address(scene):
    officer = scene.other.rows[User]
    there = address(StaffRole, "add")
    sent = {"email": officer.email.upper(), "role": "auditor", "facility_slug": "jackson"}
    for mistake in (
        {"email": officer.email[:-1]}, {"facility_slug": scene.other.facility.slug},
    ):  # fmt: skip
        page = scene.client.post(there, sent | mistake)
        assert page.status_code == 200
        assert page.context["adminform"].form.errors
    User.objects.filter(pk=officer.pk).update(email=officer.email.lower())
    assert scene.client.post(there, sent).status_code == 302
    assert officer.roles.filter(facility_slug="jackson", role="auditor").exists()
    listed = scene.client.get(address(StaffRole, "changelist")).content.decode()
    assert officer.email.lower() in listed
    assert scene.client.get(address(User, "change", officer.pk)).status_code == 302

    action = {
        "action": "end_their_service",
        "_selected_action": [officer.roles.get(facility_slug="jackson").pk],
    }
    answer = scene.client.post(address(StaffRole, "changelist"), action, follow=True)
    assert "The service of 1 person has ended." in answer.content.decode()
    assert [role.facility_slug for role in officer.roles.all()] == [scene.other.facility.slug]


def test_what_an_operation_refuses_is_said_on_the_page(scene):
    """The last administrator closes their own account, and takes their own role."""
    there = address(User, "change", scene.user.pk)
    sent = form_of(scene.client.get(there)) | {"is_active": ""}
    page = scene.client.post(there, sent, follow=True)
    assert "This is the last administrator of a facility." in page.content.decode()
    role = scene.user.roles.get()
    page = scene.client.post(address(StaffRole, "delete", role.pk), {"post": "yes"}, follow=True)
    assert "This is the last administrator of a facility." in page.content.decode()
    action = {"action": "end_their_service", "_selected_action": [role.pk]}
    page = scene.client.post(address(StaffRole, "changelist"), action, follow=True)
    assert "This is the last administrator of a facility." in page.content.decode()
    scene.user.refresh_from_db()
    assert scene.user.is_active
    assert scene.user.roles.count() == 1


def test_a_facility_added_to_the_own_agency_is_administered_at_once(scene):
    sent = form_of(scene.client.get(address(Facility, "add")))
    sent |= {
        "name": "New Annex", "official_name": "New Annex", "slug": "new-annex",
        "agency": str(scene.own.facility.agency_id), "state": "MO", "language": "",
        "street": "1 Main Street", "city": "Liberty", "postal_code": "64068",
        "phone": "(816) 555-0100", "time_zone": "America/Chicago", "short_zone_name": "Central",
        "effective_date": "2026-07-01",
    }  # fmt: skip
    assert scene.client.post(address(Facility, "add"), sent).status_code == 302
    facility = Facility.objects.get(slug="new-annex")
    assert scene.client.get(address(Facility, "change", facility.pk)).status_code == 200


def test_the_first_page_shows_an_administrator_nothing_of_the_installation(scene):
    page = scene.client.get(reverse("admin:index")).content.decode()
    assert "Media server" not in page
    for model in OF_INSTALLATION:
        assert address(model, "changelist") not in page


def test_the_console_leads_administrators_to_the_configuration(scene):
    page = scene.client.get(reverse("devices")).content.decode()
    assert reverse("admin:index") in page


@pytest.mark.parametrize("right", ["is_staff", "is_active"])
def test_an_account_without_a_facility_to_administer_does_not_enter(scene, right):
    """Not even with the flag that Django's own administration asks for."""
    officer = make_staff(Role.OFFICER, scene.own.facility, **{right: right == "is_staff"})
    answer = signed_in(officer).get(reverse("admin:index"), follow=True)
    assert answer.status_code == 403 or answer.request["PATH_INFO"] == reverse("account_login")
