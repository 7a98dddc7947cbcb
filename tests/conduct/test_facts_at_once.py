"""Facts that change while others book: no booking stands by what is no longer so."""

import pytest

from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.operations import book
from parloir.bookings.states import BookingState
from parloir.conduct.facts import close_time, put_in_service
from tests.factories.at_once import all_at_once
from tests.factories.moments import MINUTE
from tests.factories.people import OFFICER, as_visitor
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, admit_visitor, make_booking, wish_for

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 3


def booking_at(wish, start, now):
    return lambda: book(wish=wish, starts_at=start, by=as_visitor(wish.visitor), now=now)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_nobody_has_a_booking_in_time_that_is_closed_as_they_book(round_, now):
    jail = make_jail(monitors=4, stations=4)

    all_at_once(
        [
            *(booking_at(wish_for(jail), TEN_ON_MONDAY, now) for _ in range(4)),
            lambda: close_time(
                facility=jail, starts_at=TEN_ON_MONDAY, ends_at=TEN_ON_MONDAY + 60 * MINUTE,
                reason="Training", by=OFFICER, now=now,
            ),
        ]
    )  # fmt: skip

    assert not Booking.objects.filter(state=BookingState.BOOKED).exists()
    assert SlotClaim.objects.count() == 0


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_devices_that_rest_closures_and_admissions_wait_in_one_order(round_):
    jail = make_jail(monitors=4, stations=6)
    early = [make_booking(jail) for _ in range(3)]
    late = [make_booking(jail, starts_at=TEN_ON_MONDAY + 60 * MINUTE) for _ in range(3)]
    monitors = [booking.monitor for booking in early]

    def enter(booking, monitor):
        return lambda: admit_visitor(
            Booking.objects.get(pk=booking.pk), monitor=monitor, now=TEN_ON_MONDAY
        )

    all_at_once(
        [
            enter(early[0], monitors[1]),
            enter(early[1], monitors[2]),
            enter(early[2], monitors[0]),
            lambda: put_in_service(
                device=late[0].station, in_service=False, by=OFFICER, now=TEN_ON_MONDAY
            ),
            lambda: put_in_service(
                device=late[1].monitor, in_service=False, by=OFFICER, now=TEN_ON_MONDAY
            ),
            booking_at(wish_for(jail), TEN_ON_MONDAY + 60 * MINUTE, TEN_ON_MONDAY),
        ]
    )

    for booking in Booking.objects.filter(state=BookingState.BOOKED):
        claimed = set(booking.claims.values_list("resource", flat=True))
        devices = {f"monitor:{booking.monitor_id}", f"station:{booking.station_id}"}
        assert {one for one in claimed if one.startswith(("monitor:", "station:"))} == devices
    assert not Booking.objects.filter(
        state=BookingState.BOOKED, starts_at__gt=TEN_ON_MONDAY, station=late[0].station
    ).exists()
