import pytest

from parloir.accounts.models import Role, StaffRole, User
from parloir.accounts.policies import actor_of, as_visitor, facilities_served, may
from parloir.audit.actors import Actor
from tests.factories.people import UserFactory, make_staff
from tests.factories.places import FacilityFactory

pytestmark = pytest.mark.django_db


def test_a_role_holds_at_its_facility_alone():
    here, there = FacilityFactory(), FacilityFactory()
    officer = make_staff(Role.OFFICER, here)
    assert may(officer, Role.OFFICER, at=here.slug)
    assert not may(officer, Role.OFFICER, at=there.slug)
    assert not may(officer, Role.REGISTRAR, at=here.slug)
    assert may(officer, Role.REGISTRAR, Role.OFFICER, at=here.slug)


def test_the_facilities_served_are_those_of_any_role_or_of_these():
    here, there = FacilityFactory(), FacilityFactory()
    user = make_staff(Role.OFFICER, here)
    StaffRole.objects.create(user=user, role=Role.REGISTRAR, facility_slug=there.slug)
    assert facilities_served(user) == {here.slug, there.slug}
    assert facilities_served(user, Role.REGISTRAR) == {there.slug}


def test_an_account_that_may_not_sign_in_may_nothing():
    here = FacilityFactory()
    officer = make_staff(Role.OFFICER, here, is_active=False)
    assert not may(officer, Role.OFFICER, at=here.slug)
    assert facilities_served(officer) == frozenset()


def test_staff_act_as_staff_and_others_as_visitors():
    officer, visitor = make_staff(Role.OFFICER, FacilityFactory()), UserFactory()
    assert actor_of(officer) == Actor("staff", officer.public_id)
    assert actor_of(visitor) == Actor("visitor", visitor.public_id)


def test_an_address_is_kept_in_lower_case():
    user = User.objects.create_user(" Maria@Example.ORG ", "a password")
    assert user.email == "maria@example.org"
    assert user.check_password("a password")


def test_a_member_of_staff_acts_as_a_visitor_on_a_visitor_s_page():
    user = make_staff(Role.OFFICER, FacilityFactory())
    assert actor_of(user) == Actor("staff", user.public_id)
    assert as_visitor(user) == Actor("visitor", user.public_id)
