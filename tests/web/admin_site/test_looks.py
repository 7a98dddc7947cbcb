"""What is opened in the configuration is on record: lists, searches, rows and their histories."""

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from tests.factories.people import make_inmate, make_staff
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def jail():
    return make_jail()


@pytest.fixture
def client(jail):
    return signed_in(make_staff(Role.ADMINISTRATOR, jail))


def opened() -> list[tuple[str, str, str, str]]:
    events = AuditEvent.objects.filter(action__startswith="open_configuration").order_by("pk")
    return list(events.values_list("action", "subject_kind", "subject_ref", "person_ref"))


def test_a_list_is_on_record_at_the_administrators_agency(client, jail):
    client.get(reverse("admin:people_inmate_changelist"))
    assert opened() == [("open_configuration_list", "Inmate", "list", "")]
    assert AuditEvent.objects.latest("pk").agency_ref == jail.agency.public_id


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_a_row_is_on_record_at_its_facility_with_whose_data_it_is(client, jail, page):
    inmate = make_inmate(jail)
    client.get(reverse(f"admin:people_inmate_{page}", args=[inmate.pk]))
    assert opened() == [("open_configuration_row", "Inmate", inmate.public_id, inmate.public_id)]
    assert AuditEvent.objects.latest("pk").facility_ref == jail.slug


def test_a_row_of_another_facility_is_not_opened_and_leaves_nothing(client):
    inmate = make_inmate(make_jail(slug="other"))
    client.get(reverse("admin:people_inmate_change", args=[inmate.pk]))
    assert opened() == []


def test_a_search_in_a_field_of_another_row_is_on_record(client):
    where = {"app_label": "people", "model_name": "separation", "field_name": "first", "term": "Q"}
    client.get(reverse("admin:autocomplete"), where)
    assert opened() == [("open_configuration_list", "Inmate", "list", "")]
