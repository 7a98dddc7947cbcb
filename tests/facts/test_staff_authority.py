"""Which people an administrator may employ, change and dismiss, and who has to remain."""

import pytest
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError

from parloir.accounts.models import Role, StaffRole, User
from parloir.audit.actors import Actor
from parloir.audit.models import AuditEvent
from parloir.facilities.models import Facility
from parloir.facts.change_refused import ChangeRefused, Reason
from parloir.facts.configuration import configure
from parloir.facts.edits import Added, Changed, FactGone, Removed
from parloir.facts.facilities import add_facility
from parloir.facts.staff import add_staff, change_staff, end_service, give_role, take_role
from parloir.facts.visitor_accounts import AccountRefused, close_account
from tests.factories.at_once import all_at_once
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OPERATOR, ask, make_staff, make_visitor
from tests.factories.places import AgencyFactory, FacilityFactory

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-quiet-evening"


def by(user):
    return {"by": Actor("staff", user.public_id), "now": NINE_ON_MONDAY}


def role_at(facility, user, role=Role.OFFICER):
    return StaffRole(user=user, role=role, facility_slug=facility.slug)


def refusal(operation, **fields) -> Reason:
    events = AuditEvent.objects.count()
    with pytest.raises(ChangeRefused) as caught:
        operation(**fields)
    assert AuditEvent.objects.count() == events
    return caught.value.reason


@pytest.fixture
def jail():
    return FacilityFactory(slug="jackson", agency=AgencyFactory(name="Jackson County"))


@pytest.fixture
def clay():
    return FacilityFactory(slug="clay", agency=AgencyFactory(name="Clay County"))


@pytest.fixture
def ann(jail):
    """Return an administrator of the first facility."""
    return make_staff(Role.ADMINISTRATOR, jail)


def test_a_new_member_of_staff_has_a_role_at_ones_own_facility(jail, clay, ann):
    def new():
        return User(email="new@example.org", full_name="New Officer")

    add = {"password": PASSWORD, **by(ann)}
    assert refusal(add_staff, user=new(), **add) == Reason.NO_ROLE
    elsewhere = new()
    refused = refusal(add_staff, user=elsewhere, roles=[Added(role_at(clay, elsewhere))], **add)
    assert refused == Reason.ELSEWHERE
    user = new()
    add_staff(user=user, roles=[Added(role_at(jail, user))], **add)
    assert [str(role) for role in user.roles.all()] == ["Officer · jackson"]
    assert User.objects.filter(email="new@example.org").count() == 1


@pytest.mark.parametrize("right", ["is_staff", "is_superuser"])
def test_no_administrator_gives_rights_over_the_installation(jail, ann, right):
    user = User(email="new@example.org", full_name="New", **{right: True})
    roles = [Added(role_at(jail, user))]
    add = {"user": user, "password": PASSWORD, "roles": roles, **by(ann)}
    assert refusal(add_staff, **add) == Reason.INSTALLATION
    officer = make_staff(Role.OFFICER, jail)
    for whom in (officer, ann):
        assert refusal(change_staff, user=whom, **{right: True}, **by(ann)) == Reason.INSTALLATION
    assert not User.objects.filter(**{right: True}).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"full_name": "Eve"}, {"email": "eve@example.org"}, {"is_active": False},
        {"password": PASSWORD}, {"language": "es"},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_an_account_is_changed_by_those_who_administer_all_its_facilities(jail, clay, ann, change):
    own, shared = make_staff(Role.OFFICER, jail), make_staff(Role.OFFICER, jail, clay)
    others, operator = make_staff(Role.OFFICER, clay), make_staff(Role.OFFICER, jail)
    User.objects.filter(pk=operator.pk).update(is_superuser=True)
    change_staff(user=own, **change, **by(ann))
    for user in (shared, others, operator):
        assert refusal(change_staff, user=user, **change, **by(ann)) == Reason.SERVES_ELSEWHERE
    both = make_staff(Role.ADMINISTRATOR, jail, clay)
    another = {"email": "eva@example.org"} if "email" in change else change
    change_staff(user=shared, **another, **by(both))


def test_somebody_who_serves_elsewhere_gets_a_role_here_and_nothing_else(jail, clay, ann):
    officer = make_staff(Role.OFFICER, clay)
    before = User.objects.filter(pk=officer.pk).values().get()
    give_role(role=role_at(jail, officer), **by(ann))
    assert set(officer.roles.values_list("facility_slug", flat=True)) == {"clay", "jackson"}
    assert User.objects.filter(pk=officer.pk).values().get() == before
    event = AuditEvent.objects.get(action="give_role")
    assert (event.facility_ref, event.subject_ref) == ("jackson", officer.public_id)


