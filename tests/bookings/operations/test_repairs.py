"""When facts change, bookings that they refuse get other devices, or go on the list."""

from datetime import timedelta

import pytest

from parloir.audit.models import AuditEvent
from parloir.bookings.availability.alternatives import alternatives_for
from parloir.bookings.claims import claims_of, resource_of
from parloir.bookings.models import Booking, Repair, SlotClaim
from parloir.bookings.operations import cancel, move
from parloir.bookings.operations.repairs import (
    accept_alternative,
    cancel_lapsed_repairs,
    give_up,
    repair_bookings,
)
from parloir.bookings.operations.restoring import restore
from parloir.bookings.operations.settlement import RepairRefused
from parloir.bookings.states import BookingState
from parloir.facilities.models import Closure
from parloir.notices.models import Notice
from parloir.people.models import Commitment
from parloir.scheduling.refusals import Rule
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, TUESDAY, WEDNESDAY, at
from tests.factories.people import OFFICER, as_visitor, make_inmate, make_visitor
from tests.factories.places import AreaFactory, StationFactory, make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking

pytestmark = pytest.mark.django_db

NOON_ON_TUESDAY = at(TUESDAY, 12)


def closed_on_tuesday(jail, **scope) -> Closure:
    return Closure.objects.create(
        facility=jail, starts_at=at(TUESDAY, 0), ends_at=at(WEDNESDAY, 0), reason="Count", **scope
    )


def look_at(booking, now=NINE_ON_MONDAY):
    return repair_bookings(bookings=[Booking.objects.get(pk=booking.pk)], by=OFFICER, now=now)


def displaced_booking(jail, **fields) -> Booking:
    booking = make_booking(jail, starts_at=NOON_ON_TUESDAY, **fields)
    closed_on_tuesday(jail)
    assert len(look_at(booking).displaced) == 1
    booking.refresh_from_db()
    return booking


def claims_in_the_table(booking):
    return set(SlotClaim.objects.filter(booking=booking).values_list("resource", "tick"))


def test_what_stands_is_left_alone():
    booking = make_booking(make_jail())
    before = claims_in_the_table(booking)
    found = look_at(booking)
    assert (found.reassigned, found.displaced) == ((), ())
    assert claims_in_the_table(booking) == before
    assert Notice.objects.filter(kind="booking_displaced").count() == 0


def test_a_station_out_of_order_gives_way_to_another_at_the_same_time():
    jail = make_jail(stations=2)
    booking = make_booking(jail)
    first, second = booking.station.area.stations.all()
    type(first).objects.filter(pk=first.pk).update(in_service=False)
    assert [one.pk for one in look_at(booking).reassigned] == [booking.pk]
    booking.refresh_from_db()
    assert (booking.station, booking.starts_at) == (second, TEN_ON_MONDAY)
    assert claims_in_the_table(booking) == {(one.resource, one.tick) for one in claims_of(booking)}
    assert not SlotClaim.objects.filter(resource=resource_of(first)).exists()
    assert Notice.objects.filter(kind="booking_displaced").count() == 0


def test_a_housing_move_gives_a_station_of_the_new_area():
    jail = make_jail()
    booking = make_booking(jail)
    other = AreaFactory(facility=jail)
    there = StationFactory(area=other)
    type(booking.inmate).objects.filter(pk=booking.inmate.pk).update(area=other)
    assert len(look_at(booking).reassigned) == 1
    booking.refresh_from_db()
    assert booking.station == there


def test_a_housing_move_to_a_full_area_displaces():
    jail = make_jail()
    other = AreaFactory(facility=jail)
    StationFactory(area=other)
    make_booking(jail, inmate=make_inmate(jail, area=other))
    booking = make_booking(jail)
    type(booking.inmate).objects.filter(pk=booking.inmate.pk).update(area=other)
    assert len(look_at(booking).displaced) == 1
    assert Repair.objects.get().rule == Rule.NO_STATION_FREE


def test_a_displaced_booking_claims_nothing_and_is_told_once():
    booking = displaced_booking(make_jail())
    assert booking.state == BookingState.DISPLACED
    assert claims_in_the_table(booking) == set()
    repair = Repair.objects.get()
    assert (repair.booking, repair.rule, repair.was_at, repair.state) == (
        booking, Rule.CLOSED, NOON_ON_TUESDAY, Repair.State.OPEN,
    )  # fmt: skip
    look_at(booking)
    assert Repair.objects.count() == 1
    assert Notice.objects.filter(kind="booking_displaced").count() == 1


@pytest.mark.parametrize(("touches", "count"), [(True, 1), (False, 0)])
def test_a_commitment_displaces_what_it_touches(touches, count):
    booking = make_booking(make_jail())
    ends_at = booking.starts_at + timedelta(minutes=5 if touches else 0)
    Commitment.objects.create(
        inmate=booking.inmate, kind="court", starts_at=at(MONDAY, 9), ends_at=ends_at
    )
    assert len(look_at(booking).displaced) == count


def test_the_alternatives_are_the_same_hour_on_the_next_days():
    booking = displaced_booking(make_jail())
    assert [one.starts_at for one in alternatives_for(booking, now=NINE_ON_MONDAY)] == [
        at(WEDNESDAY, 12), at(WEDNESDAY + timedelta(days=1), 12),
        at(WEDNESDAY + timedelta(days=2), 12),
    ]  # fmt: skip


