from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from parloir.accounts.models import Role, StaffRole, User
from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking
from parloir.facilities.models import Facility, VisitingHours
from parloir.notices.models import Notice
from parloir.people.models import Inmate
from parloir.people.operations import inmate_pin_hash
from parloir.visits.models import Visit
from tests.factories.people import make_inmate, make_staff, make_visitor
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def jail() -> Facility:
    return make_jail(slug="jackson")


@pytest.fixture
def administrator(jail) -> User:
    return make_staff(Role.ADMINISTRATOR, jail, is_staff=True, is_superuser=True)


@pytest.fixture
def client(administrator) -> Client:
    return signed_in(administrator)


def form_of(page) -> dict[str, str]:
    """Return what the browser would send if nothing was changed."""
    data: dict[str, str] = {}
    admin_form = page.context["adminform"].form
    for bound in admin_form:
        value = bound.value()
        data[bound.html_name] = "" if value is None else str(value)
    for inline in page.context["inline_admin_formsets"]:
        for hidden in inline.formset.management_form:
            data[hidden.html_name] = str(hidden.value())
        for form in inline.formset.forms:
            for bound in form:
                value = bound.value()
                data[bound.html_name] = "" if value is None or value is False else str(value)
    return data


def test_every_list_and_first_row_opens(client, jail):
    make_booking(jail)
    for model, model_admin in admin.site._registry.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200, name
        row = model_admin.get_queryset(_request(client)).first()
        if row is not None:
            change = client.get(reverse(f"admin:{name}_change", args=[row.pk]))
            assert change.status_code == 200, name


def _request(client):
    return client.get(reverse("admin:index")).wsgi_request


def test_a_changed_facility_is_on_record(client, jail, administrator):
    address = reverse("admin:facilities_facility_change", args=[jail.pk])
    data = form_of(client.get(address)) | {"grace_minutes": "20"}

    assert client.post(address, data).status_code == 302

    jail.refresh_from_db()
    assert jail.grace_minutes == 20
    event = AuditEvent.objects.get(action="configure_change")
    assert (event.actor_ref, event.facility_ref) == (administrator.public_id, "jackson")
    assert "admitted after the start" in event.details["what"].lower()


def hours_row(number: int, opens: str, closes: str, weekday: str = "0") -> dict[str, str]:
    row = {"kind": "onsite", "weekday": weekday, "opens": opens, "closes": closes}
    return {f"hours-{number}-{key}": value for key, value in row.items()}


def test_hours_that_overlap_are_refused_in_words(client, jail):
    """Monday is open from eight to seven: hours may touch it, but not overlap it."""
    address = reverse("admin:facilities_facility_change", args=[jail.pk])
    before = VisitingHours.objects.count()
    data = form_of(client.get(address))
    extra = int(data["hours-INITIAL_FORMS"])

    page = client.post(address, data | hours_row(extra, "18:55", "20:00"))
    assert page.status_code == 200
    assert "overlap" in page.content.decode()
    assert VisitingHours.objects.count() == before

    assert client.post(address, data | hours_row(extra, "19:00", "20:00")).status_code == 302
    assert VisitingHours.objects.count() == before + 1


def test_new_hours_that_overlap_one_another_are_refused_too(client, jail):
    address = reverse("admin:facilities_facility_change", args=[jail.pk])
    before = VisitingHours.objects.count()
    data = form_of(client.get(address))
    extra = int(data["hours-INITIAL_FORMS"])
    data |= {"hours-TOTAL_FORMS": str(extra + 2)}
    data |= hours_row(extra, "09:00", "12:00", weekday="6")
    data |= hours_row(extra + 1, "11:00", "14:00", weekday="6")

    page = client.post(address, data)

    assert "must not overlap" in page.content.decode()
    assert VisitingHours.objects.count() == before


def test_an_inmates_pin_is_set_and_never_shown(client, jail):
    inmate = make_inmate(jail)
    address = reverse("admin:people_inmate_change", args=[inmate.pk])
    data = form_of(client.get(address)) | {"new_pin": "739164"}

    assert client.post(address, data).status_code == 302

    inmate.refresh_from_db()
    assert inmate.pin_hash == inmate_pin_hash(inmate, "739164")
    assert "739164" not in client.get(address).content.decode()
    assert not AuditEvent.objects.filter(details__icontains="739164").exists()