def test_accounts_of_nobody_on_the_staff_get_no_role(jail, clay, ann):
    """The one who gives somebody their only role could then set their password."""
    closed = make_staff(Role.OFFICER, clay, is_active=False)
    root = make_staff(Role.OFFICER, is_superuser=True)
    for user in (make_visitor().user, make_staff(Role.OFFICER), root, closed):
        assert refusal(give_role, role=role_at(jail, user), **by(ann)) == Reason.NOT_STAFF
    assert StaffRole.objects.filter(facility_slug="jackson").count() == 1


def test_roles_are_taken_at_ones_own_facilities_alone(jail, clay, ann):
    officer = make_staff(Role.OFFICER, jail, clay)
    here, there = (officer.roles.get(facility_slug=slug) for slug in ("jackson", "clay"))
    assert refusal(take_role, role=there, **by(ann)) == Reason.ELSEWHERE
    move = Changed(here, {"facility_slug": "clay", "role": Role.AUDITOR})
    assert refusal(configure, subject=move, **by(ann)) == Reason.ELSEWHERE
    take_role(role=here, **by(ann))
    assert [role.facility_slug for role in officer.roles.all()] == ["clay"]


def test_an_account_keeps_a_role_so_that_somebody_looks_after_it(jail, ann):
    role = make_staff(Role.OFFICER, jail).roles.get()
    assert refusal(take_role, role=role, **by(ann)) == Reason.LAST_ROLE


def test_the_service_of_somebody_ends_at_ones_own_facilities(jail, clay, ann):
    own, shared = make_staff(Role.OFFICER, jail), make_staff(Role.OFFICER, jail, clay)
    end_service(user=own, **by(ann))
    end_service(user=shared, **by(ann))
    for user in (own, shared):
        user.refresh_from_db()
    assert (own.is_active, own.roles.count()) == (False, 1)
    assert (shared.is_active, [role.facility_slug for role in shared.roles.all()]) == (
        True,
        ["clay"],
    )
    with pytest.raises(FactGone):
        end_service(user=shared, **by(ann))


def test_the_last_administrator_stays(jail, ann):
    role = ann.roles.get()
    last = Reason.LAST_ADMINISTRATOR
    assert refusal(take_role, role=role, **by(ann)) == last
    assert refusal(change_staff, user=ann, is_active=False, **by(ann)) == last
    assert refusal(end_service, user=ann, **by(ann)) == last
    demoted = Changed(role, {"role": Role.OFFICER})
    assert refusal(configure, subject=demoted, **by(ann)) == last
    second = make_staff(Role.ADMINISTRATOR, jail, is_active=False)
    assert refusal(change_staff, user=ann, is_active=False, **by(ann)) == last
    User.objects.filter(pk=second.pk).update(is_active=True)
    change_staff(user=ann, is_active=False, **by(ann))
    assert not User.objects.get(pk=ann.pk).is_active


@pytest.mark.parametrize("is_superuser", [True, False])
def test_an_operator_may_take_the_last_administrator_away(jail, ann, is_superuser):
    root = make_staff(Role.OFFICER, is_superuser=True)
    change_staff(user=ann, is_active=False, **(by(root) if is_superuser else by_operator()))
    assert not User.objects.get(pk=ann.pk).is_active


def by_operator():
    return {"by": OPERATOR, "now": NINE_ON_MONDAY}


def test_whoever_adds_a_facility_to_their_agency_administers_it(jail, clay, ann):
    def built(agency):
        return FacilityFactory.build(slug="annex", agency=agency, state=jail.state)

    assert refusal(add_facility, facility=built(clay.agency), **by(ann)) == Reason.ELSEWHERE
    officer = make_staff(Role.OFFICER, jail)
    assert refusal(add_facility, facility=built(jail.agency), **by(officer)) == Reason.ELSEWHERE
    add_facility(facility=built(jail.agency), **by(ann))
    assert Facility.objects.get(slug="annex").agency == jail.agency
    assert str(ann.roles.get(facility_slug="annex")) == "Administrator · annex"
    event = AuditEvent.objects.get(action="configure_add")
    assert "added staff role" in event.details["what"]
    configure(Changed(Facility.objects.get(slug="annex"), {"grace_minutes": 20}), **by(ann))


def test_a_facility_stays_with_its_agency_and_is_never_removed(jail, clay):
    both = make_staff(Role.ADMINISTRATOR, jail, clay)
    move = Changed(jail, {"agency": clay.agency})
    assert refusal(configure, subject=move, **by(both)) == Reason.INSTALLATION
    assert refusal(configure, subject=Removed(jail), **by(both)) == Reason.INSTALLATION


