"""Registrars and administrators take away the second factor of a visitor who stands before them."""

import pytest
from django.urls import reverse

from parloir.accounts.models import Role, StaffRole
from parloir.audit.models import AuditEvent
from parloir.factors.operations import give_app
from parloir.factors.queries import has_factor
from parloir.factors.totp import new_secret
from parloir.notices.models import Notice
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OPERATOR, make_visitor

TAKERS = {Role.REGISTRAR, Role.ADMINISTRATOR}
SEEN = {"has_seen_id": "on"}


@pytest.fixture
def maria(cast):
    maria = make_visitor(user__email="maria@example.org")
    give_app(user=maria.user, secret=new_secret(), by=OPERATOR, now=NINE_ON_MONDAY)
    return maria


def page_of(visitor):
    return reverse("take_visitors_factor", args=[visitor.public_id])


@pytest.mark.parametrize("role", list(Role))
def test_it_is_for_registrars_and_administrators(cast, maria, role):
    client, may = cast.client(role), role in TAKERS
    person = client.get(reverse("staff_visitor", args=[maria.public_id]))
    assert (page_of(maria) in person.content.decode()) is may
    assert (client.get(page_of(maria)).status_code == 200) is may
    client.post(page_of(maria), SEEN)
    assert has_factor(maria.user) is not may


def test_it_leaves_an_event_of_the_facility_and_a_letter(cast, maria):
    cast.client(Role.REGISTRAR).post(page_of(maria), SEEN)
    event = AuditEvent.objects.get(action="take_factor_away")
    assert (event.actor_ref, event.facility_ref) == (
        cast.user(Role.REGISTRAR).public_id, "jackson",
    )  # fmt: skip
    letter = Notice.objects.get(kind="factor_changed")
    assert letter.params["what"] == "taken_in_person"


def test_without_having_seen_the_id_nothing_is_taken(cast, maria):
    page = cast.client(Role.REGISTRAR).post(page_of(maria)).content.decode()
    assert "Look at the ID first" in page
    assert has_factor(maria.user)


def test_an_account_without_one_is_told_so_and_offered_nothing(cast):
    ruth, client = make_visitor(), cast.client(Role.REGISTRAR)
    assert "has no second factor" in client.post(page_of(ruth), SEEN).content.decode()
    person = client.get(reverse("staff_visitor", args=[ruth.public_id]))
    assert page_of(ruth) not in person.content.decode()


def test_who_is_staff_as_well_keeps_it(cast, maria):
    StaffRole.objects.create(user=maria.user, role=Role.OFFICER, facility_slug="clay")
    page = cast.client(Role.REGISTRAR).post(page_of(maria), SEEN).content.decode()
    assert "member of staff as well" in page
    assert has_factor(maria.user)
