from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parloir.scheduling.intervals import Interval, union
from tests.scheduling.zones import CHICAGO, LONDON, utc

EIGHT, NINE, TEN, ELEVEN = (utc(2026, 5, 4, hour) for hour in (8, 9, 10, 11))
INSTANT = timedelta(microseconds=1)

instants = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2026, 1, 2),  # noqa: DTZ001
    timezones=st.just(UTC),
)
intervals = (
    st.tuples(instants, instants)
    .filter(lambda ends: ends[0] != ends[1])
    .map(lambda ends: Interval(min(ends), max(ends)))
)


@pytest.mark.parametrize(
    "not_utc",
    [
        datetime(2026, 1, 5, 9),  # noqa: DTZ001 - the very thing refused
        datetime(2026, 1, 5, 9, tzinfo=CHICAGO),
        datetime(2026, 1, 5, 9, tzinfo=LONDON),
    ],
)
def test_interval_refuses_what_is_not_utc(not_utc):
    with pytest.raises(ValueError, match="UTC"):
        Interval(not_utc, utc(2026, 2, 1))
    with pytest.raises(ValueError, match="UTC"):
        Interval(utc(2026, 1, 1), not_utc)


def test_interval_takes_utc_by_either_name():
    named = EIGHT.replace(tzinfo=ZoneInfo("UTC"))
    assert Interval(named, NINE) == Interval(EIGHT, NINE)


@pytest.mark.parametrize("ends_at", [EIGHT, EIGHT - INSTANT])
def test_interval_refuses_an_end_not_after_its_start(ends_at):
    with pytest.raises(ValueError, match="ends after it starts"):
        Interval(EIGHT, ends_at)


def test_interval_contains_its_start_and_not_its_end():
    interval = Interval(EIGHT, NINE)
    assert not interval.contains(EIGHT - INSTANT)
    assert interval.contains(EIGHT)
    assert interval.contains(NINE - INSTANT)
    assert not interval.contains(NINE)


def test_intervals_that_touch_do_not_overlap():
    assert not Interval(EIGHT, NINE).overlaps(Interval(NINE, TEN))
    assert not Interval(NINE, TEN).overlaps(Interval(EIGHT, NINE))
    assert Interval(EIGHT, NINE + INSTANT).overlaps(Interval(NINE, TEN))


def test_interval_overlaps_one_inside_it_and_one_around_it():
    inner, outer = Interval(NINE, TEN), Interval(EIGHT, ELEVEN)
    assert inner.overlaps(outer)
    assert outer.overlaps(inner)


def test_interval_encloses_with_equal_ends_and_not_an_instant_more():
    outer = Interval(EIGHT, TEN)
    assert outer.encloses(outer)
    assert outer.encloses(Interval(EIGHT, NINE))
    assert not outer.encloses(Interval(EIGHT - INSTANT, NINE))
    assert not outer.encloses(Interval(NINE, TEN + INSTANT))


def test_interval_duration():
    assert Interval(EIGHT, TEN).duration == timedelta(hours=2)


@given(intervals, intervals, instants)
def test_intersection_holds_the_instants_of_both(one, other, instant):
    common = one.intersection(other)
    in_common = common is not None and common.contains(instant)
    assert in_common == (one.contains(instant) and other.contains(instant))
    assert common == other.intersection(one)
    assert (common is not None) == one.overlaps(other)


@given(st.lists(intervals, max_size=6), instants)
def test_union_holds_the_instants_of_any(several, instant):
    joined = union(several)
    assert any(one.contains(instant) for one in joined) == any(
        one.contains(instant) for one in several
    )
    assert all(one.ends_at < following.starts_at for one, following in pairwise(joined))


def test_union_joins_what_touches():
    assert union([Interval(NINE, TEN), Interval(EIGHT, NINE)]) == [Interval(EIGHT, TEN)]
    assert union([Interval(NINE + INSTANT, TEN), Interval(EIGHT, NINE)]) == [
        Interval(EIGHT, NINE),
        Interval(NINE + INSTANT, TEN),
    ]
    assert union([]) == []
