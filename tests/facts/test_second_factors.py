"""Who may take away the second factor of a member of staff."""

import pytest

from parloir.accounts.models import Role
from parloir.audit.actors import Actor
from parloir.factors.operations import NoFactor, give_app
from parloir.factors.queries import has_factor
from parloir.factors.totp import new_secret
from parloir.facts.change_refused import ChangeRefused, Reason
from parloir.facts.second_factors import take_second_factor
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OPERATOR, make_staff, make_visitor
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db


@pytest.fixture
def jail():
    return make_jail(slug="jackson")


@pytest.fixture
def clay():
    return make_jail(slug="clay")


def with_app(user):
    give_app(user=user, secret=new_secret(), by=OPERATOR, now=NINE_ON_MONDAY)
    return user


def takes(by, user):
    """Return whether it was taken, or why not."""
    actor = by if isinstance(by, Actor) else Actor("staff", by.public_id)
    try:
        take_second_factor(user=user, by=actor, now=NINE_ON_MONDAY)
    except ChangeRefused as refused:
        assert has_factor(user)
        return refused.reason
    return not has_factor(user)


def test_an_administrator_takes_it_from_people_who_serve_at_their_facilities_only(jail, clay):
    ann = make_staff(Role.ADMINISTRATOR, jail)
    dana = with_app(make_staff(Role.OFFICER, jail))
    both = with_app(make_staff(Role.OFFICER, jail, clay))
    elsewhere = with_app(make_staff(Role.OFFICER, clay))
    operator = with_app(make_staff(Role.OFFICER, jail, is_superuser=True))
    visitor = with_app(make_visitor().user)
    found = [takes(ann, user) for user in (dana, both, elsewhere, operator, visitor)]
    assert found == [True, *[Reason.SERVES_ELSEWHERE] * 4]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_else_takes_it(jail, role):
    dana = with_app(make_staff(Role.OFFICER, jail))
    assert takes(make_staff(role, jail), dana) is Reason.SERVES_ELSEWHERE
    assert takes(Actor("visitor", make_visitor().user.public_id), dana) is Reason.ELSEWHERE


def test_operators_take_it_from_everybody(jail):
    boss = make_staff(Role.ADMINISTRATOR, jail, is_superuser=True)
    people = [with_app(make_staff(Role.OFFICER, jail, is_superuser=True)), with_app(boss)]
    assert [takes(boss, user) for user in people] == [True, True]
    assert takes(OPERATOR, with_app(boss)) is True


def test_what_nobody_has_is_not_taken(jail):
    with pytest.raises(NoFactor):
        take_second_factor(user=make_staff(Role.OFFICER, jail), by=OPERATOR, now=NINE_ON_MONDAY)
