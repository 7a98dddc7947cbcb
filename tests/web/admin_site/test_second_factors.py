"""Administrators see who has a second factor, and take it away."""

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from parloir.factors.operations import give_app
from parloir.factors.queries import has_factor
from parloir.factors.totp import new_secret
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OPERATOR, make_staff
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in

pytestmark = pytest.mark.django_db
ACCOUNTS = "admin:accounts_user_changelist"


@pytest.fixture
def jail():
    return make_jail(slug="jackson")


@pytest.fixture
def client(jail):
    return signed_in(make_staff(Role.ADMINISTRATOR, jail))


def with_app(user):
    give_app(user=user, secret=new_secret(), by=OPERATOR, now=NINE_ON_MONDAY)
    return user


def takes(client, *users):
    sent = {"action": "take_second_factors", "_selected_action": [user.pk for user in users]}
    return client.post(reverse(ACCOUNTS), sent, follow=True).content.decode()


def test_the_list_says_who_has_one(client, jail):
    with_app(make_staff(Role.OFFICER, jail, email="with@example.org"))
    page = client.get(reverse(ACCOUNTS)).content.decode()
    marks = page.count('class="field-has_second_factor"'), page.count("icon-yes.svg")
    assert marks == (2, 3)  # two people may sign in, and one has a factor


def test_it_is_taken_from_those_who_are_chosen(client, jail):
    dana, lee = (with_app(make_staff(Role.OFFICER, jail)) for _ in range(2))
    said = takes(client, dana)
    assert "The second factor of 1 person was taken away." in said
    assert (has_factor(dana), has_factor(lee)) == (False, True)
    assert AuditEvent.objects.get(action="take_factor_away").subject_ref == dana.public_id


def test_it_is_not_taken_from_people_who_are_not_shown(client, jail):
    dana = with_app(make_staff(Role.OFFICER, jail))
    boss = with_app(make_staff(Role.OFFICER, jail, is_superuser=True))
    takes(client, dana, boss)
    assert (has_factor(dana), has_factor(boss)) == (False, True)
