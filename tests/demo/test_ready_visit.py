from datetime import timedelta

import pytest

from parloir.audit.actors import DEMO, Actor
from parloir.bookings.models import Booking
from parloir.bookings.pins import pin_of
from parloir.bookings.states import BookingState
from parloir.demo.file import demo_file, read_demo_file
from parloir.demo.people import READY_DOMAIN, READY_VISITORS
from parloir.demo.ready_visit import keep_a_ready_visit
from parloir.facilities.models import Monitor, Station
from parloir.people.models import Visitor
from parloir.visits.admission import enter_pin, sign_in_inmate
from parloir.visits.operations import acknowledge_rules, begin, confirm_names
from parloir.workflows.termination import end_on_ground, terminate

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
DEVICE = Actor("device", "device000001")


def ready_booking(demo) -> Booking:
    return Booking.objects.get(public_id=demo["ready_visit"]["booking"])


def use(demo, *, now):
    """Let both parties go into the visit, as people at the devices do."""
    monitor = Monitor.objects.get(public_id=_device_of(demo, "monitor"))
    station = Station.objects.get(public_id=_device_of(demo, "station"))
    told = read_demo_file()["ready_visit"]
    visitor = enter_pin(monitor=monitor, pin=told["pin"], language="en", by=DEVICE, now=now)
    confirm_names(admission=visitor, by=DEVICE, now=now)
    acknowledge_rules(admission=visitor, by=DEVICE, now=now)
    begin(admission=visitor, by=DEVICE, now=now)
    inmate = sign_in_inmate(
        station=station,
        master_id=told["inmate_master_id"],
        pin=told["inmate_pin"],
        by=DEVICE,
        now=now,
    )
    begin(admission=inmate, by=DEVICE, now=now)
    inmate.visit.refresh_from_db()
    return inmate.visit


def _device_of(demo, kind: str) -> str:
    (found,) = [one["id"] for one in demo[f"{kind}s"] if one["url"] == demo[f"{kind}_url"]]
    return found


def test_the_ready_visit_can_start_now_at_the_devices_of_the_file(demo, now):
    assert use(demo, now=now).is_live


def test_the_file_tells_the_pin_of_the_booking(demo):
    assert demo["ready_visit"]["pin"] == pin_of(ready_booking(demo))


def test_nothing_happens_while_it_is_fresh(demo, now, django_assert_num_queries):
    written_at = demo_file().stat().st_mtime_ns

    with django_assert_num_queries(1):
        keep_a_ready_visit(now=now + SECOND)

    assert demo_file().stat().st_mtime_ns == written_at
    assert Booking.objects.count() == 1


def test_it_is_kept_until_fifteen_minutes_of_grace_are_left(demo, now):
    replaced_at = ready_booking(demo).last_admission_at - 15 * MINUTE

    keep_a_ready_visit(now=replaced_at)
    assert read_demo_file()["ready_visit"] == demo["ready_visit"]

    keep_a_ready_visit(now=replaced_at + SECOND)
    assert read_demo_file()["ready_visit"] != demo["ready_visit"]


def test_whoever_has_read_the_old_one_still_has_ten_minutes(demo, now):
    old = ready_booking(demo)
    keep_a_ready_visit(now=old.last_admission_at - 15 * MINUTE + SECOND)

    keep_a_ready_visit(now=old.last_admission_at - 5 * MINUTE)

    old.refresh_from_db()
    assert old.state == BookingState.BOOKED


def test_an_old_one_is_withdrawn_when_the_next_is_replaced(demo, now):
    old = ready_booking(demo)
    keep_a_ready_visit(now=old.last_admission_at - 15 * MINUTE + SECOND)

    keep_a_ready_visit(now=old.last_admission_at + 10 * MINUTE)

    old.refresh_from_db()
    assert old.state == BookingState.CANCELLED
    assert Booking.objects.filter(state=BookingState.BOOKED).count() >= 1


def test_a_used_one_is_replaced_by_other_people(demo, now):
    used = use(demo, now=now).booking

    new = keep_a_ready_visit(now=now + SECOND)

    assert new is not None
    assert {new.visitor, new.inmate}.isdisjoint({used.visitor, used.inmate})
    assert read_demo_file()["ready_visit"]["pin"] == pin_of(new)


def test_whoever_is_about_to_be_restricted_is_not_booked(demo, now, monkeypatch):
    """It is not booked even if it would be chosen at random."""
    visit = use(demo, now=now)
    end_on_ground(
        visit=visit,
        ground="phone",
        conduct={"visitor", "inmate"},
        note="",
        by=DEMO,
        now=now + SECOND,
    )

    def puts_the_same_first(visitors):
        visitors.sort(key=lambda one: one != visit.booking.visitor)

    monkeypatch.setattr("parloir.demo.ready_visit.random.shuffle", puts_the_same_first)
    booking = keep_a_ready_visit(now=now + SECOND)
    assert booking.visitor != visit.booking.visitor
    assert booking.inmate != visit.booking.inmate


def test_visits_that_are_ended_at_once_never_exhaust_the_devices(demo, now):
    """Thirty in one minute are more than there are monitors and ready visitors."""
    for second in range(30):
        at = now + second * 2 * SECOND
        visit = use(demo, now=at)
        terminate(
            visit=visit, ground="phone", conduct={"visitor"}, note="", by=DEMO, now=at + SECOND
        )
        assert keep_a_ready_visit(now=at + SECOND) is not None

    ready = Visitor.objects.filter(user__email__endswith=f"@{READY_DOMAIN}")
    assert ready.count() > READY_VISITORS
    assert ready.filter(restrictions__isnull=False).distinct().count() == 30


@pytest.mark.django_db
def test_without_a_demo_file_nothing_is_booked(data_dir, now):
    assert keep_a_ready_visit(now=now) is None
    assert not demo_file().exists()
