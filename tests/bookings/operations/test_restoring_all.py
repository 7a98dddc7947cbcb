"""One order restores all displaced bookings of a facility that can be restored."""

import pytest
from django.db import OperationalError

from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking, Repair, Restoration
from parloir.bookings.operations import restoring_all
from parloir.bookings.operations.restoring_all import (
    carry_out_restorations,
    next_restoration_at,
    order_restoration,
)
from parloir.bookings.states import BookingState
from parloir.facilities.models import Facility
from parloir.facts.closures import close_time, reopen
from parloir.notices.models import Notice
from tests.factories.moments import MINUTE, NINE_ON_MONDAY, TUESDAY, WEDNESDAY, at
from tests.factories.people import OPERATOR, SUPERVISOR, make_inmate
from tests.factories.places import make_jail
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db

LATER = NINE_ON_MONDAY + MINUTE
TUESDAY_AT_TEN = at(TUESDAY, 10)
IN_THE_WAY = at(TUESDAY, 14)


@pytest.fixture
def jail() -> Facility:
    return make_jail(stations=6, monitors=4)


def displace(jail, *starts) -> list[Booking]:
    """Book at these times, close the day, and open it again."""
    bookings = [make_booking(jail, starts_at=starts_at) for starts_at in starts]
    closure, _impact = close_time(
        facility=jail, starts_at=at(TUESDAY, 8), ends_at=at(WEDNESDAY, 8), reason="Count",
        by=OPERATOR, now=NINE_ON_MONDAY,
    )  # fmt: skip
    reopen(closure=closure, by=OPERATOR, now=NINE_ON_MONDAY)
    assert Booking.objects.filter(state=BookingState.DISPLACED).count() == len(starts)
    return bookings


def close_for_good(jail, starts_at):
    close_time(
        facility=jail, starts_at=starts_at, ends_at=starts_at + 30 * MINUTE, reason="Repair",
        by=OPERATOR, now=NINE_ON_MONDAY,
    )  # fmt: skip


def order(jail, now=LATER):
    return order_restoration(facility=jail, by=SUPERVISOR, now=now)


def is_booked(booking) -> bool:
    booking.refresh_from_db()
    return booking.state == BookingState.BOOKED


def letters() -> list[str]:
    return sorted(Notice.objects.filter(kind="booking_restored").values_list("email", flat=True))


def test_all_that_can_take_place_are_restored_and_each_party_is_told_once(jail):
    one, two, blocked = displace(jail, TUESDAY_AT_TEN, at(TUESDAY, 11), IN_THE_WAY)
    close_for_good(jail, IN_THE_WAY)
    placed = order(jail)
    assert not is_booked(one)
    assert carry_out_restorations(now=LATER) == 2
    assert [is_booked(booking) for booking in (one, two, blocked)] == [True, True, False]
    assert letters() == sorted([one.visitor.user.email, two.visitor.user.email])
    placed.refresh_from_db()
    assert (placed.restored, placed.left, placed.done_at) == (2, 1, LATER)


def test_who_ordered_it_is_in_the_audit_of_the_order_and_of_each_booking(jail):
    (booking,) = displace(jail, TUESDAY_AT_TEN)
    placed = order(jail)
    carry_out_restorations(now=LATER)
    found = AuditEvent.objects.filter(actor_kind="staff", actor_ref=SUPERVISOR.ref)
    assert list(found.order_by("pk").values_list("action", "subject_ref")) == [
        ("order_restoration", placed.public_id),
        ("settle_repair", booking.public_id),
        ("take_back", booking.public_id),
    ]
    assert Repair.objects.get().settled_by == str(SUPERVISOR)


def test_a_second_press_orders_nothing_while_the_first_is_carried_out(jail):
    displace(jail, TUESDAY_AT_TEN)
    order(jail)
    assert order(jail) is None
    assert Restoration.objects.count() == 1
    assert AuditEvent.objects.filter(action="order_restoration").count() == 1


def test_a_second_press_after_it_restores_nothing_and_tells_nobody(jail):
    displace(jail, TUESDAY_AT_TEN, IN_THE_WAY)
    close_for_good(jail, IN_THE_WAY)
    for _ in range(2):
        order(jail)
        carry_out_restorations(now=LATER)
    assert len(letters()) == 1


def test_nothing_is_ordered_where_every_visit_has_its_time(jail):
    assert order(jail) is None
    assert next_restoration_at(now=LATER) is None


def test_another_facilitys_bookings_are_left_alone(jail):
    other = make_jail()
    displace(jail, TUESDAY_AT_TEN)
    there = make_booking(other, starts_at=TUESDAY_AT_TEN)
    close_time(
        facility=other, starts_at=at(TUESDAY, 8), ends_at=at(TUESDAY, 19), reason="Count",
        by=OPERATOR, now=NINE_ON_MONDAY,
    )  # fmt: skip
    other.closures.all().delete()
    order(jail)
    carry_out_restorations(now=LATER)
    assert not is_booked(there)


