"""A visit begins at any free monitor: the booking that claimed it gets another one (P13)."""

import pytest

from parloir.bookings.claims import resource_of
from parloir.bookings.models import SlotClaim
from parloir.bookings.operations import close
from parloir.bookings.states import BookingState
from parloir.scheduling.refusals import Rule
from parloir.sides import Side
from parloir.visits.operations import connected, disconnected, leave
from parloir.visits.states import AdmissionState, VisitState
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import KIOSK, OFFICER
from tests.factories.places import make_jail, make_round_the_clock
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_visitor,
    get_ready,
    make_booking,
    make_live,
)
from tests.visits.admitting import refused

pytestmark = pytest.mark.django_db

CLOSES = TEN_ON_MONDAY + 10 * MINUTE


def monitors_claimed() -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = SlotClaim.objects.filter(resource__startswith="monitor:")
    for booking, resource in rows.values_list("booking_id", "resource"):
        found.setdefault(booking, set()).add(resource)
    return found


def test_a_pin_at_a_monitor_that_another_booking_claimed_swaps_the_two():
    jail = make_jail(monitors=2)
    mine, theirs = make_booking(jail), make_booking(jail)
    my_monitor, their_monitor = mine.monitor, theirs.monitor
    admission = admit_visitor(mine, monitor=their_monitor, now=TEN_ON_MONDAY)
    assert admission.monitor == their_monitor
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.monitor, theirs.monitor) == (their_monitor, my_monitor)
    assert monitors_claimed() == {
        mine.pk: {resource_of(their_monitor)},
        theirs.pk: {resource_of(my_monitor)},
    }
    assert SlotClaim.objects.filter(resource__startswith="monitor:").count() == 2 * 6
    assert admit_visitor(theirs, now=TEN_ON_MONDAY).monitor == my_monitor


def test_a_pin_at_a_monitor_that_nobody_claimed_moves_the_claim():
    jail = make_jail(monitors=2)
    booking = make_booking(jail)
    other = jail.monitors.exclude(pk=booking.monitor_id).get()
    admit_visitor(booking, monitor=other, now=TEN_ON_MONDAY)
    assert monitors_claimed() == {booking.pk: {resource_of(other)}}


def test_a_swap_moves_every_booking_that_the_visit_displaces():
    facility = make_round_the_clock(monitors=3)
    mine = make_booking(facility, starts_at=TEN_ON_MONDAY)
    wanted = facility.monitors.exclude(pk=mine.monitor_id).first()
    displaced = []
    for minutes in (-15, 15):
        starts_at = TEN_ON_MONDAY + minutes * MINUTE
        other = make_booking(facility, starts_at=starts_at)
        SlotClaim.objects.filter(booking=other, resource=resource_of(other.monitor)).update(
            resource=resource_of(wanted)
        )
        other.monitor = wanted
        other.save()
        displaced.append(other)
    admit_visitor(mine, monitor=wanted, now=TEN_ON_MONDAY)
    claimed = monitors_claimed()
    assert claimed[mine.pk] == {resource_of(wanted)}
    for other in displaced:
        other.refresh_from_db()
        assert other.monitor_id != wanted.pk
        assert claimed[other.pk] == {resource_of(other.monitor)}
    assert SlotClaim.objects.filter(resource__startswith="monitor:").count() == 3 * 6


def test_a_swap_reckons_with_the_turnover_of_both():
    facility = make_round_the_clock(monitors=2, turnover_minutes=10)
    mine = make_booking(facility, starts_at=TEN_ON_MONDAY)
    other = facility.monitors.exclude(pk=mine.monitor_id).get()
    # It begins within the turnover of mine, on the other monitor.
    theirs = make_booking(facility, starts_at=mine.ends_at + 5 * MINUTE)
    assert theirs.monitor == other
    old = mine.monitor
    admit_visitor(mine, monitor=other, now=TEN_ON_MONDAY)
    assert monitors_claimed() == {mine.pk: {resource_of(other)}, theirs.pk: {resource_of(old)}}
    assert SlotClaim.objects.filter(resource__startswith="monitor:").count() == 2 * 8


