"""A make-up visit is booked once, past quotas and notice, and given back when it was not held."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from parloir.bookings.models import Booking, MakeUp, Quota
from parloir.bookings.operations import (
    BookingRefused,
    book,
    cancel,
    cancel_by_facility,
    cancel_for_restriction,
    close,
    follow_loss,
    grant_for_visit_not_held,
    move,
    reserve,
)
from parloir.bookings.queries import open_make_ups, request_of_booking
from parloir.bookings.rules.preview import refused_by_todays_rules
from parloir.bookings.states import BookingState
from parloir.scheduling.refusals import Rule
from tests.factories.at_once import all_at_once
from tests.factories.moments import MINUTE, MONDAY, TUESDAY, at
from tests.factories.people import OFFICER, as_visitor
from tests.factories.places import make_jail
from tests.factories.sanctions import make_restriction
from tests.factories.visits import make_booking

ELEVEN, NOON = at(MONDAY, 11), at(MONDAY, 12)
A_DAY = timedelta(days=1)


def owed(jail) -> MakeUp:
    """Return a make-up for a visit at ten that took place."""
    booking = make_booking(jail)
    close(booking=booking, state=BookingState.FULFILLED, by=OFFICER, now=ELEVEN)
    make_up = follow_loss(booking=booking, lost=30 * MINUTE, is_failed=True, by=OFFICER, now=ELEVEN)
    assert make_up is not None
    return make_up


def request_from(make_up):
    wanted = request_of_booking(make_up.owed_for)
    return replace(wanted, is_booked=False, made_from=make_up.pk)


def book_from(make_up, starts_at=NOON, *, now=ELEVEN) -> Booking:
    by = as_visitor(make_up.owed_for.visitor)
    return book(booking_request=request_from(make_up), starts_at=starts_at, by=by, now=now)


def rules_against(make_up, starts_at, *, now=ELEVEN):
    with pytest.raises(BookingRefused) as refused:
        book_from(make_up, starts_at, now=now)
    return [one.rule for one in refused.value.refusals]


@pytest.mark.django_db
def test_quotas_and_notice_do_not_refuse_a_make_up_visit():
    jail = make_jail(notice_minutes=24 * 60)
    Quota.objects.create(facility=jail, of="inmate", period="week", most=1)
    jail.notice_minutes = 0
    jail.save()
    make_up = owed(jail)
    jail.notice_minutes = 24 * 60
    jail.save()
    usual = replace(request_from(make_up), made_from=None)
    with pytest.raises(BookingRefused) as refused:
        book(booking_request=usual, starts_at=NOON, by=OFFICER, now=ELEVEN)
    assert {one.rule for one in refused.value.refusals} == {Rule.TOO_SOON, Rule.QUOTA_USED}
    booking = book_from(make_up, ELEVEN)
    assert (booking.made_from, booking.counts) == (make_up, False)
    assert booking.pk not in refused_by_todays_rules(facility=jail, now=ELEVEN)


@pytest.mark.django_db
def test_make_up_visit_leaves_the_quota_to_others():
    jail = make_jail()
    Quota.objects.create(facility=jail, of="inmate", period="day", most=2)
    make_up = owed(jail)
    book_from(make_up)
    usual = replace(request_from(make_up), made_from=None)
    book(booking_request=usual, starts_at=at(MONDAY, 14), by=OFFICER, now=ELEVEN)
    with pytest.raises(BookingRefused):
        book(booking_request=usual, starts_at=at(MONDAY, 15), by=OFFICER, now=ELEVEN)


@pytest.mark.django_db
def test_all_other_rules_refuse_it():
    jail = make_jail()
    make_up = owed(jail)
    assert rules_against(make_up, at(MONDAY, 20)) == [Rule.OUTSIDE_HOURS]
    make_restriction(jail, visitor=make_up.owed_for.visitor)
    assert Rule.RESTRICTED in rules_against(make_up, NOON)


@pytest.mark.django_db
def test_it_is_booked_once_and_can_be_moved():
    make_up = owed(make_jail())
    booking = book_from(make_up)
    assert open_make_ups(make_up.owed_for.visitor, now=ELEVEN) == []
    assert rules_against(make_up, at(MONDAY, 14)) == [Rule.MAKE_UP_SPENT]
    by = as_visitor(booking.visitor)
    late = make_up.last_date + A_DAY
    reserve(
        booking_request=request_of_booking(booking), starts_at=at(late, 14), by=by,
        now=ELEVEN, moves=booking,
    )  # fmt: skip
    moved = move(booking=booking, starts_at=at(late, 14), by=by, now=ELEVEN)
    assert (moved.made_from, moved.starts_at) == (make_up, at(late, 14))


@pytest.mark.django_db
def test_two_bookings_from_one_make_up_are_refused_by_the_database():
    make_up = owed(make_jail())
    book_from(make_up)
    other = make_booking(make_up.owed_for.facility, starts_at=at(TUESDAY, 10))
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=other.pk).update(made_from=make_up, counts=False)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "may"), [(30, True), (31, False)])
def test_it_is_booked_up_to_its_last_date(days, may):
    make_up = owed(make_jail())
    now = at(MONDAY + days * A_DAY, 11)
    assert (open_make_ups(make_up.owed_for.visitor, now=now) == [make_up]) is may
    if may:
        # The visit itself may be later.
        assert book_from(make_up, at(make_up.last_date + A_DAY, 10), now=now).made_from == make_up
    else:
        assert rules_against(make_up, at(MONDAY + days * A_DAY, 12), now=now) == [Rule.MAKE_UP_OVER]


@pytest.mark.django_db
def test_nothing_is_booked_from_one_that_was_withdrawn():
    make_up = owed(make_jail())
    booking = make_up.owed_for
    follow_loss(booking=booking, lost=0 * MINUTE, is_failed=False, by=OFFICER, now=ELEVEN)
    assert rules_against(make_up, NOON) == [Rule.MAKE_UP_OVER]


@pytest.mark.django_db
def test_one_that_was_booked_from_is_not_withdrawn():
    make_up = owed(make_jail())
    booking = book_from(make_up)
    follow_loss(booking=make_up.owed_for, lost=0 * MINUTE, is_failed=False, by=OFFICER, now=ELEVEN)
    booking.refresh_from_db()
    make_up.refresh_from_db()
    assert (booking.state, make_up.withdrawn_at) == (BookingState.BOOKED, None)


def _cancel(booking, now):
    cancel(booking=booking, by=as_visitor(booking.visitor), now=now)


def _cancel_by_facility(booking, now):
    cancel_by_facility(booking=booking, by=OFFICER, now=now)


def _restrict(booking, now):
    cancel_for_restriction(bookings=[booking], by=OFFICER, now=now)


def _not_held(booking, now):
    close(booking=booking, state=BookingState.NOT_HELD, by=OFFICER, now=now)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("give_back", "days"),
    [(_cancel, 30), (_cancel_by_facility, 33), (_restrict, 33), (_not_held, 33)],
)
def test_it_is_given_back_with_its_whole_time_unless_the_visitor_cancels(give_back, days):
    make_up = owed(make_jail())
    booking = book_from(make_up, at(MONDAY + 4 * A_DAY, 10))
    now = at(MONDAY + 3 * A_DAY, 10)
    give_back(booking, now)
    (found,) = open_make_ups(booking.visitor, now=now)
    assert (found, found.last_date) == (make_up, MONDAY + days * A_DAY)
    assert book_from(make_up, at(MONDAY + 4 * A_DAY, 11), now=now).made_from == make_up


@pytest.mark.django_db
def test_one_that_took_place_is_spent():
    make_up = owed(make_jail())
    booking = book_from(make_up)
    close(booking=booking, state=BookingState.FULFILLED, by=OFFICER, now=at(MONDAY, 13))
    assert rules_against(make_up, at(MONDAY, 14), now=at(MONDAY, 13)) == [Rule.MAKE_UP_SPENT]
    make_up.refresh_from_db()
    assert make_up.last_date == MONDAY + 30 * A_DAY


@pytest.mark.django_db
def test_visit_that_could_not_begin_is_owed_and_a_make_up_is_given_back_instead():
    make_up = owed(make_jail())
    booking = book_from(make_up)
    _not_held(booking, at(MONDAY, 12))
    assert grant_for_visit_not_held(booking=booking, by=OFFICER, now=NOON) is None
    assert open_make_ups(booking.visitor, now=NOON) == [make_up]


@pytest.mark.django_db(transaction=True)
def test_of_many_tabs_that_finish_one_books():
    jail = make_jail(monitors=4, stations=6)
    make_up = owed(jail)
    times = [at(MONDAY, hour) for hour in (12, 13, 14, 15)]
    results = all_at_once([lambda at=one: book_from(make_up, at) for one in times])
    assert [type(one) for one in results].count(Booking) == 1
    assert [type(one) for one in results].count(BookingRefused) == 3
    assert Booking.objects.filter(made_from=make_up).count() == 1
