from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parloir.scheduling.intervals import Interval
from parloir.scheduling.ticks import TICK, is_whole_ticks, tick_at, ticks_of
from tests.scheduling.zones import utc

NOON = utc(2026, 5, 4, 12)
SECOND = timedelta(seconds=1)


def test_half_an_hour_is_six_ticks_from_the_start_on():
    ticks = ticks_of(Interval(NOON, NOON + 6 * TICK))
    assert ticks == range(int(NOON.timestamp()) // 300, int(NOON.timestamp()) // 300 + 6)


@pytest.mark.parametrize(
    ("early", "late"), [(SECOND, SECOND * 0), (SECOND * 0, SECOND), (TICK / 2, TICK / 2)]
)
def test_an_end_inside_a_tick_is_an_error(early, late):
    with pytest.raises(ValueError, match="not on a boundary"):
        ticks_of(Interval(NOON - early, NOON + TICK + late))


def test_a_tick_lasts_until_the_next_begins():
    assert tick_at(NOON) == tick_at(NOON + TICK - SECOND) == tick_at(NOON - SECOND) + 1


@pytest.mark.parametrize(
    ("duration", "whole"),
    [(TICK, True), (6 * TICK, True), (TICK * 0, False), (-TICK, False), (TICK + SECOND, False)],
)
def test_is_whole_ticks(duration, whole):
    assert is_whole_ticks(duration) is whole


@given(st.integers(0, 400_000), st.integers(1, 300), st.integers(0, 400_000), st.integers(1, 300))
def test_intervals_share_a_tick_exactly_when_they_overlap(start, length, other_start, other_length):
    one = Interval(NOON + start * TICK, NOON + (start + length) * TICK)
    other_start = start + other_start % 600 - 300
    other = Interval(NOON + other_start * TICK, NOON + (other_start + other_length) * TICK)
    assert bool(set(ticks_of(one)) & set(ticks_of(other))) == one.overlaps(other)
    assert len(ticks_of(one)) == length
