"""The consequences of a changed fact for bookings and for visits in progress."""

from datetime import time

import pytest

from parloir.bookings.models import Booking, Repair
from parloir.bookings.states import BookingState
from parloir.facilities.models import VisitKind
from parloir.facts.closures import close_time
from parloir.facts.facilities import change_hours
from parloir.facts.inmates import release_inmate
from parloir.facts.relations import separate_inmates, set_no_contact
from parloir.scheduling.refusals import Rule
from parloir.visits.due import run_due_transitions
from parloir.visits.models import Visit
from parloir.visits.states import Outcome, VisitState
from tests.factories.moments import MINUTE, MONDAY, NINE_ON_MONDAY, SECOND, TUESDAY, at
from tests.factories.people import OPERATOR, make_inmate
from tests.factories.places import AreaFactory, StationFactory, make_jail
from tests.factories.visits import TEN_ON_MONDAY, admit_visitor, make_booking, make_live

pytestmark = pytest.mark.django_db


def lock_down(jail, *, now, until, area=None):
    return close_time(
        facility=jail, area=area, starts_at=now, ends_at=until, reason="Lockdown", by=OPERATOR,
        now=now,
    )  # fmt: skip


def test_a_lockdown_of_one_area_ends_its_visits_and_displaces_its_bookings():
    jail = make_jail()
    area = jail.areas.get()
    other = AreaFactory(facility=jail)
    StationFactory.create_batch(2, area=other)
    live = make_live(make_booking(jail))
    live_elsewhere = make_live(make_booking(jail, inmate=make_inmate(jail, area=other)))
    ahead = make_booking(jail, starts_at=at(MONDAY, 11))
    ahead_elsewhere = make_booking(
        jail, starts_at=at(MONDAY, 11), inmate=make_inmate(jail, area=other)
    )
    after = make_booking(jail, starts_at=at(MONDAY, 14))
    now = TEN_ON_MONDAY + MINUTE
    _, impact = lock_down(jail, now=now, until=at(MONDAY, 14), area=area)
    assert [visit.pk for visit in impact.ended] == [live.pk]
    assert [one.pk for one in impact.repaired.displaced] == [ahead.pk]
    live.refresh_from_db()
    assert (live.state, live.outcome) == (VisitState.ENDED, Outcome.CLOSED)
    assert Visit.objects.get(pk=live_elsewhere.pk).state == VisitState.LIVE
    states = dict(Booking.objects.values_list("pk", "state"))
    assert states[ahead_elsewhere.pk] == states[after.pk] == BookingState.BOOKED


def test_a_visit_that_waits_in_a_lockdown_is_cancelled_with_a_letter():
    jail = make_jail()
    booking = make_booking(jail)
    admit_visitor(booking, now=TEN_ON_MONDAY)
    _, impact = lock_down(jail, now=TEN_ON_MONDAY + MINUTE, until=at(MONDAY, 14))
    booking.refresh_from_db()
    assert booking.state == BookingState.CANCELLED
    assert [visit.outcome for visit in impact.ended] == [Outcome.CLOSED]
    assert Repair.objects.count() == 0


def test_a_live_visit_goes_on_until_the_closure_begins():
    jail = make_jail()
    visit = make_live(make_booking(jail))
    begins = TEN_ON_MONDAY + 10 * MINUTE
    close_time(
        facility=jail, starts_at=begins, ends_at=at(MONDAY, 14), reason="Count", by=OPERATOR,
        now=TEN_ON_MONDAY + MINUTE,
    )  # fmt: skip
    run_due_transitions(now=begins - SECOND)
    assert Visit.objects.get(pk=visit.pk).state == VisitState.LIVE
    run_due_transitions(now=begins)
    assert Visit.objects.get(pk=visit.pk).outcome == Outcome.CLOSED


def test_a_release_displaces_every_booking_of_that_inmate_alone():
    jail = make_jail()
    booking = make_booking(jail, starts_at=at(TUESDAY, 10))
    other = make_booking(jail, starts_at=at(TUESDAY, 10))
    release_inmate(inmate=booking.inmate, by=OPERATOR, now=NINE_ON_MONDAY)
    assert Repair.objects.get().rule == Rule.INMATE_UNAVAILABLE
    assert Booking.objects.get(pk=other.pk).state == BookingState.BOOKED


def test_shorter_hours_displace_what_lies_outside_them():
    jail = make_jail()
    early = make_booking(jail, starts_at=at(TUESDAY, 8))
    late = make_booking(jail, starts_at=at(TUESDAY, 12))
    impact = change_hours(
        facility=jail,
        kind=VisitKind.ONSITE,
        windows={TUESDAY.weekday(): [(time(10), time(19))]},
        by=OPERATOR,
        now=NINE_ON_MONDAY,
    )
    assert [one.pk for one in impact.repaired.displaced] == [early.pk]
    assert Booking.objects.get(pk=late.pk).state == BookingState.BOOKED


def test_a_no_contact_order_displaces_the_visits_of_that_pair():
    jail = make_jail()
    booking = make_booking(jail, starts_at=at(TUESDAY, 10))
    make_booking(jail, starts_at=at(TUESDAY, 11), inmate=booking.inmate)
    pair = {"inmate": booking.inmate, "visitor": booking.visitor}
    _, impact = set_no_contact(**pair, reason="Court order", by=OPERATOR, now=NINE_ON_MONDAY)
    assert [one.pk for one in impact.repaired.displaced] == [booking.pk]


def test_separated_inmates_keep_the_earlier_of_two_visits_at_once():
    jail = make_jail()
    one = make_booking(jail, starts_at=at(TUESDAY, 10))
    two = make_booking(jail, starts_at=at(TUESDAY, 10))
    _, impact = separate_inmates(
        one=two.inmate, other=one.inmate, reason="Case", by=OPERATOR, now=NINE_ON_MONDAY
    )
    assert [booking.pk for booking in impact.repaired.displaced] == [one.pk]
    assert Booking.objects.get(pk=two.pk).state == BookingState.BOOKED


def test_a_closure_in_the_past_touches_nothing():
    jail = make_jail()
    make_booking(jail, starts_at=at(TUESDAY, 10))
    _, impact = close_time(
        facility=jail, starts_at=at(MONDAY, 7), ends_at=at(MONDAY, 8), reason="Count", by=OPERATOR,
        now=NINE_ON_MONDAY,
    )  # fmt: skip
    assert impact.is_empty