@pytest.mark.parametrize("pin", ["", "48291", "482916735", "4829a6", "777777", "123456"])
def test_a_new_inmate_needs_a_pin_that_is_not_weak(client, jail, pin):
    page = client.post(
        reverse("admin:people_inmate_add"),
        {
            "facility": jail.pk,
            "area": jail.areas.first().pk,
            "master_id": "555",
            "first_name": "Ann",
            "last_name": "Low",
            "status": "held",
            "language": "en",
            "new_pin": pin,
        },
    )

    assert page.status_code == 200
    assert list(page.context["adminform"].form.errors) == ["new_pin"]
    assert Inmate.objects.count() == 0


def test_a_new_officer_gets_a_role_and_is_invited_by_mail(client, jail):
    address = reverse("admin:accounts_user_add")
    data = form_of(client.get(address)) | {
        "email": " New.Officer@Example.org ",
        "full_name": "New Officer",
        "language": "en",
        "is_active": "on",
        "roles-0-role": "officer",
        "roles-0-facility_slug": "jackson",
    }
    data |= {"is_staff": "", "is_superuser": ""}

    assert client.post(address, data).status_code == 302

    user = User.objects.get(email="new.officer@example.org")
    assert not user.has_usable_password()
    assert Notice.objects.get().kind == "staff_invitation"
    assert StaffRole.objects.get(user=user).role == Role.OFFICER
    event = AuditEvent.objects.get(action="configure_add")
    assert event.subject_ref == user.public_id
    assert "New" not in str(event.details)


def test_visitors_are_not_among_the_staff(client):
    visitor = make_visitor()

    address = reverse("admin:accounts_user_change", args=[visitor.user.pk])
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("model", [Booking, Visit, AuditEvent])
def test_what_the_house_writes_is_only_shown(client, jail, model):
    make_booking(jail)
    name = f"{model._meta.app_label}_{model._meta.model_name}"

    assert client.get(reverse(f"admin:{name}_add")).status_code == 403
    row = model.objects.first()
    if row is not None:
        assert client.post(reverse(f"admin:{name}_delete", args=[row.pk])).status_code == 403
        changed = client.post(reverse(f"admin:{name}_change", args=[row.pk]), {})
        assert changed.status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_other_roles_do_not_configure(jail, role):
    answer = signed_in(make_staff(role, jail)).get(reverse("admin:index"), follow=True)

    assert answer.status_code == 403


def test_nobody_signed_in_is_sent_to_the_one_sign_in(jail):
    answer = Client().get(reverse("admin:index"), follow=True)

    assert answer.request["PATH_INFO"] == reverse("account_login")


def test_bookings_that_a_tried_change_would_refuse_are_shown_as_they_stand(client, jail, now):
    booking = make_booking(jail)
    address = reverse("admin:facilities_facility_change", args=[jail.pk])
    later = (booking.visit_date + timedelta(days=1)).isoformat()
    data = form_of(client.get(address)) | {"effective_date": later, "_try": "Try it"}
    with time_machine.travel(now, tick=False):
        page = client.post(address, data)
    (row,) = BeautifulSoup(page.content, "html.parser").select("tbody tr")
    _when, who, status, why = [cell.get_text("|") for cell in row.select("td")]
    assert who == f"{booking.visitor.full_name}|{booking.inmate.full_name}"
    assert status == "booked"
    assert why.startswith(f"Video visits at {jail.name} begin on ")
    booking.refresh_from_db()
    assert booking.is_open


def test_a_change_that_is_only_tried_saves_nothing_and_does_not_say_that_it_did(client, jail):
    make_booking(jail)
    address = reverse("admin:facilities_facility_change", args=[jail.pk])
    hours = jail.hours.count()
    data = form_of(client.get(address)) | {"grace_minutes": "20", "_try": "Try it"}
    page = client.post(address, data)
    text = page.content.decode()
    assert "what the changed rules would refuse" in text
    assert "Nothing was saved." in text
    assert "successfully" not in text
    assert "Parloir: configuration" in text
    assert address in text
    jail.refresh_from_db()
    assert (jail.grace_minutes, jail.hours.count()) == (10, hours)
    assert "successfully" not in client.get(address).content.decode()
