"""A changed rule, previewed with existing bookings."""

from datetime import time, timedelta

import pytest

from parloir.bookings.models import Booking, Quota
from parloir.bookings.rules.preview import LOOKS_BACK, refused_by_todays_rules
from parloir.bookings.states import OPEN, BookingState
from parloir.facilities.models import VisitingHours, VisitKind
from parloir.people.models import ApprovedVisitor, Inmate
from parloir.scheduling.refusals import Rule
from tests.factories.households import HOUSEHOLD, LIME_STREET, declared
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, TUESDAY, WEDNESDAY, at
from tests.factories.people import make_inmate, make_visitor
from tests.factories.places import make_jail
from tests.factories.visits import make_booking

A_MINUTE_LATER = NINE_ON_MONDAY + timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def rules(jail, now=NINE_ON_MONDAY):
    """Return each refused booking with the one rule that refuses it."""
    found = refused_by_todays_rules(facility=jail, now=now)
    return {pk: refusal.rule for pk, (refusal,) in found.items()}


def test_what_was_booked_by_the_rules_of_today_is_not_refused():
    jail = make_jail()
    make_booking(jail, starts_at=at(TUESDAY, 8))
    make_booking(jail, starts_at=at(TUESDAY, 18), kind=VisitKind.REMOTE)
    assert rules(jail) == {}


def test_shorter_hours_refuse_what_lies_outside_them():
    jail = make_jail()
    early = make_booking(jail, starts_at=at(TUESDAY, 8))
    make_booking(jail, starts_at=at(TUESDAY, 10))
    VisitingHours.objects.filter(facility=jail, kind=VisitKind.ONSITE).update(opens=time(10))
    assert rules(jail) == {early.pk: Rule.OUTSIDE_HOURS}


@pytest.mark.parametrize(("notice", "refused"), [(60, False), (61, True)])
def test_a_longer_notice_is_counted_from_the_moment_of_booking(notice, refused):
    jail = make_jail()
    booking = make_booking(jail, starts_at=at(MONDAY, 10))
    jail.notice_minutes = notice
    later = NINE_ON_MONDAY + timedelta(days=3)
    assert rules(jail, now=later) == ({booking.pk: Rule.TOO_SOON} if refused else {})


def test_a_quota_refuses_the_later_of_those_booked():
    jail = make_jail()
    inmate = make_inmate(jail)
    first = make_booking(jail, inmate=inmate, starts_at=at(WEDNESDAY, 10))
    second = make_booking(
        jail, inmate=inmate, starts_at=at(TUESDAY, 10), now=NINE_ON_MONDAY + timedelta(minutes=1)
    )
    Quota.objects.create(facility=jail, of="inmate", period="week", most=1)
    assert rules(jail) == {second.pk: Rule.QUOTA_USED}
    assert first.pk != second.pk


@pytest.mark.parametrize(("days", "counted"), [(30, True), (31, False)])
def test_the_last_thirty_days_are_looked_at(days, counted):
    jail = make_jail()
    booking = make_booking(jail, starts_at=at(MONDAY, 10))
    VisitingHours.objects.filter(facility=jail).delete()
    now = booking.starts_at + timedelta(days=days)
    assert (booking.pk in rules(jail, now=now)) == counted


def test_a_visit_counts_for_each_adult_who_comes():
    jail = make_jail()
    jail.party_limits.create(adults=2)
    ana = make_visitor()
    make_booking(jail, adults=(ana,), starts_at=at(TUESDAY, 10))
    own = make_booking(jail, visitor=ana, starts_at=at(WEDNESDAY, 10), now=A_MINUTE_LATER)
    Quota.objects.create(facility=jail, of="visitor", period="week", most=1)
    assert rules(jail) == {own.pk: Rule.QUOTA_USED}


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (BookingState.BOOKED, True),
        (BookingState.FULFILLED, True),
        (BookingState.DISPLACED, False),
        (BookingState.NOT_HELD, False),
        (BookingState.CANCELLED, False),
    ],
)
def test_what_did_not_take_place_counts_towards_no_quota(state, counts):
    jail = make_jail()
    inmate = make_inmate(jail)
    first = make_booking(jail, inmate=inmate, starts_at=at(TUESDAY, 10))
    second = make_booking(jail, inmate=inmate, starts_at=at(WEDNESDAY, 10), now=A_MINUTE_LATER)
    closed_at = None if state in OPEN else first.ends_at
    Booking.objects.filter(pk=first.pk).update(state=state, closed_at=closed_at)
    Quota.objects.create(facility=jail, of="inmate", period="week", most=1)
    assert rules(jail) == ({second.pk: Rule.QUOTA_USED} if counts else {})


def test_a_visit_before_those_that_are_looked_at_counts_in_its_week():
    jail = make_jail()
    inmate = make_inmate(jail)
    make_booking(jail, inmate=inmate, starts_at=at(TUESDAY, 10))
    second = make_booking(jail, inmate=inmate, starts_at=at(WEDNESDAY, 10), now=A_MINUTE_LATER)
    Quota.objects.create(facility=jail, of="inmate", period="week", most=1)
    assert rules(jail, now=second.starts_at + LOOKS_BACK) == {second.pk: Rule.QUOTA_USED}


@pytest.mark.parametrize(("hours", "refused"), [(0, False), (1, True)])
def test_a_waiting_time_of_no_hours_refuses_nobody(hours, refused):
    jail = make_jail(intake_wait_hours=hours)
    booking = make_booking(jail, starts_at=at(TUESDAY, 10))
    Inmate.objects.update(intake_at=at(TUESDAY, 9, 30))
    assert rules(jail) == ({booking.pk: Rule.INMATE_CAME_IN} if refused else {})
    Inmate.objects.update(intake_at=at(TUESDAY, 10, 30))
    assert rules(jail) == ({booking.pk: Rule.INMATE_CAME_IN} if refused else {})


@pytest.mark.parametrize(
    ("on_list", "refused"), [(0, {Rule.NOT_ON_LIST}), (1, {Rule.COMPANION_CANNOT}), (2, set())]
)
def test_each_adult_who_comes_has_to_be_on_the_list(on_list, refused):
    jail = make_jail()
    jail.party_limits.create(adults=2)
    ana, ben = make_visitor(), make_visitor()
    booking = make_booking(jail, visitor=ana, adults=(ben,), starts_at=at(TUESDAY, 10))
    for visitor in [ana, ben][:on_list]:
        ApprovedVisitor.objects.create(inmate=booking.inmate, visitor=visitor)
    jail.keeps_visitor_lists = True
    found = refused_by_todays_rules(facility=jail, now=NINE_ON_MONDAY)
    assert {refusals[0].rule for refusals in found.values()} == refused


def test_a_kind_of_quota_that_was_declared_later_is_previewed_too():
    jail = make_jail()
    make_booking(jail, visitor=make_visitor(**LIME_STREET), starts_at=at(TUESDAY, 10))
    neighbour = make_visitor(**LIME_STREET)
    second = make_booking(jail, visitor=neighbour, starts_at=at(WEDNESDAY, 10), now=A_MINUTE_LATER)
    with declared(HOUSEHOLD):
        Quota.objects.create(facility=jail, of=HOUSEHOLD.code, period="week", most=1)
        assert rules(jail) == {second.pk: Rule.QUOTA_USED}


def test_as_many_queries_for_many_bookings(django_assert_num_queries):
    jail = make_jail()
    for hour in range(8, 14, 2):
        make_booking(jail, starts_at=at(TUESDAY, hour))
        with django_assert_num_queries(12):
            refused_by_todays_rules(facility=jail, now=NINE_ON_MONDAY)