def test_what_loses_its_time_after_the_order_is_not_part_of_it(jail):
    displace(jail, TUESDAY_AT_TEN)
    order(jail)
    late = make_booking(jail, starts_at=at(TUESDAY, 12))
    closure, _impact = close_time(
        facility=jail, starts_at=at(TUESDAY, 12), ends_at=at(TUESDAY, 13), reason="Count",
        by=OPERATOR, now=LATER + MINUTE,
    )  # fmt: skip
    reopen(closure=closure, by=OPERATOR, now=LATER + MINUTE)
    assert carry_out_restorations(now=LATER + MINUTE) == 1
    assert not is_booked(late)


def test_who_booked_another_visit_instead_keeps_that_one_alone(jail):
    (booking,) = displace(jail, TUESDAY_AT_TEN)
    make_booking(
        jail, starts_at=at(WEDNESDAY, 10), visitor=booking.visitor, inmate=booking.inmate, now=LATER
    )
    order(jail, now=LATER + MINUTE)
    assert carry_out_restorations(now=LATER + MINUTE) == 0
    assert not is_booked(booking)


def test_of_two_who_need_the_last_place_one_gets_it():
    jail = make_jail(monitors=2)
    displace(jail, TUESDAY_AT_TEN, TUESDAY_AT_TEN)
    make_booking(jail, starts_at=TUESDAY_AT_TEN, inmate=make_inmate(jail), now=LATER)
    order(jail)
    assert carry_out_restorations(now=LATER) == 1
    assert Repair.objects.filter(state=Repair.State.OPEN).count() == 1
    assert len(letters()) == 1


@pytest.mark.parametrize("batch", [1, 2, 3, 4, 5])
def test_a_run_judges_a_batch_and_the_next_one_goes_on(jail, monkeypatch, batch):
    """The run that finds nothing more to judge ends the order."""
    monkeypatch.setattr(restoring_all, "BATCH", batch)
    displace(jail, *(at(TUESDAY, hour) for hour in (9, 10, 11, 12)))
    order(jail)
    restored = []
    while next_restoration_at(now=LATER) is not None:
        restored.append(carry_out_restorations(now=LATER))
    assert sum(restored) == len(letters()) == 4
    assert max(restored) == min(batch, 4)
    assert len([one for one in restored if one]) == -(-4 // batch)


def test_a_worker_that_is_killed_leaves_nothing_half_done_and_another_goes_on(jail, monkeypatch):
    one, two = displace(jail, TUESDAY_AT_TEN, at(TUESDAY, 11))
    placed = order(jail)

    def die(*args, **kwargs):
        raise SystemExit

    monkeypatch.setattr(restoring_all, "_advance", die)
    with pytest.raises(SystemExit):
        carry_out_restorations(now=LATER)
    placed.refresh_from_db()
    assert (placed.reached, placed.restored, letters()) == (0, 0, [])
    assert not is_booked(one)
    monkeypatch.undo()
    assert carry_out_restorations(now=LATER) == 2
    assert is_booked(one)
    assert is_booked(two)
    assert len(letters()) == 2


def test_a_booking_that_fails_does_not_keep_the_others_from_their_times(jail, monkeypatch):
    bad, good = displace(jail, TUESDAY_AT_TEN, at(TUESDAY, 11))
    placed = order(jail)
    real = restoring_all.restore_all_clear

    def fail_once(*, bookings, by, now):
        if bookings[0].pk == bad.pk:
            raise RuntimeError("no")
        return real(bookings=bookings, by=by, now=now)

    monkeypatch.setattr(restoring_all, "restore_all_clear", fail_once)
    assert carry_out_restorations(now=LATER) == 1
    assert not is_booked(bad)
    assert is_booked(good)
    placed.refresh_from_db()
    assert (placed.restored, placed.left, placed.done_at) == (1, 1, LATER)


def test_a_booking_that_meets_a_busy_database_is_tried_again(jail, monkeypatch):
    booking = displace(jail, TUESDAY_AT_TEN)[0]
    placed = order(jail)

    def is_busy(**_):
        raise OperationalError("database is locked")

    with monkeypatch.context() as busy:
        busy.setattr(restoring_all, "restore_all_clear", is_busy)
        with pytest.raises(OperationalError):
            carry_out_restorations(now=LATER)
    assert carry_out_restorations(now=LATER) == 1

    assert is_booked(booking)
    placed.refresh_from_db()
    assert (placed.restored, placed.left, placed.done_at) == (1, 0, LATER)
