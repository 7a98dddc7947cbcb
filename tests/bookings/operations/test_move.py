"""A visit moves to another time, and keeps the old time until it has the new one."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from icalendar import Calendar

from parloir.audit.models import AuditEvent
from parloir.bookings.claims import claims_of
from parloir.bookings.models import Booking, Quota, SlotClaim
from parloir.bookings.operations import (
    BookingRefused,
    CannotMove,
    SlotTaken,
    cancel,
    close,
    displace,
    move,
    reserve,
)
from parloir.bookings.pins import pin_of
from parloir.bookings.states import BookingState
from parloir.bookings.texts.calendar_files import calendar_file
from parloir.notices.models import Notice
from parloir.scheduling.refusals import Rule
from tests.bookings.asking import is_booked
from tests.factories.moments import (
    FRIDAY,
    MINUTE,
    MONDAY,
    NINE_ON_MONDAY,
    SATURDAY,
    SECOND,
    TUESDAY,
    WEDNESDAY,
    at,
)
from tests.factories.people import OFFICER, as_visitor, make_minor, make_visitor
from tests.factories.places import make_jail, make_round_the_clock
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_visitor,
    make_booking,
    request_for,
)

pytestmark = pytest.mark.django_db

NOON_ON_TUESDAY = at(TUESDAY, 12)


def claims(booking):
    return set(SlotClaim.objects.filter(booking=booking).values_list("resource", "tick"))


def needed(booking):
    return {(one.resource, one.tick) for one in claims_of(booking)}


def move_it(booking, starts_at=NOON_ON_TUESDAY, *, now, by=None) -> Booking:
    return move(booking=booking, starts_at=starts_at, by=by or as_visitor(booking.visitor), now=now)


def refused(booking, starts_at, now) -> list[Rule]:
    """Return the rules that refuse; everything is as it was."""
    before = Booking.objects.filter(pk=booking.pk).values().get(), claims(booking)
    with pytest.raises(BookingRefused) as caught:
        move_it(booking, starts_at, now=now)
    assert (Booking.objects.filter(pk=booking.pk).values().get(), claims(booking)) == before
    assert claims(booking) == needed(booking)
    return [one.rule for one in caught.value.refusals]


# --- What a move keeps, and what it changes ---------------------------------------------------


def test_a_moved_booking_has_its_new_time_its_old_pin_and_new_claims(now):
    booking = make_booking(make_jail())
    pin, reference, old = pin_of(booking), booking.public_id, claims(booking)
    moved = move_it(booking, now=now)
    assert moved == Booking.objects.get() == booking
    assert (moved.starts_at, moved.ends_at) == (NOON_ON_TUESDAY, NOON_ON_TUESDAY + 30 * MINUTE)
    assert (pin_of(moved), moved.public_id, moved.state) == (pin, reference, "booked")
    assert claims(moved) == needed(moved)
    assert claims(moved) & old == set()
    assert booking.starts_at == NOON_ON_TUESDAY


def test_its_old_time_is_free_for_others_at_once(now):
    jail = make_jail(monitors=1)
    move_it(make_booking(jail), now=now)
    assert is_booked(request_for(jail), TEN_ON_MONDAY, now)


def test_companions_move_too_and_are_told(now):
    jail, visitor, companion = make_jail(), make_visitor(), make_visitor()
    jail.party_limits.create(adults=2, minors=1)
    child = make_minor(visitor)
    booking = make_booking(jail, visitor=visitor, adults=(companion,), minors=(child,))
    Notice.objects.all().delete()
    move_it(booking, now=now)
    assert claims(booking) == needed(booking)
    assert [one.person for one in booking.companions.all()] == [companion, child]
    assert [(one.kind, one.email) for one in Notice.objects.order_by("id")] == [
        ("booking_moved", visitor.user.email),
        ("booking_moved", companion.user.email),
    ]


def test_a_move_leaves_one_event_with_both_times(now):
    booking = make_booking(make_jail())
    before = AuditEvent.objects.count()
    move_it(booking, now=now)
    (event,) = AuditEvent.objects.order_by("id")[before:]
    assert (event.action, event.subject_ref, event.details) == (
        "move",
        booking.public_id,
        {"before": TEN_ON_MONDAY.isoformat(), "after": NOON_ON_TUESDAY.isoformat()},
    )


def test_calendars_take_each_move_for_a_newer_entry_of_the_same_visit(now):
    booking = make_booking(make_jail())
    entries = [entry_of(booking)]
    for starts_at in (NOON_ON_TUESDAY, at(WEDNESDAY, 8)):
        move_it(booking, starts_at, now=now)
        entries.append(entry_of(booking))
    cancel(booking=booking, by=as_visitor(booking.visitor), now=now)
    entries.append(entry_of(booking))
    assert [int(one["SEQUENCE"]) for one in entries] == [0, 1, 2, 3]
    assert {str(one["UID"]) for one in entries} == {f"{booking.public_id}@parloir"}
    assert [one["DTSTART"].dt for one in entries] == [
        TEN_ON_MONDAY, NOON_ON_TUESDAY, at(WEDNESDAY, 8), at(WEDNESDAY, 8),
    ]  # fmt: skip
    assert [str(one["STATUS"]) for one in entries] == ["CONFIRMED"] * 3 + ["CANCELLED"]


def entry_of(booking):
    fresh = Booking.objects.get(pk=booking.pk)
    file = calendar_file(fresh, reader=fresh.visitor, written_at=NINE_ON_MONDAY)
    (entry,) = Calendar.from_ical(file.content).walk("VEVENT")
    return entry


# --- The rules --------------------------------------------------------------------------------


def test_a_move_that_is_refused_leaves_the_old_time(now):
    jail = make_jail(monitors=1)
    make_booking(jail, starts_at=NOON_ON_TUESDAY)
    booking = make_booking(jail)
    assert refused(booking, NOON_ON_TUESDAY, now) == [Rule.NO_MONITOR_FREE]
    assert refused(booking, at(SATURDAY, 10), now) == [Rule.OUTSIDE_HOURS]
    assert refused(booking, at(TUESDAY, 10, 10), now) == [Rule.OFF_GRID]
    assert refused(booking, at(MONDAY, 8, 30), now) == [Rule.IN_THE_PAST]


def test_a_refused_move_is_on_record(now):
    booking = make_booking(make_jail())
    before = AuditEvent.objects.count()
    refused(booking, at(SATURDAY, 10), now)
    (event,) = AuditEvent.objects.order_by("id")[before:]
    assert (event.action, event.outcome, event.details) == (
        "move", "refused", {"rule": "outside_hours"},
    )  # fmt: skip


@pytest.mark.parametrize("minutes", [-25, -5, 5, 25])
def test_a_booking_moves_over_its_own_old_time(minutes, now):
    facility = make_round_the_clock(monitors=1, stations=1, turnover_minutes=10)
    booking = make_booking(facility)
    moved = move_it(booking, TEN_ON_MONDAY + minutes * MINUTE, now=now)
    assert moved.starts_at == TEN_ON_MONDAY + minutes * MINUTE
    assert claims(moved) == needed(moved)
    assert SlotClaim.objects.count() == 2 * 6 + 2 * 8


def test_a_move_to_the_very_same_time_is_a_move_like_another(now):
    booking = make_booking(make_jail(monitors=1, stations=1))
    assert move_it(booking, TEN_ON_MONDAY, now=now).starts_at == TEN_ON_MONDAY
    assert claims(booking) == needed(booking)


def test_a_moved_booking_does_not_count_against_itself(now):
    jail = make_jail()
    Quota.objects.create(facility=jail, of="inmate", period="week", most=1)
    booking = make_booking(jail)
    next_week = make_booking(
        jail, inmate=booking.inmate, starts_at=at(MONDAY + timedelta(days=7), 10)
    )
    assert move_it(booking, at(FRIDAY, 10), now=now).starts_at == at(FRIDAY, 10)
    taken = at(FRIDAY + timedelta(days=7), 10)
    assert refused(booking, taken, now) == [Rule.QUOTA_USED]
    assert move_it(next_week, taken, now=now).starts_at == taken


@pytest.mark.parametrize("night", [date(2026, 3, 8), date(2026, 11, 1)])
def test_a_booking_moves_into_and_over_a_dst_night(night):
    facility = make_round_the_clock(grid_minutes=30, monitors=1, stations=1)
    now = at(night, 0) - 60 * MINUTE
    first = at(night, 1)
    booking = make_booking(facility, starts_at=first, now=now)
    for number in range(1, 6):
        moved = move_it(booking, first + number * 30 * MINUTE, now=now)
        assert moved.ends_at - moved.starts_at == 30 * MINUTE
        assert claims(moved) == needed(moved)


# --- Until when -------------------------------------------------------------------------------


@pytest.mark.parametrize("cancel_minutes", [0, 60])
def test_a_visitor_moves_until_a_second_before_the_cut_off(cancel_minutes):
    jail = make_jail(cancel_minutes=cancel_minutes)
    cut_off = TEN_ON_MONDAY - cancel_minutes * MINUTE
    early, late = make_booking(jail), make_booking(jail)
    assert move_it(early, now=cut_off - SECOND).starts_at == NOON_ON_TUESDAY
    with pytest.raises(CannotMove):
        move_it(late, now=cut_off)
    late.refresh_from_db()
    assert late.starts_at == TEN_ON_MONDAY


def test_staff_move_until_it_begins():
    jail = make_jail(cancel_minutes=60)
    early, late = make_booking(jail), make_booking(jail)
    assert move_it(early, now=TEN_ON_MONDAY - SECOND, by=OFFICER).starts_at == NOON_ON_TUESDAY
    with pytest.raises(CannotMove):
        move_it(late, now=TEN_ON_MONDAY, by=OFFICER)


def test_a_displaced_visitor_moves_until_it_would_begin(now):
    jail = make_jail(cancel_minutes=60)
    early, late = make_booking(jail), make_booking(jail)
    for booking in (early, late):
        with transaction.atomic():
            displace(booking=booking, by=OFFICER, now=now)
        assert claims(booking) == set()
    moved = move_it(early, now=TEN_ON_MONDAY - SECOND)
    assert (moved.state, moved.starts_at) == (BookingState.BOOKED, NOON_ON_TUESDAY)
    assert claims(moved) == needed(moved)
    with pytest.raises(CannotMove):
        move_it(late, now=TEN_ON_MONDAY)


@pytest.mark.parametrize(
    "state", [BookingState.CANCELLED, BookingState.FULFILLED, BookingState.NOT_HELD]
)
def test_what_is_over_does_not_move(state, now):
    booking = make_booking(make_jail())
    with transaction.atomic():
        close(booking=booking, state=state, by=OFFICER, now=now)
    with pytest.raises(CannotMove):
        move_it(booking, now=now)
    stale = Booking.objects.get(pk=booking.pk)
    stale.state = BookingState.BOOKED
    with pytest.raises(CannotMove):
        move_it(stale, now=now)


def test_a_booking_that_somebody_has_come_to_does_not_move():
    """The waiting visit would end at the old time, and the moved booking with it."""
    booking = make_booking(make_jail())
    now = TEN_ON_MONDAY - 10 * MINUTE
    admit_visitor(booking, now=now)
    with pytest.raises(CannotMove):
        move_it(booking, now=now)
    booking.refresh_from_db()
    assert (booking.state, booking.starts_at) == (BookingState.BOOKED, TEN_ON_MONDAY)
    assert claims(booking) == needed(booking)


def test_of_two_moves_of_one_page_the_second_is_told(now):
    booking = make_booking(make_jail())
    seen_before = Booking.objects.get(pk=booking.pk)
    move_it(booking, now=now)
    with pytest.raises(CannotMove):
        move_it(seen_before, at(WEDNESDAY, 8), now=now)
    booking.refresh_from_db()
    assert (booking.starts_at, booking.times_changed) == (NOON_ON_TUESDAY, 1)


# --- With a reservation -----------------------------------------------------------------------


def make_reservation(booking, starts_at, now) -> Booking:
    return reserve(
        booking_request=request_for(
            booking.facility, visitor=booking.visitor, inmate=booking.inmate
        ),
        starts_at=starts_at,
        by=as_visitor(booking.visitor),
        now=now,
        moves=booking,
    )


def test_a_new_time_is_kept_beside_the_old_and_both_are_claimed(now):
    jail = make_jail(monitors=1)
    booking = make_booking(jail)
    reservation = make_reservation(booking, NOON_ON_TUESDAY, now)
    assert claims(booking) == needed(booking)
    assert claims(reservation) == needed(reservation)
    moved = move_it(booking, now=now + MINUTE)
    assert Booking.objects.get() == moved
    assert claims(moved) == needed(moved)


def test_a_new_time_that_overlaps_the_old_is_kept_for_what_is_new(now):
    booking = make_booking(make_round_the_clock(monitors=1, stations=1))
    reservation = make_reservation(booking, TEN_ON_MONDAY + 15 * MINUTE, now)
    assert claims(booking) == needed(booking)
    assert claims(reservation) == needed(reservation) - needed(booking)
    moved = move_it(booking, TEN_ON_MONDAY + 15 * MINUTE, now=now + MINUTE)
    assert claims(moved) == needed(moved)
    assert SlotClaim.objects.count() == 4 * 6


def test_a_new_time_that_is_not_finished_leaves_the_old(now):
    jail = make_jail(monitors=1)
    booking = make_booking(jail)
    reservation = make_reservation(booking, NOON_ON_TUESDAY, now)
    assert reservation.reserved_until is not None
    other = make_booking(jail, starts_at=NOON_ON_TUESDAY, now=reservation.reserved_until)
    with pytest.raises(SlotTaken):
        move_it(booking, now=reservation.reserved_until)
    booking.refresh_from_db()
    assert booking.starts_at == TEN_ON_MONDAY
    assert claims(booking) == needed(booking)
    assert set(Booking.objects.all()) == {booking, other}


def test_a_move_is_judged_as_of_the_choice():
    jail = make_jail(notice_minutes=60)
    booking = make_booking(jail, starts_at=at(MONDAY, 14))
    nine = at(MONDAY, 9)
    make_reservation(booking, TEN_ON_MONDAY, nine)
    moved = move_it(booking, TEN_ON_MONDAY, now=nine + 10 * MINUTE - SECOND)
    assert moved.starts_at == TEN_ON_MONDAY
