"""Registrars and administrators hand out a sheet for a new password."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from parloir.accounts.models import Role, StaffRole, User
from parloir.audit.models import AuditEvent
from parloir.credentials.models import PasswordLink
from parloir.notices.models import Notice
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import make_visitor

HANDERS_OUT = {Role.REGISTRAR, Role.ADMINISTRATOR}
SEEN = {"has_seen_id": "on"}


@pytest.fixture
def maria(cast):
    return make_visitor(user__email="maria@example.org", user__language="es")


def page_of(visitor):
    return reverse("hand_out_password", args=[visitor.public_id])


@pytest.mark.parametrize("role", list(Role))
def test_the_page_is_for_registrars_and_administrators(cast, maria, role):
    client, may = cast.client(role), role in HANDERS_OUT
    assert (client.get(page_of(maria)).status_code == 200) is may
    assert (client.post(page_of(maria), SEEN).status_code == 200) is may
    assert PasswordLink.objects.exists() is may
    person = client.get(reverse("staff_visitor", args=[maria.public_id]))
    assert (page_of(maria) in person.content.decode()) is may


@time_machine.travel(NINE_ON_MONDAY, tick=False)
def test_a_sheet_sets_the_password_of_who_holds_it(cast, maria):
    page = cast.client(Role.REGISTRAR).post(page_of(maria), SEEN).content.decode()
    (token,) = re.findall(r"(?:[0-9a-z]{4}-){3}[0-9a-z]{4}", page)
    assert 'lang="es"' in page
    at_home = Client()
    at_home.post(reverse("password_sheet"), {"token": token})
    new = {"password1": "seven quiet herons", "password2": "seven quiet herons"}
    at_home.post(reverse("account_complete_password_reset"), new)
    assert User.objects.get(pk=maria.user_id).check_password("seven quiet herons")
    kinds = list(Notice.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["password_link_handed_out", "password_changed"]


def test_a_sheet_names_who_handed_it_out_and_where(cast, maria):
    cast.client(Role.ADMINISTRATOR, elsewhere=True).post(page_of(maria), SEEN)
    event = AuditEvent.objects.get(action="hand_out_password_link")
    by = cast.staff[Role.ADMINISTRATOR, "clay"]
    assert (event.actor_ref, event.facility_ref) == (by.public_id, "clay")
    assert event.subject_ref == maria.user.public_id


def test_without_having_seen_the_id_there_is_no_sheet(cast, maria):
    page = cast.client(Role.REGISTRAR).post(page_of(maria)).content.decode()
    assert "Look at the ID first" in page
    assert not PasswordLink.objects.exists()


def test_who_is_staff_as_well_gets_no_sheet(cast, maria):
    StaffRole.objects.create(user=maria.user, role=Role.OFFICER, facility_slug="clay")
    page = cast.client(Role.REGISTRAR).post(page_of(maria), SEEN).content.decode()
    assert "member of staff as well" in page
    assert not PasswordLink.objects.exists()


def test_a_closed_account_gets_no_sheet(cast, maria):
    User.objects.filter(pk=maria.user_id).update(is_active=False)
    page = cast.client(Role.REGISTRAR).post(page_of(maria), SEEN).content.decode()
    assert "This account is closed" in page


def test_a_visitor_that_does_not_exist_is_not_found(cast):
    address = reverse("hand_out_password", args=["nobody"])
    assert cast.client(Role.REGISTRAR).get(address).status_code == 404
