"""Days and weeks of a calendar, and the visits that count in them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parloir.scheduling.quotas import (
    Counted,
    Limit,
    Period,
    Used,
    after_period,
    first_of_period,
    used_up,
)

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
ONE_DAY = timedelta(days=1)
MONDAY = date(2026, 5, 11)
WEEK = [MONDAY + number * ONE_DAY for number in range(7)]
A_WEEK_LATER = [day + 7 * ONE_DAY for day in WEEK]


def reached(
    day, *limits, counted=(), kind="onsite", week_begins=0, last_date=date(2026, 12, 31)
) -> list[Used]:
    asked = (
        used_up(
            one,
            day=day,
            kind=kind,
            counted=[Counted(*visit) for visit in counted],
            week_begins=week_begins,
            last_date=last_date,
        )
        for one in limits
    )
    return [used for used in asked if used is not None]


def a_week(most, kind=""):
    return Limit("visitor", kind, Period.WEEK, most)


def a_day(most, kind=""):
    return Limit("visitor", kind, Period.DAY, most)


@given(day=DAYS, week_begins=st.integers(0, 6))
def test_a_week_is_the_seven_days_from_the_last_first_weekday(day, week_begins):
    first = first_of_period(day, Period.WEEK, week_begins)
    looked_up = day
    while looked_up.weekday() != week_begins:
        looked_up -= ONE_DAY
    assert first == looked_up
    assert after_period(day, Period.WEEK, week_begins) == first + 7 * ONE_DAY


@given(day=DAYS, week_begins=st.integers(0, 6))
def test_a_day_is_that_day_whatever_begins_the_week(day, week_begins):
    assert first_of_period(day, Period.DAY, week_begins) == day
    assert after_period(day, Period.DAY, week_begins) == day + ONE_DAY


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_limit_is_reached_by_as_many_as_it_allows_and_by_none_fewer(most):
    limit = a_week(most)
    visits = [(WEEK[0], "onsite")] * most
    assert reached(WEEK[6], limit, counted=visits[1:]) == []
    assert [one.limit for one in reached(WEEK[6], limit, counted=visits)] == [limit]


def test_a_limit_of_none_allows_none_on_any_date():
    assert reached(WEEK[0], a_day(0)) == [Used(a_day(0), None)]


@pytest.mark.parametrize(
    ("of_limit", "of_request", "counted", "is_reached"),
    [
        ("onsite", "onsite", "onsite", True),
        ("onsite", "onsite", "remote", False),
        ("onsite", "remote", "onsite", False),
        ("", "onsite", "remote", True),
        ("", "remote", "onsite", True),
    ],
)
def test_a_limit_of_a_kind_sees_that_kind_and_one_of_no_kind_sees_both(
    of_limit, of_request, counted, is_reached
):
    found = reached(WEEK[0], a_week(1, of_limit), kind=of_request, counted=[(WEEK[1], counted)])
    assert bool(found) is is_reached


@pytest.mark.parametrize(
    ("week_begins", "of_the_week"), [(0, [0, 6]), (6, [-1, 5]), (3, [-4, 2]), (1, [-6, 0])]
)
def test_the_first_weekday_bounds_the_week_on_both_sides(week_begins, of_the_week):
    """Around Monday, 11 May 2026."""
    first, last = (MONDAY + number * ONE_DAY for number in of_the_week)
    visit = [(MONDAY, "onsite")]

    def is_full(day):
        return bool(reached(day, a_week(1), counted=visit, week_begins=week_begins))

    assert [is_full(day) for day in (first - ONE_DAY, first, last, last + ONE_DAY)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_the_next_date_is_the_first_of_the_next_period_with_room():
    visits = [(WEEK[0], "onsite"), (A_WEEK_LATER[6], "onsite")]
    (used,) = reached(WEEK[3], a_week(1), counted=visits)
    assert used.next_date == MONDAY + 14 * ONE_DAY
    (used,) = reached(WEEK[0], a_day(1), counted=[(day, "onsite") for day in WEEK[:3]])
    assert used.next_date == WEEK[3]


def test_the_next_date_of_a_week_is_its_first_weekday_for_every_facility():
    (used,) = reached(WEEK[0], a_week(1), counted=[(WEEK[0], "onsite")], week_begins=3)
    assert used.next_date == WEEK[3]


@pytest.mark.parametrize(
    ("last_date", "next_date"), [(A_WEEK_LATER[0], A_WEEK_LATER[0]), (WEEK[6], None)]
)
def test_the_next_date_is_not_behind_the_last_date_that_can_be_booked(last_date, next_date):
    (used,) = reached(WEEK[0], a_week(1), counted=[(WEEK[0], "onsite")], last_date=last_date)
    assert used.next_date == next_date


def test_every_limit_that_is_reached_is_told_in_their_order():
    limits = (a_day(1), a_week(2), a_week(1, "onsite"), a_day(2))
    found = reached(WEEK[0], *limits, counted=[(WEEK[0], "onsite")])
    assert [one.limit for one in found] == [a_day(1), a_week(1, "onsite")]


@given(
    counted=st.lists(st.tuples(st.sampled_from(WEEK + A_WEEK_LATER), st.just("remote"))),
    most=st.integers(1, 3),
    day=st.sampled_from(WEEK),
    period=st.sampled_from(Period),
    week_begins=st.integers(0, 6),
)
def test_the_next_date_itself_is_free_and_none_between_is(counted, most, day, period, week_begins):
    limit = Limit("inmate", "", period, most)

    def full(on):
        return reached(on, limit, counted=counted, kind="remote", week_begins=week_begins)

    for used in full(day):
        next_date = used.next_date
        assert next_date is not None
        assert full(next_date) == []
        between = (next_date - day).days
        assert all(full(day + number * ONE_DAY) for number in range(between))
