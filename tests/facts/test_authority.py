"""Every fact is changed only by the roles in the table, at their own facilities."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time

import pytest
from django.db import transaction
from django.db.models import Model

from parloir.accounts.models import Role, StaffRole, User
from parloir.audit.actors import CLOCK, DEMO, OPERATOR, Actor
from parloir.audit.models import AuditEvent
from parloir.bookings.models import PartyLimit, Quota
from parloir.facilities.models import Agency, Area, Closure, Facility, Monitor, Station
from parloir.facilities.models import VisitingHours as Hours
from parloir.facts.authority import RIGHTS_OF, check_authority
from parloir.facts.change_refused import ChangeRefused, Reason
from parloir.facts.configuration import configure
from parloir.facts.edits import Added, Changed, Edit, Removed
from parloir.facts.fact_models import FACTS
from parloir.facts.inmates import change_inmates_pin, move_inmate
from parloir.people.models import ApprovedVisitor, Commitment, Inmate, NoContact, Separation
from parloir.sanctions.models import Ground, GroundText, LadderPolicy, LadderStep
from tests.factories.moments import NINE_ON_MONDAY, TUESDAY, at
from tests.factories.people import (
    REGISTRAR,
    VisitorFactory,
    ask,
    make_inmate,
    make_staff,
    make_visitor,
    separate_inmates,
)
from tests.factories.places import (
    AgencyFactory,
    AreaFactory,
    FacilityFactory,
    MonitorFactory,
    StationFactory,
)

pytestmark = pytest.mark.django_db

HOUR = {"starts_at": at(TUESDAY, 10), "ends_at": at(TUESDAY, 11)}


def actor(user: User) -> Actor:
    return Actor("staff", user.public_id)


@dataclass(frozen=True)
class Fact:
    """How rows of a model are made at a facility, and which field of them is changed."""

    make: Callable[[Facility], Model]
    change: dict[str, object]


def new_facility(jail):
    return FacilityFactory.build(agency=jail.agency, state=jail.state)


def new_hours(jail):
    return Hours(facility=jail, kind="onsite", weekday=6, opens=time(8), closes=time(9))


def new_inmate(jail):
    return Inmate(
        facility=jail, area=jail.areas.first(), master_id="900001",
        first_name="Jordan", last_name="Alvarez",
    )  # fmt: skip


def of_pair(model, **fields):
    def make(jail):
        visitor = VisitorFactory()
        ask(visitor, jail.agency)
        return model(inmate=make_inmate(jail), visitor=visitor, **fields)

    return make


def new_separation(jail):
    pair = separate_inmates(make_inmate(jail), make_inmate(jail))
    Separation.objects.filter(pk=pair.pk).delete()
    return Separation(first=pair.first, second=pair.second, reason="They fought.")


def new_step(jail):
    policy, _ = LadderPolicy.objects.get_or_create(facility=jail)
    return LadderStep(policy=policy, position=1, days=30)


def new_text(jail):
    ground, _ = Ground.objects.get_or_create(facility=jail, code="shouting")
    return GroundText(ground=ground, language="en", text="Shouting")


def new_role(jail):
    return StaffRole(user=make_staff("officer", jail), role=Role.REGISTRAR, facility_slug=jail.slug)


SAMPLES: dict[type[Model], Fact] = {
    Agency: Fact(lambda jail: Agency(name="Ray County"), {"name": "Ray"}),
    Facility: Fact(new_facility, {"grace_minutes": 20}),
    Area: Fact(lambda jail: Area(facility=jail, name="North"), {"name": "South"}),
    Monitor: Fact(lambda jail: Monitor(facility=jail, name="One"), {"in_service": False}),
    Station: Fact(lambda jail: Station(area=jail.areas.first(), name="One"), {"in_service": False}),
    Hours: Fact(new_hours, {"closes": time(10)}),
    Closure: Fact(lambda jail: Closure(facility=jail, reason="Count", **HOUR), {"reason": "x"}),
    Quota: Fact(lambda jail: Quota(facility=jail, of="pair", period="day", most=1), {"most": 2}),
    PartyLimit: Fact(lambda jail: PartyLimit(facility=jail, adults=2, minors=2), {"minors": 1}),
    Inmate: Fact(new_inmate, {"status": "released"}),
    Commitment: Fact(
        lambda jail: Commitment(inmate=make_inmate(jail), kind="court", **HOUR), {"kind": "class"}
    ),
    ApprovedVisitor: Fact(of_pair(ApprovedVisitor), {}),
    NoContact: Fact(of_pair(NoContact, reason="Court order"), {"reason": "x"}),
    Separation: Fact(new_separation, {"reason": "x"}),
    LadderPolicy: Fact(lambda jail: LadderPolicy(facility=jail), {"window_days": 365}),
    LadderStep: Fact(new_step, {"days": 31}),
    Ground: Fact(lambda jail: Ground(facility=jail, code="noise"), {"in_use": False}),
    GroundText: Fact(new_text, {"text": "Noise"}),
    StaffRole: Fact(new_role, {"role": Role.AUDITOR}),
    User: Fact(lambda jail: User(email="new@example.org", full_name="Ann"), {"full_name": "Eve"}),
}
VERBS = ["added", "changed", "deleted"]


def stored(model: type[Model], jail: Facility) -> Model:
    if model is Facility:
        return jail
    if model is Agency:
        return jail.agency
    if model is User:
        return make_staff(Role.OFFICER, jail)
    row = SAMPLES[model].make(jail)
    row.save()
    return row


def edit_of(model: type[Model], verb: str, jail: Facility) -> Edit:
    if verb == "added":
        return Added(SAMPLES[model].make(jail))
    row = stored(model, jail)
    if verb == "deleted":
        return Removed(row)
    if model is ApprovedVisitor:
        return Changed(row, {"inmate": make_inmate(jail)})
    return Changed(row, SAMPLES[model].change)


def everything():
    """Return all rows of facts and of the audit."""
    models: tuple[type[Model], ...] = (*FACTS, AuditEvent)
    return [list(model._default_manager.order_by("pk").values_list()) for model in models]


def refused(edits, by) -> Reason:
    before = everything()
    with pytest.raises(ChangeRefused) as caught:
        configure(*edits, by=by, now=NINE_ON_MONDAY)
    assert everything() == before
    assert "Nothing was changed." in str(caught.value)
    return caught.value.reason


@contextmanager
def forgotten() -> Iterator[None]:
    """Take back what is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_small_jail(**fields) -> Facility:
    jail = FacilityFactory(**fields)
    MonitorFactory(facility=jail)
    StationFactory(area=AreaFactory(facility=jail))
    return jail