def test_where_no_monitor_is_left_for_the_displaced_nothing_changes():
    facility = make_round_the_clock(monitors=2)
    mine = make_booking(facility, starts_at=TEN_ON_MONDAY)
    later = make_booking(facility, starts_at=TEN_ON_MONDAY + 15 * MINUTE)
    after = make_booking(facility, starts_at=mine.ends_at)
    assert (after.monitor == mine.monitor, later.monitor == mine.monitor) == (True, False)
    before = sorted(SlotClaim.objects.values_list("booking", "resource", "tick"))
    assert refused(admit_visitor, mine, monitor=later.monitor, now=TEN_ON_MONDAY) == (
        Rule.NO_MONITOR_FREE
    )
    assert sorted(SlotClaim.objects.values_list("booking", "resource", "tick")) == before


def test_claims_that_an_ended_visit_left_do_not_come_to_life_in_a_swap():
    facility = make_round_the_clock(monitors=2)
    ended, mine = make_booking(facility), make_booking(facility)
    close(booking=ended, state=BookingState.FULFILLED, by=OFFICER, now=TEN_ON_MONDAY + 2 * MINUTE)
    admit_visitor(mine, monitor=ended.monitor, now=TEN_ON_MONDAY + 3 * MINUTE)
    assert monitors_claimed() == {mine.pk: {resource_of(ended.monitor)}}


def test_a_monitor_that_somebody_uses_takes_no_other_pin():
    jail = make_jail(monitors=2)
    mine, theirs = make_booking(jail), make_booking(jail)
    admit_visitor(theirs, now=TEN_ON_MONDAY)
    rule = refused(admit_visitor, mine, monitor=theirs.monitor, now=TEN_ON_MONDAY)
    assert rule == Rule.NO_MONITOR_FREE


def test_a_monitor_out_of_service_takes_no_pin():
    jail = make_jail()
    booking = make_booking(jail)
    jail.monitors.update(in_service=False)
    booking.refresh_from_db()
    assert refused(admit_visitor, booking, now=TEN_ON_MONDAY) == Rule.NO_MONITOR_FREE


def test_who_left_comes_in_again_with_the_same_pin_while_there_is_time():
    booking = make_booking(make_jail())
    first = admit_visitor(booking, now=TEN_ON_MONDAY)
    leave(admission=first, by=KIOSK, now=TEN_ON_MONDAY)
    second = admit_visitor(booking, now=CLOSES)
    assert second.pk != first.pk
    assert second.visit == first.visit


def test_who_is_in_a_visit_goes_on_at_another_monitor_where_the_first_has_failed():
    jail = make_jail(monitors=2)
    booking = make_booking(jail)
    visit = make_live(booking)
    first = visit.admissions.get(side=Side.VISITOR)
    other = jail.monitors.exclude(pk=first.monitor_id).get()
    connected(admission=first, connection="socket", now=TEN_ON_MONDAY)
    late = CLOSES + 5 * MINUTE
    assert refused(admit_visitor, booking, monitor=other, now=late) == Rule.PIN_IN_USE
    disconnected(admission=first, connection="socket", now=late)
    in_time = late + 30 * SECOND
    assert refused(admit_visitor, booking, monitor=other, now=in_time) == Rule.PIN_IN_USE
    second = admit_visitor(booking, monitor=other, now=in_time + SECOND)
    get_ready(second, now=in_time + SECOND)
    first.refresh_from_db()
    visit.refresh_from_db()
    assert (first.state, second.state) == (AdmissionState.LEFT, AdmissionState.READY)
    assert (visit.state, second.visit) == (VisitState.LIVE, visit)
    assert monitors_claimed() == {booking.pk: {resource_of(other)}}
