"""The rule for names holds at every door through which a name comes in."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from parloir.accounts.models import User
from parloir.audit.actors import OPERATOR
from parloir.facts.inmates import add_inmate, change_inmate
from parloir.people.models import Inmate, Minor, Visitor
from parloir.people.operations import Registration, register_visitor
from parloir.typed_text.personal_names import NameRefused
from tests.factories.companions import make_child
from tests.factories.people import make_inmate, make_visitor
from tests.factories.places import StateFactory, make_jail

BAD = ["Leo\nBcc", "Leo\r", "Leo\x07", "evil.example", "Leo 2", "Leo\u202e", "Leo\u200b", "..."]
REFUSED = (NameRefused, ValidationError, CommandError)
pytestmark = pytest.mark.django_db


def registers(name, now):
    answers = Registration(
        email="leo@example.org", language="en", first_name=name, last_name="Low",
        date_of_birth=date(1990, 1, 1), phone="816 555 0100", street="1 Main St",
        city="Kansas City", region="MO", postal_code="64106", password="a long password of Leo",
    )  # fmt: skip
    register_visitor(answers, now=now)


def registers_a_child(name, now):
    make_child(make_visitor(), first_name=name)


def comes_to_jail(name, now):
    jail = make_jail()
    inmate = Inmate(
        facility=jail, area=jail.areas.first(), master_id="77", first_name=name, last_name="Low"
    )
    add_inmate(inmate=inmate, pin="481516", by=OPERATOR, now=now)


def is_renamed_in_jail(name, now):
    change_inmate(inmate=make_inmate(make_jail()), by=OPERATOR, now=now, last_name=name)


def administers_an_agency(name, now):
    StateFactory()
    options = {
        "facility": "Low Jail", "state": "mo", "phone": "816 555 0142", "email": "leo@example.org"
    }  # fmt: skip
    call_command("add_agency", "Low County", person=name, time_zone="America/Chicago", **options)


def has_an_account(name, now):
    User.objects.create_superuser("leo@example.org", "a long password of Leo", full_name=name)


DOORS = [
    registers,
    registers_a_child,
    comes_to_jail,
    is_renamed_in_jail,
    administers_an_agency,
    has_an_account,
]


@pytest.mark.parametrize("name", BAD, ids=ascii)
@pytest.mark.parametrize("door", DOORS)
def test_bad_name_comes_in_nowhere(door, name, now):
    with pytest.raises(REFUSED):
        door(name, now)
    names = [User.objects.values_list("full_name", flat=True)]
    for people in (Visitor, Minor, Inmate):
        names += [people.objects.values_list(field) for field in ("first_name", "last_name")]
    assert not any(name in str(value) for column in names for value in column)


@pytest.mark.parametrize("door", DOORS)
def test_good_name_comes_in_everywhere(door, now):
    door("Leo-Ángel", now)
