"""Many concurrent calls, each with its own connection and real transactions."""

import pytest

from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.operations import CannotCancel, SlotTaken, book, cancel
from parloir.bookings.states import BookingState
from parloir.notices.models import Notice
from parloir.sanctions.models import Restriction, Violation
from parloir.visits.models import Admission
from parloir.workflows.termination import TerminationRefused, terminate
from tests.factories.at_once import all_at_once
from tests.factories.moments import MINUTE
from tests.factories.people import OFFICER, as_visitor, make_inmate, make_visitor
from tests.factories.places import make_jail
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_visitor,
    make_booking,
    make_live,
    request_for,
)

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 8


def booker(booking_request, now):
    return lambda: book(
        booking_request=booking_request,
        starts_at=TEN_ON_MONDAY,
        by=as_visitor(booking_request.visitor),
        now=now,
    )


def test_of_many_who_want_the_last_monitor_exactly_one_gets_it(now):
    jail = make_jail(monitors=1, stations=MANY)
    results = all_at_once([booker(request_for(jail), now) for _ in range(MANY)])
    booked = [one for one in results if isinstance(one, Booking)]
    assert len(booked) == 1
    assert [type(one) for one in results if one not in booked] == [SlotTaken] * (MANY - 1)
    assert Booking.objects.get() == booked[0]
    assert SlotClaim.objects.count() == 4 * 6
    assert Notice.objects.filter(kind="booking_confirmed").count() == 1


def test_of_many_who_want_the_same_inmate_exactly_one_gets_the_time(now):
    jail = make_jail(monitors=MANY, stations=MANY)
    inmate = make_inmate(jail)
    results = all_at_once([booker(request_for(jail, inmate=inmate), now) for _ in range(MANY)])
    assert sum(isinstance(one, Booking) for one in results) == 1
    assert Booking.objects.count() == 1


def test_a_visitor_who_presses_finish_many_times_books_once(now):
    booking_request = request_for(make_jail())
    results = all_at_once([booker(booking_request, now) for _ in range(MANY)])
    assert sum(isinstance(one, Booking) for one in results) == 1
    assert Booking.objects.count() == 1


def test_as_many_as_there_are_monitors_get_one_each(now):
    jail = make_jail(monitors=3, stations=MANY)
    results = all_at_once([booker(request_for(jail), now) for _ in range(MANY)])
    booked = [one for one in results if isinstance(one, Booking)]
    assert len({one.monitor_id for one in booked}) == len(booked) == 3
    assert len({one.station_id for one in booked}) == 3


def test_a_pin_that_is_entered_at_every_monitor_at_once_opens_at_one():
    jail = make_jail(monitors=4)
    booking = make_booking(jail)
    results = all_at_once(
        [
            lambda monitor=monitor: admit_visitor(
                Booking.objects.get(pk=booking.pk), monitor=monitor, now=TEN_ON_MONDAY
            )
            for monitor in jail.monitors.all()
        ]
    )
    assert sum(isinstance(one, Admission) for one in results) == 1
    assert Admission.objects.count() == 1
    booking.refresh_from_db()
    assert Admission.objects.get().monitor == booking.monitor
    assert SlotClaim.objects.filter(resource__startswith="monitor:").count() == 6


def test_of_officers_who_terminate_at_once_one_does():
    visit = make_live(make_booking(make_jail()))

    def press():
        terminate(
            visit=visit, ground="phone", conduct={"visitor"}, note="", by=OFFICER,
            now=TEN_ON_MONDAY + MINUTE,
        )  # fmt: skip

    results = all_at_once([press] * 4)
    assert sum(isinstance(one, TerminationRefused) for one in results) == 3
    assert (Violation.objects.count(), Restriction.objects.count()) == (1, 1)


def test_a_visitor_who_is_restricted_while_booking_has_no_booking_left():
    jail, visitor = make_jail(monitors=8, stations=8), make_visitor()
    visit = make_live(make_booking(jail, visitor=visitor))
    later = [TEN_ON_MONDAY + (60 + 30 * number) * MINUTE for number in range(6)]
    inmates = [make_inmate(jail) for _ in later]

    def press():
        terminate(
            visit=visit, ground="phone", conduct={"visitor"}, note="", by=OFFICER, now=TEN_ON_MONDAY
        )

    def booking_at(starts_at, inmate):
        booking_request = request_for(jail, visitor=visitor, inmate=inmate)
        return lambda: book(
            booking_request=booking_request,
            starts_at=starts_at,
            by=as_visitor(visitor),
            now=TEN_ON_MONDAY,
        )

    pairs = zip(later, inmates, strict=True)
    all_at_once([press, *(booking_at(starts_at, inmate) for starts_at, inmate in pairs)])
    assert Restriction.objects.count() == 1
    open_bookings = Booking.objects.filter(visitor=visitor, state=BookingState.BOOKED)
    assert list(open_bookings) == []


def test_a_booking_that_is_cancelled_many_times_is_cancelled_once(now):
    booking = make_booking(make_jail())
    by = as_visitor(booking.visitor)

    def press():
        return cancel(booking=Booking.objects.get(pk=booking.pk), by=by, now=now)

    results = all_at_once([press] * 4)
    assert sum(isinstance(one, CannotCancel) for one in results) == 3
    assert Notice.objects.filter(kind="booking_cancelled").count() == 1
    assert SlotClaim.objects.count() == 0
