"""A fact changes, the audit records it, and bookings follow: all of it or nothing."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from parloir.accounts.models import StaffRole
from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking, Quota
from parloir.bookings.states import BookingState
from parloir.changes.models import Change
from parloir.facilities.models import (
    Area,
    Closure,
    Facility,
    Monitor,
    Station,
    VisitingHours,
    VisitKind,
)
from parloir.facts import impact
from parloir.facts.closures import change_closure, close_time
from parloir.facts.configuration import configure
from parloir.facts.edits import Added, Changed, FactGone, Removed
from parloir.facts.facilities import change_facility
from parloir.facts.inmates import change_inmate
from parloir.facts.relations import set_no_contact
from parloir.people.models import ApprovedVisitor, Separation
from parloir.sanctions.models import LadderPolicy, LadderStep
from tests.factories.moments import NINE_ON_MONDAY, SECOND, TUESDAY, at
from tests.factories.people import OPERATOR, make_inmate, make_staff, make_visitor
from tests.factories.places import AreaFactory, StationFactory, make_jail
from tests.factories.sanctions import make_ladder
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db

DONE = {"by": OPERATOR, "now": NINE_ON_MONDAY}
TEN_ON_TUESDAY = at(TUESDAY, 10)


@pytest.fixture
def jail():
    return make_jail(slug="jackson")


def is_booked(booking):
    return Booking.objects.get(pk=booking.pk).state == BookingState.BOOKED


def test_a_change_is_on_record_with_what_was_and_is_and_is_told_to_screens(jail):
    change_facility(facility=jail, grace_minutes=20, approval="to_be_admitted", **DONE)
    event = AuditEvent.objects.get()
    assert (event.action, event.subject_ref, event.facility_ref) == (
        "configure_change", "jackson", "jackson"
    )  # fmt: skip
    assert event.details == {
        "model": "Facility",
        "what": "changed admitted after the start, approval of the identity",
        "before": "grace_minutes: 10, approval: to_book",
        "after": "grace_minutes: 20, approval: to_be_admitted",
    }
    topics = set(Change.objects.values_list("topic", flat=True))
    assert {"facility:jackson", f"monitor:{jail.monitors.first().public_id}"} <= topics


def test_parts_are_in_the_event_of_what_they_belong_to(jail):
    monitor = jail.monitors.first()
    change_facility(
        facility=jail,
        parts=[Changed(monitor, {"in_service": False}), Added(Area(facility=jail, name="North"))],
        **DONE,
    )
    details = AuditEvent.objects.get().details
    assert details["what"] == "changed monitor in service; added area"
    assert details["before"] == f"monitor {monitor.public_id}: in_service: True"
    north = Area.objects.get(name="North")
    assert details["after"] == (
        f"monitor {monitor.public_id}: in_service: False; "
        f"area {north.pk}: facility: jackson, name: North"
    )


def test_what_is_so_already_leaves_no_event(jail):
    assert change_facility(facility=jail, grace_minutes=10, **DONE).is_empty
    assert (AuditEvent.objects.count(), Change.objects.count()) == (0, 0)


def test_a_persons_name_and_a_reason_are_in_no_event(jail):
    inmate = make_inmate(jail)
    change_inmate(inmate=inmate, last_name="Alvarez", **DONE)
    set_no_contact(inmate=inmate, visitor=make_visitor(), reason="Alvarez", **DONE)
    assert "Alvarez" not in str(list(AuditEvent.objects.values()))
    assert AuditEvent.objects.filter(details__what="changed last name").count() == 1


def test_an_error_as_bookings_follow_takes_everything_back(jail, monkeypatch):
    booking = make_booking(jail, starts_at=TEN_ON_TUESDAY)
    events, changes = AuditEvent.objects.count(), Change.objects.count()

    def fail_after_looking(**asked):
        repair_bookings(**asked)
        raise ZeroDivisionError

    repair_bookings = impact.repair_bookings
    monkeypatch.setattr(impact, "repair_bookings", fail_after_looking)
    with pytest.raises(ZeroDivisionError):
        close_time(
            facility=jail, starts_at=at(TUESDAY, 9), ends_at=at(TUESDAY, 12), reason="Count", **DONE
        )
    assert is_booked(booking)
    assert not Closure.objects.exists()
    assert (AuditEvent.objects.count(), Change.objects.count()) == (events, changes)


def test_one_part_that_is_refused_takes_the_others_back(jail):
    with pytest.raises(ValidationError):
        change_facility(
            facility=jail,
            grace_minutes=20,
            parts=[Added(Area(facility=jail, name="North")), Added(Area(facility=jail, name=""))],
            **DONE,
        )
    jail.refresh_from_db()
    assert jail.grace_minutes == 10
    assert not Area.objects.filter(name="North").exists()


def test_what_is_not_named_stays_as_somebody_else_has_left_it(jail):
    stale = Facility.objects.get(pk=jail.pk)
    change_facility(facility=jail, grace_minutes=20, **DONE)
    change_facility(facility=stale, early_minutes=5, **DONE)
    jail.refresh_from_db()
    assert (jail.grace_minutes, jail.early_minutes) == (20, 5)


@pytest.mark.parametrize("edit", [lambda row: Changed(row, {"name": "Other"}), Removed])
def test_a_row_that_is_gone_is_neither_changed_nor_made_again(jail, edit):
    area = AreaFactory(facility=jail)
    configure(Removed(Area.objects.get(pk=area.pk)), **DONE)
    with pytest.raises(FactGone):
        configure(edit(area), **DONE)
    assert not Area.objects.filter(pk=area.pk).exists()


def test_what_others_need_is_not_removed(jail):
    with pytest.raises(ProtectedError):
        configure(Removed(jail.areas.get()), **DONE)
    assert not AuditEvent.objects.exists()


def test_a_part_takes_the_place_of_one_that_goes_in_the_same_operation(jail):
    """Both rows open on Monday from eight, but one replaces the other, so they do not conflict."""
    old = jail.hours.get(kind=VisitKind.ONSITE, weekday=0)
    new = VisitingHours(
        facility=jail, kind=VisitKind.ONSITE, weekday=0, opens=time(8), closes=time(12)
    )
    change_facility(facility=jail, parts=[Added(new), Removed(old)], **DONE)
    assert jail.hours.get(kind=VisitKind.ONSITE, weekday=0).closes == time(12)


def test_a_name_on_a_list_that_becomes_another_concerns_both(jail):
    change_facility(facility=jail, keeps_visitor_lists=True, **DONE)
    maria, inmate = make_visitor(), make_inmate(jail)
    entry = ApprovedVisitor.objects.create(inmate=inmate, visitor=maria)
    booking = make_booking(jail, starts_at=TEN_ON_TUESDAY, visitor=maria, inmate=inmate)
    impact = configure(Changed(entry, {"visitor": make_visitor()}), **DONE)
    assert [one.pk for one in impact.repaired.displaced] == [booking.pk]


def test_stations_that_go_out_of_service_with_their_area_are_followed(jail):
    area = jail.areas.get()
    booking = make_booking(jail, starts_at=TEN_ON_TUESDAY)
    rest = [Changed(station, {"in_service": False}) for station in area.stations.all()]
    impact = configure(Changed(area, {"name": "North"}), *rest, **DONE)
    assert [one.pk for one in impact.repaired.displaced] == [booking.pk]


def test_a_station_that_moves_concerns_the_area_that_it_leaves():
    jail = make_jail(stations=1)
    station = Station.objects.get()
    booking = make_booking(jail, starts_at=TEN_ON_TUESDAY)
    impact = configure(Changed(station, {"area": AreaFactory(facility=jail)}), **DONE)
    assert [one.pk for one in impact.repaired.displaced] == [booking.pk]


def test_a_station_more_concerns_nobody_harmfully(jail):
    booking = make_booking(jail, starts_at=TEN_ON_TUESDAY)
    assert configure(Added(StationFactory.build(area=jail.areas.get())), **DONE).is_empty
    assert is_booked(booking)


def test_a_facility_is_made_with_all_that_belongs_to_it(jail):
    made = Facility(
        slug="clay", agency=jail.agency, state=jail.state, name="Clay", official_name="Clay",
        short_zone_name="Central",
        time_zone="America/Chicago", street="1 Main Street", city="Liberty", postal_code="64068",
        phone="(816) 555-0100", effective_date=TUESDAY,
    )  # fmt: skip
    parts = [
        Added(Monitor(facility=made, name="One")),
        Added(Quota(facility=made, of="visitor", period="day", most=1)),
        Added(
            VisitingHours(facility=made, kind="onsite", weekday=0, opens=time(8), closes=time(9))
        ),
    ]
    configure(Added(made), *parts, **DONE)
    clay = Facility.objects.get(slug="clay")
    assert (clay.monitors.count(), clay.quotas.count(), clay.hours.count()) == (1, 1, 1)
    assert AuditEvent.objects.get().action == "configure_add"


@pytest.mark.parametrize(("length", "stands"), [(0 * SECOND, False), (SECOND, True)])
def test_a_closure_ends_after_it_begins(jail, length, stands):
    closure, _ = close_time(
        facility=jail, starts_at=TEN_ON_TUESDAY, ends_at=at(TUESDAY, 11), reason="Count", **DONE
    )
    if stands:
        change_closure(closure=closure, ends_at=TEN_ON_TUESDAY + length, **DONE)
    else:
        with pytest.raises(ValidationError):
            change_closure(closure=closure, ends_at=TEN_ON_TUESDAY + length, **DONE)
    stored = Closure.objects.get()
    assert stored.ends_at == (TEN_ON_TUESDAY + length if stands else at(TUESDAY, 11))


def elsewhere():
    return make_jail(slug="clay")


def of_another_area(jail):
    return Changed(make_inmate(jail), {"area": elsewhere().areas.get()})


def hours_of_another_area(jail):
    area = elsewhere().areas.get()
    return Added(
        VisitingHours(
            facility=jail, area=area, kind="onsite", weekday=6, opens=time(8), closes=time(9)
        )
    )


def closed_device(field):
    def edit(jail):
        other = elsewhere()
        device = {"monitor": other.monitors.first(), "station": Station.objects.last()}[field]
        ends = {"starts_at": TEN_ON_TUESDAY, "ends_at": at(TUESDAY, 11)}
        return Added(Closure(facility=jail, reason="Count", **ends, **{field: device}))

    return edit


def overlapping_hours(jail):
    return Added(
        VisitingHours(facility=jail, kind="onsite", weekday=0, opens=time(18, 55), closes=time(20))
    )


def apart_from(other):
    def edit(jail):
        one = make_inmate(jail)
        first, second = sorted((one, other(one)), key=lambda inmate: inmate.pk)
        return Added(Separation(first=first, second=second, reason="They fought."))

    return edit


def role_nowhere(jail):
    role = StaffRole(user=make_staff("officer", jail), role="officer", facility_slug="nowhere")
    return Added(role)


def unknown_zone(jail):
    return Changed(jail, {"time_zone": "Mars/Olympus"})


def length_off_the_grid(jail):
    return Changed(jail, {"visit_minutes": 31})


def second_ladder(jail):
    return Added(LadderPolicy(facility=make_ladder(jail, 30).facility))


REFUSED = {
    "inmate of another area": (of_another_area, "This area belongs to another facility."),
    "hours of another area": (hours_of_another_area, "This area belongs to another facility."),
    "monitor of another facility": (
        closed_device("monitor"), "This device belongs to another facility.",
    ),
    "station of another facility": (
        closed_device("station"), "This device belongs to another facility.",
    ),
    "hours that overlap": (overlapping_hours, "do not overlap"),
    "apart from oneself": (apart_from(lambda one: one), "Choose two people of one facility."),
    "apart from somebody elsewhere": (
        apart_from(lambda _one: make_inmate(elsewhere())), "Choose two people of one facility.",
    ),
    "role at no facility": (role_nowhere, "This facility does not exist."),
    "zone that is none": (unknown_zone, "is not the time zone of a place"),
    "length off the grid": (length_off_the_grid, "divided by five"),
    "a second ladder": (second_ladder, "already exists"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_an_operation_refuses_what_a_form_would(jail, case):
    edit, words = REFUSED[case]
    edit = edit(jail)
    events = AuditEvent.objects.count()
    with pytest.raises(ValidationError) as refused:
        configure(edit, **DONE)
    assert words in " ".join(refused.value.messages)
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    ("positions", "stands"),
    [
        ([(1, None)], True),
        ([(1, 30), (2, None)], True),
        ([(1, 30), (3, None)], False),
        ([(1, None), (2, 30)], False),
        ([], False),
    ],
)
def test_the_steps_of_a_ladder_stand_as_a_whole(jail, positions, stands):
    policy = LadderPolicy(facility=jail)
    steps = [LadderStep(policy=policy, position=place, days=days) for place, days in positions]
    if stands:
        configure(Added(policy), *map(Added, steps), **DONE)
    else:
        with pytest.raises(ValidationError):
            configure(Added(policy), *map(Added, steps), **DONE)
    assert LadderStep.objects.count() == (len(positions) if stands else 0)
    assert LadderPolicy.objects.count() == int(stands)


def test_the_last_steps_of_a_ladder_are_not_taken_one_by_one(jail):
    policy = make_ladder(jail, 30, None)
    first, last = policy.steps.all()
    with pytest.raises(ValidationError):
        configure(Removed(first), **DONE)
    configure(Removed(last), **DONE)
    assert list(policy.steps.values_list("days", flat=True)) == [30]
