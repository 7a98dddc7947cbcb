"""A facility's quotas, which no booking may exceed."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from parloir.bookings.availability.offers import offer
from parloir.bookings.models import Quota
from parloir.bookings.operations import book, cancel, close, displace, reserve
from parloir.bookings.quota_kinds import INMATE, PAIR, VISITOR
from parloir.bookings.states import BookingState
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import VisitKind
from parloir.scheduling.quotas import Period
from parloir.scheduling.refusals import Rule
from tests.bookings.asking import is_booked, refusal_of, refused_rules, why_none
from tests.factories.moments import FRIDAY, MONDAY, SATURDAY, SUNDAY, TUESDAY, WEDNESDAY, at
from tests.factories.people import OFFICER, as_visitor, make_inmate, make_visitor
from tests.factories.places import make_jail, make_round_the_clock
from tests.factories.visits import TEN_ON_MONDAY, make_booking, request_for

pytestmark = pytest.mark.django_db

A_WEEK = timedelta(days=7)


def limit(facility, of, period, most, kind="") -> Quota:
    return Quota.objects.create(facility=facility, of=of, period=period, most=most, kind=kind)


@pytest.fixture
def jail():
    return make_jail()


@pytest.fixture
def inmate(jail):
    return make_inmate(jail)


@pytest.fixture
def visitor():
    return make_visitor()


# --- Whose visits are counted -----------------------------------------------------------------


def test_a_quota_of_each_inmate_counts_the_visits_of_everybody_with_them(jail, inmate, now):
    limit(jail, INMATE.code, Period.WEEK, 2)
    make_booking(jail, inmate=inmate)
    booking_request = request_for(jail, inmate=inmate)
    assert is_booked(booking_request, at(TUESDAY, 10), now)
    assert refused_rules(request_for(jail, inmate=inmate), at(FRIDAY, 10), now) == [Rule.QUOTA_USED]
    assert why_none(request_for(jail, inmate=inmate), FRIDAY, now) == [Rule.QUOTA_USED]
    assert is_booked(request_for(jail, visitor=booking_request.visitor), at(FRIDAY, 10), now)


def test_a_quota_of_each_visitor_counts_their_visits_with_everybody(jail, visitor, now):
    limit(jail, VISITOR.code, Period.WEEK, 1)
    first = make_booking(jail, visitor=visitor)
    assert refused_rules(request_for(jail, visitor=visitor), at(FRIDAY, 10), now) == [
        Rule.QUOTA_USED
    ]
    assert is_booked(request_for(jail, inmate=first.inmate), at(FRIDAY, 10), now)


def test_a_quota_of_each_pair_counts_the_two_together_alone(jail, visitor, inmate, now):
    limit(jail, PAIR.code, Period.WEEK, 1)
    make_booking(jail, visitor=visitor, inmate=inmate)
    booking_request = request_for(jail, visitor=visitor, inmate=inmate)
    assert refused_rules(booking_request, at(FRIDAY, 10), now) == [Rule.QUOTA_USED]
    assert is_booked(request_for(jail, visitor=visitor), at(FRIDAY, 10), now)
    assert is_booked(request_for(jail, inmate=inmate), at(FRIDAY, 11), now)


def test_visits_at_another_facility_are_not_counted(jail, visitor, now):
    limit(jail, VISITOR.code, Period.WEEK, 1)
    make_booking(make_jail(), visitor=visitor)
    assert is_booked(request_for(jail, visitor=visitor), at(FRIDAY, 10), now)


def test_a_quota_of_another_facility_refuses_nothing_here(jail, inmate, now):
    limit(make_jail(), INMATE.code, Period.DAY, 1)
    make_booking(jail, inmate=inmate)
    assert is_booked(request_for(jail, inmate=inmate), at(MONDAY, 11), now)


# --- Which kinds ------------------------------------------------------------------------------


def test_a_quota_of_a_kind_leaves_the_other_kind_alone(jail, visitor, now):
    limit(jail, VISITOR.code, Period.WEEK, 1, VisitKind.ONSITE)
    make_booking(jail, visitor=visitor)
    onsite, remote = (request_for(jail, visitor=visitor, kind=kind) for kind in VisitKind)
    assert refused_rules(onsite, at(TUESDAY, 10), now) == [Rule.QUOTA_USED]
    assert is_booked(remote, at(TUESDAY, 10), now)
    assert is_booked(remote, at(TUESDAY, 11), now)


def test_a_quota_of_no_kind_counts_both(jail, visitor, now):
    limit(jail, VISITOR.code, Period.WEEK, 2)
    make_booking(jail, visitor=visitor)
    onsite, remote = (request_for(jail, visitor=visitor, kind=kind) for kind in VisitKind)
    assert is_booked(remote, at(TUESDAY, 10), now)
    assert refused_rules(onsite, at(WEDNESDAY, 10), now) == [Rule.QUOTA_USED]
    assert refused_rules(remote, at(WEDNESDAY, 10), now) == [Rule.QUOTA_USED]


# --- Days and weeks ---------------------------------------------------------------------------


def test_a_quota_a_day_ends_with_the_day(jail, inmate, now):
    limit(jail, INMATE.code, Period.DAY, 1)
    make_booking(jail, inmate=inmate, starts_at=at(TUESDAY, 10))
    refusal = refusal_of(request_for(jail, inmate=inmate), at(TUESDAY, 18, 30), now)
    assert (refusal.rule, refusal.next_date) == (Rule.QUOTA_USED, WEDNESDAY)
    assert is_booked(request_for(jail, inmate=inmate), at(MONDAY, 18, 30), now)
    assert is_booked(request_for(jail, inmate=inmate), at(WEDNESDAY, 8), now)


@pytest.mark.parametrize(
    ("week_begins", "sunday_is_of_this_week"), [(MONDAY.weekday(), True), (6, False)]
)
def test_the_facilitys_first_weekday_begins_the_week(week_begins, sunday_is_of_this_week, now):
    jail = make_jail(week_begins=week_begins)
    limit(jail, INMATE.code, Period.WEEK, 1)
    inmate = make_inmate(jail)
    make_booking(jail, inmate=inmate)
    remote = request_for(jail, inmate=inmate, kind=VisitKind.REMOTE)
    assert refused_rules(remote, at(SATURDAY, 21), now) == [Rule.QUOTA_USED]
    if sunday_is_of_this_week:
        assert refused_rules(remote, at(SUNDAY, 21), now) == [Rule.QUOTA_USED]
    else:
        assert is_booked(remote, at(SUNDAY, 8), now)


DST_SUNDAYS = [date(2026, 3, 8), date(2026, 11, 1)]


@pytest.mark.parametrize("sunday", DST_SUNDAYS)
def test_a_dst_day_is_counted_from_its_first_to_its_last_half_hour(sunday):
    facility = make_round_the_clock(grid_minutes=30)
    limit(facility, VISITOR.code, Period.DAY, 1)
    visitor = make_visitor()
    saturday, monday = sunday - timedelta(days=1), sunday + timedelta(days=1)
    now = at(saturday, 12)
    make_booking(facility, visitor=visitor, starts_at=at(sunday, 23, 30), now=now)
    booking_request = request_for(facility, visitor=visitor)
    assert refused_rules(booking_request, at(sunday, 0), now) == [Rule.QUOTA_USED]
    assert refused_rules(booking_request, at(sunday, 3), now) == [Rule.QUOTA_USED]
    assert is_booked(booking_request, at(saturday, 23, 30), now)
    assert is_booked(booking_request, at(monday, 0), now)


@pytest.mark.parametrize("sunday", DST_SUNDAYS)
def test_a_week_with_a_dst_night_begins_and_ends_at_midnight_on_the_wall(sunday):
    facility = make_round_the_clock(grid_minutes=30)
    limit(facility, VISITOR.code, Period.WEEK, 1)
    visitor = make_visitor()
    monday = sunday - timedelta(days=6)
    now = at(monday - timedelta(days=1), 12)
    make_booking(facility, visitor=visitor, starts_at=at(sunday, 23, 30), now=now)
    booking_request = request_for(facility, visitor=visitor)
    assert refused_rules(booking_request, at(monday, 0), now) == [Rule.QUOTA_USED]
    assert is_booked(booking_request, at(monday - timedelta(days=1), 23, 30), now)
    assert is_booked(booking_request, at(sunday + timedelta(days=1), 0), now)


def test_the_next_date_knows_of_visits_weeks_ahead(jail, inmate, now):
    limit(jail, INMATE.code, Period.WEEK, 1)
    for week in range(3):
        make_booking(jail, inmate=inmate, starts_at=at(FRIDAY + week * A_WEEK, 10))
    refusal = refusal_of(request_for(jail, inmate=inmate), at(MONDAY, 10), now)
    assert refusal.next_date == MONDAY + 3 * A_WEEK
    assert is_booked(request_for(jail, inmate=inmate), at(MONDAY + 3 * A_WEEK, 8), now)


def test_the_next_date_is_none_where_no_week_with_room_can_be_booked_yet(now):
    jail = make_jail(horizon_days=6)
    limit(jail, INMATE.code, Period.WEEK, 1)
    booking = make_booking(jail)
    assert (
        refusal_of(request_for(jail, inmate=booking.inmate), at(FRIDAY, 10), now).next_date is None
    )


# --- In which state a visit counts ------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (BookingState.CANCELLED, False),
        (BookingState.NOT_HELD, False),
        (BookingState.FULFILLED, True),
    ],
)
def test_a_fulfilled_booking_counts_and_one_that_was_not_held_does_not(jail, state, counts, now):
    limit(jail, INMATE.code, Period.WEEK, 1)
    booking = make_booking(jail)
    with transaction.atomic():
        close(booking=booking, state=state, by=OFFICER, now=booking.starts_at)
    booking_request = request_for(jail, inmate=booking.inmate)
    if counts:
        assert refused_rules(booking_request, at(FRIDAY, 10), now) == [Rule.QUOTA_USED]
    else:
        assert is_booked(booking_request, at(FRIDAY, 10), now)


def test_a_visit_that_waits_for_a_new_time_does_not_count(jail, now):
    limit(jail, INMATE.code, Period.WEEK, 1)
    booking = make_booking(jail)
    with transaction.atomic():
        displace(booking=booking, by=OFFICER, now=now)
    assert is_booked(request_for(jail, inmate=booking.inmate), at(FRIDAY, 10), now)


def test_a_time_that_somebody_keeps_counts_until_they_let_it_lapse(jail, inmate, now):
    limit(jail, INMATE.code, Period.WEEK, 1)
    booking_request, other = request_for(jail, inmate=inmate), request_for(jail, inmate=inmate)
    reservation = reserve(
        booking_request=booking_request,
        starts_at=at(TUESDAY, 10),
        by=as_visitor(booking_request.visitor),
        now=now,
    )
    assert refused_rules(other, at(FRIDAY, 10), now) == [Rule.QUOTA_USED]
    assert reservation.reserved_until is not None
    by = as_visitor(other.visitor)
    assert book(
        booking_request=other, starts_at=at(FRIDAY, 10), by=by, now=reservation.reserved_until
    ).is_open


def test_ones_own_kept_time_does_not_count_against_finishing_or_choosing_anew(jail, inmate, now):
    limit(jail, INMATE.code, Period.WEEK, 1)
    booking_request = request_for(jail, inmate=inmate)
    by = as_visitor(booking_request.visitor)
    reserve(booking_request=booking_request, starts_at=at(TUESDAY, 10), by=by, now=now)
    reserve(booking_request=booking_request, starts_at=at(FRIDAY, 10), by=by, now=now)
    assert book(booking_request=booking_request, starts_at=at(FRIDAY, 10), by=by, now=now).is_open


def test_cancelling_gives_the_visit_back_to_the_week(jail, inmate, now):
    limit(jail, INMATE.code, Period.WEEK, 1)
    booking = make_booking(jail, inmate=inmate)
    cancel(booking=booking, by=as_visitor(booking.visitor), now=now)
    assert is_booked(request_for(jail, inmate=inmate), TEN_ON_MONDAY, now)


# --- Companions -------------------------------------------------------------------------------


def a_party(jail, **fields):
    jail.party_limits.create(adults=3, minors=0)
    return request_for(jail, **fields)


def test_a_visit_counts_for_its_companions_as_their_own(jail, visitor, now):
    limit(jail, VISITOR.code, Period.WEEK, 1)
    booking_request = a_party(jail, adults=(visitor,))
    assert is_booked(booking_request, at(TUESDAY, 10), now)
    assert refused_rules(request_for(jail, visitor=visitor), at(FRIDAY, 10), now) == [
        Rule.QUOTA_USED
    ]


def test_a_companion_who_has_had_their_visits_is_named(jail, visitor, now):
    limit(jail, VISITOR.code, Period.WEEK, 1)
    make_booking(jail, visitor=visitor)
    refusal = refusal_of(a_party(jail, adults=(visitor,)), at(FRIDAY, 10), now)
    assert refusal.facts["name"] == visitor.full_name
    assert sentence_for(refusal, facility=jail) == (
        f"{visitor.full_name} can have 1 visit a week, and all are booked. "
        "The next day that is possible is Monday, 18 May 2026."
    )


def test_a_quota_of_the_pair_holds_for_each_adult_of_the_party(jail, visitor, inmate, now):
    limit(jail, PAIR.code, Period.WEEK, 1)
    assert is_booked(a_party(jail, inmate=inmate, adults=(visitor,)), at(TUESDAY, 10), now)
    booking_request = request_for(jail, inmate=inmate, visitor=visitor)
    assert refused_rules(booking_request, at(FRIDAY, 10), now) == [Rule.QUOTA_USED]
    assert is_booked(request_for(jail, visitor=visitor), at(FRIDAY, 10), now)


def test_a_quota_of_each_inmate_is_told_once_for_a_whole_party(jail, inmate, now):
    limit(jail, INMATE.code, Period.WEEK, 1)
    make_booking(jail, inmate=inmate)
    booking_request = a_party(jail, inmate=inmate, adults=(make_visitor(), make_visitor()))
    assert refusal_of(booking_request, at(FRIDAY, 10), now).facts["name"] == ""


@pytest.mark.parametrize(("of", "queries"), [(INMATE, 14), (VISITOR, 15), (PAIR, 15)])
def test_an_offer_with_quotas_costs_as_much_for_one_visit_as_for_five(
    jail, inmate, django_assert_num_queries, now, of, queries
):
    limit(jail, of.code, Period.WEEK, 5)
    booking_request = request_for(jail, inmate=inmate)
    for number in range(5):
        with django_assert_num_queries(queries):
            offer(booking_request=booking_request, first=MONDAY, last=FRIDAY, now=now)
        make_booking(jail, inmate=inmate, starts_at=at(TUESDAY, 9 + number))
