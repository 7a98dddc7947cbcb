"""A phone number is typed in many ways, stored in one, and shown as its reader dials it."""

import importlib

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.audit.actors import OPERATOR
from parloir.facilities.models import Facility
from parloir.facts.facilities import change_facility
from parloir.people.models import Visitor
from parloir.web.visitor.registration_forms import PhoneForm
from tests.factories.people import VisitorFactory, make_staff, make_visitor
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in
from tests.web.admin_site.test_configuration import form_of

pytestmark = pytest.mark.django_db
MEXICAN = "+525512345678"


@pytest.mark.parametrize("typed", ["0000000000", "555-0123", "call 816"])
def test_what_is_refused_stays_in_the_page(typed):
    form = PhoneForm({"phone": typed})

    assert not form.is_valid()
    assert f'value="{typed}"' in str(form["phone"])


def test_an_earlier_answer_is_shown_as_people_write_it():
    assert 'value="(816) 555-0123"' in str(PhoneForm(initial={"phone": "+18165550123"})["phone"])


def test_an_operation_stores_a_facilitys_number_as_e164(now):
    jail = make_jail()

    change_facility(facility=jail, phone="816.555.0142 x7", by=OPERATOR, now=now)

    assert Facility.objects.get(pk=jail.pk).phone == "+18165550142;ext=7"


def test_an_operation_refuses_what_is_no_number(now):
    jail = make_jail()

    with pytest.raises(ValidationError, match="digits again"):
        change_facility(facility=jail, phone="816 055 0142", by=OPERATOR, now=now)

    assert Facility.objects.get(pk=jail.pk).phone == jail.phone


def test_configuration_shows_a_number_and_saves_what_is_typed():
    jail = make_jail()
    operator = signed_in(make_staff(Role.ADMINISTRATOR, jail, is_staff=True, is_superuser=True))
    address = reverse("admin:facilities_facility_change", args=[jail.pk])

    page = operator.get(address)
    saved = operator.post(address, form_of(page) | {"phone": "816.555.0142 ext 7"})
    refused = operator.post(address, form_of(operator.get(address)) | {"phone": "0000000000"})

    assert 'value="(816) 555-0100"' in page.content.decode()
    assert saved.status_code == 302
    assert Facility.objects.get(pk=jail.pk).phone == "+18165550142;ext=7"
    assert 'value="0000000000"' in refused.content.decode()
    assert 'value="(816) 555-0142 ext. 7"' in operator.get(address).content.decode()
    assert operator.post(address, form_of(operator.get(address))).status_code == 302


def test_a_registrar_reads_a_number_abroad_with_its_country():
    jail = make_jail()
    visitor = make_visitor(phone=MEXICAN)
    client = signed_in(make_staff(Role.REGISTRAR, jail))

    page = client.get(reverse("staff_visitor", args=[visitor.public_id])).content.decode()

    assert "+52 55 1234 5678" in page


@pytest.mark.parametrize(
    ("number", "shown"), [("+18165550199", "(816) 555-0100"), (MEXICAN, "+1 816-555-0100")]
)
def test_a_facilitys_number_is_shown_as_the_reader_dials_it(number, shown):
    assert make_jail().phone_for(number) == shown


@pytest.mark.parametrize(
    ("kept", "migrated"),
    [
        ("(816) 555-0123", "+18165550123"),
        ("816-555-0123 x12", "+18165550123;ext=12"),
        ("+52 55 1234 5678", MEXICAN),
        ("0000000000", "0000000000"),
        ("To be announced", "To be announced"),
        ("+18165550123", "+18165550123"),
    ],
)
def test_numbers_of_earlier_versions_are_stored_as_e164(kept, migrated):
    visitor, jail = VisitorFactory(phone=kept), make_jail(phone=kept)
    for app, number in (("people", "0013_phone_numbers"), ("facilities", "0010_phone_numbers")):
        module = importlib.import_module(f"parloir.{app}.migrations.{number}")
        module.store_as_e164(apps, connection.schema_editor())

    assert Visitor.objects.get(pk=visitor.pk).phone == migrated
    assert Facility.objects.get(pk=jail.pk).phone == migrated