def test_an_accepted_time_settles_the_case_and_keeps_the_pin():
    booking = displaced_booking(make_jail())
    pin = booking.pin_hash
    accept_alternative(
        booking=booking, starts_at=at(WEDNESDAY, 12), by=as_visitor(booking.visitor),
        now=NINE_ON_MONDAY,
    )  # fmt: skip
    booking.refresh_from_db()
    assert (booking.state, booking.starts_at, booking.pin_hash) == (
        BookingState.BOOKED, at(WEDNESDAY, 12), pin,
    )  # fmt: skip
    assert claims_in_the_table(booking) == {(one.resource, one.tick) for one in claims_of(booking)}
    assert Repair.objects.get().settlement == Repair.Settlement.ACCEPTED
    with pytest.raises(RepairRefused):
        accept_alternative(
            booking=booking, starts_at=at(WEDNESDAY, 13), by=OFFICER, now=NINE_ON_MONDAY
        )


def test_a_time_that_was_taken_meanwhile_is_refused_and_the_case_stays_open():
    jail = make_jail(monitors=1)
    booking = displaced_booking(jail)
    make_booking(jail, starts_at=at(WEDNESDAY, 12))
    with pytest.raises(RepairRefused) as refused:
        accept_alternative(
            booking=booking, starts_at=at(WEDNESDAY, 12), by=as_visitor(booking.visitor),
            now=NINE_ON_MONDAY,
        )  # fmt: skip
    assert [one.rule for one in refused.value.refusals] == [Rule.NO_MONITOR_FREE]
    assert Repair.objects.get().state == Repair.State.OPEN
    event = AuditEvent.objects.get(action="move")
    assert (event.outcome, event.subject_ref) == ("refused", booking.visitor.public_id)
    assert event.details["rule"] == Rule.NO_MONITOR_FREE
    booking.refresh_from_db()
    assert booking.state == BookingState.DISPLACED


def test_a_closure_taken_back_lets_the_visit_be_restored():
    booking = displaced_booking(make_jail())
    with pytest.raises(RepairRefused):
        restore(booking=booking, by=OFFICER, now=NINE_ON_MONDAY)
    assert Repair.objects.get().state == Repair.State.OPEN
    Closure.objects.all().delete()
    restore(booking=booking, by=OFFICER, now=NINE_ON_MONDAY)
    booking.refresh_from_db()
    assert (booking.state, booking.starts_at) == (BookingState.BOOKED, NOON_ON_TUESDAY)
    assert claims_in_the_table(booking) == {(one.resource, one.tick) for one in claims_of(booking)}


def test_who_gives_up_is_told_and_the_case_is_closed():
    booking = displaced_booking(make_jail())
    give_up(booking=booking, by=OFFICER, now=NINE_ON_MONDAY)
    booking.refresh_from_db()
    assert (booking.state, booking.cancelled_for) == (
        BookingState.CANCELLED, Booking.CancelledFor.STAFF,
    )  # fmt: skip
    assert Repair.objects.get().settlement == Repair.Settlement.CANCELLED
    with pytest.raises(RepairRefused):
        give_up(booking=booking, by=OFFICER, now=NINE_ON_MONDAY)


def test_a_visitor_who_cancels_settles_the_case():
    booking = displaced_booking(make_jail())
    cancel(booking=booking, by=as_visitor(booking.visitor), now=NINE_ON_MONDAY)
    assert Repair.objects.get().settlement == Repair.Settlement.CANCELLED


@pytest.mark.parametrize(("before", "lapsed"), [(timedelta(seconds=1), 0), (timedelta(0), 1)])
def test_what_nobody_settles_lapses_when_it_would_have_begun(before, lapsed):
    booking = displaced_booking(make_jail())
    assert cancel_lapsed_repairs(now=NOON_ON_TUESDAY - before) == lapsed
    booking.refresh_from_db()
    assert (booking.state == BookingState.CANCELLED) == bool(lapsed)


def test_a_displaced_visitor_may_book_something_else_at_the_old_time():
    jail = make_jail()
    booking = displaced_booking(jail, visitor=make_visitor())
    Closure.objects.all().delete()
    again = make_booking(
        jail, starts_at=NOON_ON_TUESDAY, visitor=booking.visitor, inmate=booking.inmate
    )
    assert again.state == BookingState.BOOKED
    with pytest.raises(RepairRefused):
        restore(booking=booking, by=OFFICER, now=NINE_ON_MONDAY)


@pytest.mark.parametrize(
    ("of_the_visitor", "settlement"),
    [(True, Repair.Settlement.ACCEPTED), (False, Repair.Settlement.MOVED)],
)
def test_a_displaced_booking_that_is_simply_moved_is_off_the_list(of_the_visitor, settlement):
    """Otherwise it would be cancelled when its old time comes."""
    booking = displaced_booking(make_jail())
    by = as_visitor(booking.visitor) if of_the_visitor else OFFICER
    move(booking=booking, starts_at=at(WEDNESDAY, 12), by=by, now=NINE_ON_MONDAY)
    repair = Repair.objects.get()
    assert (repair.state, repair.settlement) == (Repair.State.SETTLED, settlement)
    assert cancel_lapsed_repairs(now=NOON_ON_TUESDAY) == 0
    booking.refresh_from_db()
    assert (booking.state, booking.starts_at) == (BookingState.BOOKED, at(WEDNESDAY, 12))
