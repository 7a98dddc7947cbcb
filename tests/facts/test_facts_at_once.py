"""Facts change while others book: no booking is left with facts that refuse it."""

from datetime import timedelta

import pytest

from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking, Repair, Restoration, SlotClaim
from parloir.bookings.operations import book, cancel
from parloir.bookings.operations.repairs import accept_alternative, cancel_lapsed_repairs
from parloir.bookings.operations.restoring_all import carry_out_restorations, order_restoration
from parloir.bookings.operations.settlement import RepairRefused
from parloir.bookings.states import BookingState
from parloir.facilities.models import Facility
from parloir.facts.closures import close_time, reopen
from parloir.facts.devices import put_in_service
from parloir.facts.facilities import change_facility
from parloir.facts.inmates import change_inmate, forbid_visits, release_inmate
from parloir.notices.models import Notice
from parloir.people.models import Inmate
from parloir.workflows.termination import terminate
from tests.factories.at_once import all_at_once
from tests.factories.moments import MINUTE, MONDAY
from tests.factories.people import OFFICER, OPERATOR, SUPERVISOR, as_visitor, make_inmate
from tests.factories.places import make_jail
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_visitor,
    make_booking,
    make_live,
    request_for,
)

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 3
DAY = timedelta(days=1)


def booking_at(booking_request, starts_at, now):
    return lambda: book(
        booking_request=booking_request,
        starts_at=starts_at,
        by=as_visitor(booking_request.visitor),
        now=now,
    )


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_nobody_has_a_booking_in_time_that_is_closed_as_they_book(round_, now):
    jail = make_jail(monitors=4, stations=4)

    all_at_once(
        [
            *(booking_at(request_for(jail), TEN_ON_MONDAY, now) for _ in range(4)),
            lambda: close_time(
                facility=jail, starts_at=TEN_ON_MONDAY, ends_at=TEN_ON_MONDAY + 60 * MINUTE,
                reason="Training", by=OPERATOR, now=now,
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
                device=late[0].station, in_service=False, by=OPERATOR, now=TEN_ON_MONDAY
            ),
            lambda: put_in_service(
                device=late[1].monitor, in_service=False, by=OPERATOR, now=TEN_ON_MONDAY
            ),
            booking_at(request_for(jail), TEN_ON_MONDAY + 60 * MINUTE, TEN_ON_MONDAY),
        ]
    )

    for booking in Booking.objects.filter(state=BookingState.BOOKED):
        claimed = set(booking.claims.values_list("resource", flat=True))
        devices = {f"monitor:{booking.monitor_id}", f"station:{booking.station_id}"}
        assert {one for one in claimed if one.startswith(("monitor:", "station:"))} == devices
    assert not Booking.objects.filter(
        state=BookingState.BOOKED, starts_at__gt=TEN_ON_MONDAY, station=late[0].station
    ).exists()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_who_is_released_as_their_visit_is_terminated_waits_in_the_same_order(round_):
    """Both lock the visitor and the inmate, and then the future booking."""
    jail = make_jail()
    booking = make_booking(jail)
    pair = {"visitor": booking.visitor, "inmate": booking.inmate}
    ahead = make_booking(jail, starts_at=TEN_ON_MONDAY + DAY, **pair)
    visit = make_live(booking)
    inmate = Inmate.objects.get(pk=booking.inmate_id)
    how = {"ground": "phone", "conduct": {"visitor"}, "note": "", "by": OFFICER}

    all_at_once(
        [
            lambda: terminate(visit=visit, now=TEN_ON_MONDAY, **how),
            lambda: release_inmate(inmate=inmate, by=OPERATOR, now=TEN_ON_MONDAY),
        ]
    )

    ahead.refresh_from_db()
    assert ahead.state in {BookingState.CANCELLED, BookingState.DISPLACED}
    assert Inmate.objects.get().status == Inmate.Status.RELEASED
    assert AuditEvent.objects.filter(action="configure_change").count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_who_change_one_row_keep_both_changes(round_):
    jail = make_jail()
    stale = Facility.objects.get()
    by_the_operator = {"by": OPERATOR, "now": TEN_ON_MONDAY}

    all_at_once(
        [
            lambda: change_facility(facility=jail, grace_minutes=20, **by_the_operator),
            lambda: change_facility(facility=stale, early_minutes=5, **by_the_operator),
        ]
    )

    stored = Facility.objects.get()
    assert (stored.grace_minutes, stored.early_minutes) == (20, 5)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_of_a_visitor_who_chooses_and_a_return_that_restores_exactly_one_wins(round_, now):
    """And another one cancels, and the clock lets a third lapse, at the same moment."""
    jail = make_jail()
    inmate = make_inmate(jail)
    starts = [TEN_ON_MONDAY + number * 60 * MINUTE for number in range(3)]
    chooses, cancels, lapses = (
        make_booking(jail, starts_at=one, inmate=inmate) for one in reversed(starts)
    )
    forbid_visits(inmate=inmate, until=MONDAY, by=OPERATOR, now=now)
    assert Repair.objects.filter(state="open").count() == 3
    rows = {one.pk: Booking.objects.get(pk=one.pk) for one in (chooses, cancels)}
    again = starts[2] + DAY

    results = all_at_once(
        [
            lambda: forbid_visits(inmate=inmate, until=None, by=OPERATOR, now=now),
            lambda: accept_alternative(
                booking=rows[chooses.pk], starts_at=again, by=as_visitor(chooses.visitor), now=now
            ),
            lambda: cancel(booking=rows[cancels.pk], by=as_visitor(cancels.visitor), now=now),
            lambda: cancel_lapsed_repairs(now=starts[0]),
        ]
    )

    impact, accepted = results[0], results[1]
    restored = {one.pk for one in impact.restored}
    chooses.refresh_from_db()
    assert chooses.starts_at == (starts[2] if chooses.pk in restored else again)
    assert isinstance(accepted, RepairRefused) == (chooses.pk in restored)
    assert chooses.state == BookingState.BOOKED
    cancels.refresh_from_db()
    assert cancels.state == BookingState.CANCELLED
    lapses.refresh_from_db()
    assert (lapses.state == BookingState.BOOKED) == (lapses.pk in restored)
    told = Notice.objects.filter(kind="booking_restored")
    assert told.filter(params__booking=chooses.public_id).count() == (chooses.pk in restored)
    assert not Repair.objects.filter(state="open").exists()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_who_enter_one_return_restore_each_visit_once(round_, now):
    jail = make_jail()
    inmate = make_inmate(jail)
    for number in range(3):
        make_booking(jail, starts_at=TEN_ON_MONDAY + number * 60 * MINUTE, inmate=inmate)
    release_inmate(inmate=inmate, by=OPERATOR, now=now)
    rows = [Inmate.objects.get(pk=inmate.pk) for _ in range(2)]

    all_at_once(
        [
            lambda row=row: change_inmate(inmate=row, status="held", by=OPERATOR, now=now)
            for row in rows
        ]
    )

    assert Booking.objects.filter(state=BookingState.BOOKED).count() == 3
    assert Notice.objects.filter(kind="booking_restored").count() == 3


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_workers_and_a_visitor_who_chooses_settle_each_lost_visit_once(round_, now):
    jail = make_jail()
    starts = [TEN_ON_MONDAY + number * 60 * MINUTE for number in range(4)]
    bookings = [make_booking(jail, starts_at=one) for one in starts]
    closure, _impact = close_time(
        facility=jail, starts_at=starts[0], ends_at=starts[3] + DAY, reason="Count", by=OPERATOR,
        now=now,
    )  # fmt: skip
    reopen(closure=closure, by=OPERATOR, now=now)
    chooses = Booking.objects.get(pk=bookings[0].pk)
    assert chooses.is_displaced
    order_restoration(facility=jail, by=SUPERVISOR, now=now)

    results = all_at_once(
        [
            lambda: carry_out_restorations(now=now),
            lambda: carry_out_restorations(now=now),
            lambda: accept_alternative(
                booking=chooses, starts_at=starts[0] + DAY, by=as_visitor(chooses.visitor), now=now
            ),
        ]
    )

    has_chosen = not isinstance(results[2], RepairRefused)
    chooses.refresh_from_db()
    assert chooses.starts_at == (starts[0] + DAY if has_chosen else starts[0])
    assert Booking.objects.filter(state=BookingState.BOOKED).count() == 4
    assert Notice.objects.filter(kind="booking_restored").count() == 4 - has_chosen
    order = Restoration.objects.get()
    assert (order.restored, order.left) == (4 - has_chosen, 0)
    assert order.done_at is not None