@pytest.fixture
def jail():
    return make_small_jail(slug="jackson", agency=AgencyFactory(name="Jackson County"))


@pytest.fixture
def clay():
    """Return a facility of another agency."""
    return make_small_jail(slug="clay", agency=AgencyFactory(name="Clay County"))


@pytest.fixture
def annex(jail):
    """Return another facility of the same agency."""
    return make_small_jail(slug="annex", agency=jail.agency)


def test_the_table_has_a_line_and_a_sample_for_every_fact():
    assert set(RIGHTS_OF) == set(FACTS) == set(SAMPLES)


@pytest.mark.parametrize("other", ["clay", "annex"])
@pytest.mark.parametrize("model", FACTS)
def test_an_administrator_changes_no_fact_of_another_facility(jail, model, other, request):
    by = actor(make_staff(Role.ADMINISTRATOR, jail))
    facility = request.getfixturevalue(other)
    for verb in VERBS:
        if (model, verb, other) != (Facility, "added", "annex"):  # It would be of their own agency.
            with forgotten():
                refused([edit_of(model, verb, facility)], by)


@pytest.mark.parametrize("model", FACTS)
def test_each_role_changes_what_the_table_says_at_its_own_facility(jail, model):
    """The check alone: whether a change is valid is tested elsewhere."""
    people = {role: make_staff(role, jail) for role in Role}
    for verb in VERBS:
        with forgotten():
            edits = [edit_of(model, verb, jail)]
            if (model, verb) == (User, "added"):
                role = StaffRole(user=edits[0].row, role="officer", facility_slug=jail.slug)
                edits.append(Added(role))
            allowed = {role for role, user in people.items() if may(edits, actor(user))}
            assert allowed == RIGHTS_OF[model].of(edits[0])


def may(edits, by) -> bool:
    try:
        check_authority(edits, by=by)
    except ChangeRefused:
        return False
    return True


NOBODY = [
    Actor("staff", "nobody000001"), Actor("client", "program00001"), Actor("anonymous"),
    Actor("visitor", "nobody000001"), Actor("device", "device000001"), Actor("inmate", "x"),
]  # fmt: skip


