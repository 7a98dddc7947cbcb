"""A changed rule, tried against what was booked."""

from datetime import time, timedelta

import pytest

from parloir.bookings.models import Quota
from parloir.bookings.trial import refused_by_todays_rules
from parloir.facilities.models import VisitingHours, VisitKind
from parloir.scheduling.refusals import Rule
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, TUESDAY, WEDNESDAY, at
from tests.factories.people import make_inmate
from tests.factories.places import make_jail
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db


def rules(jail, now=NINE_ON_MONDAY):
    return {
        pk: refusal.rule for pk, refusal in refused_by_todays_rules(facility=jail, now=now).items()
    }


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


def test_as_many_queries_for_many_bookings(django_assert_num_queries):
    jail = make_jail()
    for hour in range(8, 14):
        make_booking(jail, starts_at=at(TUESDAY, hour))
    with django_assert_num_queries(9):
        refused_by_todays_rules(facility=jail, now=NINE_ON_MONDAY)