def test_an_agency_is_renamed_by_administrators_of_all_its_facilities(jail, ann):
    rename = Changed(jail.agency, {"name": "Jackson"})
    configure(rename, **by(ann))
    event = AuditEvent.objects.get(action="configure_change")
    assert (event.facility_ref, event.agency_ref) == ("", jail.agency.public_id)
    FacilityFactory(slug="annex", agency=jail.agency)
    again = Changed(jail.agency, {"name": "Jackson County"})
    assert refusal(configure, subject=again, **by(ann)) == Reason.NAME_OF_AGENCY


def test_a_new_facility_does_not_inherit_the_roles_of_an_earlier_one(jail, ann):
    """A role names its facility by the slug alone."""
    StaffRole.objects.create(
        user=make_staff(Role.OFFICER), role=Role.ADMINISTRATOR, facility_slug="annex"
    )
    facility = FacilityFactory.build(slug="annex", agency=jail.agency, state=jail.state)
    with pytest.raises(ValidationError):
        add_facility(facility=facility, **by(ann))
    with pytest.raises(ValidationError):
        configure(Changed(jail, {"slug": "other"}), **by_operator())


def test_a_visitors_account_is_closed_where_they_have_asked(jail, clay):
    visitor = make_visitor()  # has asked the agency of Jackson County
    registrar, stranger = (make_staff(Role.REGISTRAR, one) for one in (jail, clay))
    assert refusal(close_account, visitor=visitor, **by(stranger)) == Reason.NOT_ASKED
    close_account(visitor=visitor, **by(registrar))
    visitor.user.refresh_from_db()
    assert not visitor.user.is_active


def test_nobody_sets_a_password_that_they_know_for_a_visitor(jail, ann):
    user = make_visitor().user
    known = Changed(user, {"password": make_password(PASSWORD)})
    assert refusal(configure, subject=known, **by(ann)) == Reason.INSTALLATION
    named = Changed(user, {"full_name": "Eve"})
    assert refusal(configure, subject=named, **by(ann)) == Reason.INSTALLATION


def test_a_visitor_who_works_elsewhere_is_not_closed_here(jail, clay, ann):
    visitor = make_visitor()
    ask(visitor, clay.agency)
    StaffRole.objects.create(user=visitor.user, role=Role.OFFICER, facility_slug="clay")
    with pytest.raises(AccountRefused):
        close_account(visitor=visitor, **by(ann))
    visitor.user.refresh_from_db()
    assert visitor.user.is_active


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_two_administrators_who_dismiss_each_other_leave_one(jail, ann, round_):
    bob = make_staff(Role.ADMINISTRATOR, jail)

    def dismiss(whom, by_whom):
        def act():
            try:
                change_staff(user=whom, is_active=False, **by(by_whom))
            except ChangeRefused:
                return

        return act

    all_at_once([dismiss(ann, bob), dismiss(bob, ann)])
    assert User.objects.filter(is_active=True).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_two_last_administrators_who_leave_at_once_leave_one(jail, ann, round_):
    bob = make_staff(Role.ADMINISTRATOR, jail)

    def leave(user):
        def act():
            try:
                end_service(user=user, **by(user))
            except ChangeRefused as refused:
                assert refused.reason == Reason.LAST_ADMINISTRATOR

        return act

    all_at_once([leave(ann), leave(bob)])
    assert User.objects.filter(is_active=True).count() == 1


def test_the_last_operator_is_not_disabled_by_anybody(jail):
    boss = make_staff(Role.ADMINISTRATOR, jail, is_superuser=True)
    make_staff(Role.ADMINISTRATOR, jail)  # so that the facility keeps one
    closed = make_staff(Role.OFFICER, jail, is_superuser=True, is_active=False)
    for change in ({"is_active": False}, {"is_superuser": False}):
        for actor in (by(boss), {"by": OPERATOR, "now": NINE_ON_MONDAY}):
            assert refusal(change_staff, user=boss, **change, **actor) == Reason.LAST_OPERATOR
    change_staff(user=closed, is_active=True, by=OPERATOR, now=NINE_ON_MONDAY)
    change_staff(user=boss, is_superuser=False, by=OPERATOR, now=NINE_ON_MONDAY)
    assert not User.objects.get(pk=boss.pk).is_superuser


@pytest.mark.django_db(transaction=True)
def test_two_last_operators_who_leave_together_leave_one(jail):
    make_staff(Role.ADMINISTRATOR, jail)
    ann, bob = (make_staff(Role.OFFICER, jail, is_superuser=True) for _ in range(2))

    def leave(user):
        def act():
            change_staff(user=user, is_superuser=False, **by(user))

        return act

    outcomes = all_at_once([leave(ann), leave(bob)])
    reasons = [one.reason for one in outcomes if isinstance(one, ChangeRefused)]
    assert reasons == [Reason.LAST_OPERATOR]
    assert User.objects.filter(is_superuser=True).count() == 1