def test_nobody_else_changes_facts_and_the_installation_itself_any(jail):
    edits = [edit_of(model, "changed", jail) for model in FACTS]
    for edit in edits:
        assert [str(by) for by in NOBODY if may([edit], by)] == []
        assert [by for by in (CLOCK, DEMO, OPERATOR) if not may([edit], by)] == []


def test_a_superuser_changes_what_belongs_to_the_installation(jail, clay):
    by = actor(make_staff(Role.OFFICER, is_superuser=True))
    configure(Changed(jail, {"agency": clay.agency}), by=by, now=NINE_ON_MONDAY)
    jail.refresh_from_db()
    assert jail.agency == clay.agency


def test_a_closed_account_changes_nothing(jail):
    user = make_staff(Role.ADMINISTRATOR, jail, is_active=False, is_superuser=True)
    assert refused([Changed(jail, {"grace_minutes": 20})], actor(user)) == Reason.ELSEWHERE


def station_in(area):
    return lambda jail: Changed(Station.objects.filter(area__facility=jail).first(), {"area": area})


def inmate_to(area):
    change = {"area": area, "facility": area.facility}
    return lambda jail: Changed(make_inmate(jail), change)


@pytest.mark.parametrize("move", [station_in, inmate_to])
def test_nothing_is_moved_out_of_or_into_a_facility_without_a_right_there(jail, annex, move):
    by = actor(make_staff(Role.ADMINISTRATOR, jail))
    refused([move(annex.areas.get())(jail)], by)
    refused([move(jail.areas.get())(annex)], by)
    both = actor(make_staff(Role.ADMINISTRATOR, jail, annex))
    assert configure(move(annex.areas.get())(jail), by=both, now=NINE_ON_MONDAY).is_empty


def test_a_part_elsewhere_takes_the_whole_change_back(jail, clay):
    by = actor(make_staff(Role.ADMINISTRATOR, jail))
    parts = [Changed(jail, {"grace_minutes": 20}), Changed(clay.monitors.first(), {"name": "x"})]
    assert refused(parts, by) == Reason.ELSEWHERE


def test_pins_are_changed_by_administrators_of_the_inmates_facility_alone(jail, clay):
    inmate = make_inmate(jail)
    before = inmate.pin_hash
    for user in (make_staff(Role.ADMINISTRATOR, clay), make_staff(Role.OFFICER, jail)):
        with pytest.raises(ChangeRefused):
            change_inmates_pin(inmate=inmate, pin="739164", by=actor(user), now=NINE_ON_MONDAY)
    inmate.refresh_from_db()
    assert inmate.pin_hash == before
    by = actor(make_staff(Role.ADMINISTRATOR, jail))
    change_inmates_pin(inmate=inmate, pin="739164", by=by, now=NINE_ON_MONDAY)
    assert inmate.pin_hash != before


def test_an_inmate_is_moved_by_somebody_who_administers_both_facilities(jail, annex):
    inmate = make_inmate(jail)
    one, both = (make_staff(Role.ADMINISTRATOR, *places) for places in ([jail], [jail, annex]))
    with pytest.raises(ChangeRefused):
        move_inmate(inmate=inmate, area=annex.areas.get(), by=actor(one), now=NINE_ON_MONDAY)
    move_inmate(inmate=inmate, area=annex.areas.get(), by=actor(both), now=NINE_ON_MONDAY)
    assert Inmate.objects.get().facility == annex


@pytest.mark.parametrize("model", [ApprovedVisitor, NoContact])
def test_a_visitor_who_has_not_asked_here_is_on_no_list(jail, clay, model):
    by = actor(make_staff(Role.ADMINISTRATOR, clay))
    stranger = make_visitor()  # has asked the agency of Jackson County
    row = model(inmate=make_inmate(clay), visitor=stranger)
    if model is NoContact:
        row.reason = "Court order"
    assert refused([Added(row)], by) == Reason.NOT_ASKED
    ask(stranger, clay.agency)
    configure(Added(row), by=by, now=NINE_ON_MONDAY)
    assert model.objects.get().visitor == stranger


def test_a_stranger_known_by_id_only_is_refused():
    assert not User.objects.filter(public_id=REGISTRAR.ref).exists()
    with pytest.raises(ChangeRefused):
        check_authority([Added(User(email="a@example.org"))], by=REGISTRAR)
