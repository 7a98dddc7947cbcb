"""So many at one time, and so many a second after that, whatever the pattern."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parloir.realtime.flood.token_bucket import TokenBucket

PAUSES = st.lists(st.floats(min_value=0, max_value=30, allow_nan=False), max_size=80)


def test_a_full_bucket_gives_its_capacity_at_one_time_and_no_more():
    bucket = TokenBucket(capacity=3, per_second=1, now=10)
    assert [bucket.take(now=10) for _ in range(4)] == [True, True, True, False]


def test_it_fills_by_the_second_up_to_its_capacity():
    bucket = TokenBucket(capacity=3, per_second=2, now=0)
    assert bucket.take(3, now=0)
    assert not bucket.take(now=0.4)
    assert bucket.take(now=0.5)
    assert bucket.take(3, now=60)
    assert not bucket.take(now=60)


def test_what_is_refused_costs_nothing():
    bucket = TokenBucket(capacity=3, per_second=1, now=0)
    assert not bucket.take(4, now=0)
    assert bucket.take(3, now=0)


def test_it_says_when_the_next_can_be_taken():
    bucket = TokenBucket(capacity=1, per_second=4, now=0)
    assert bucket.seconds_until(now=0) == 0
    assert bucket.take(now=0)
    assert bucket.seconds_until(now=0) == pytest.approx(0.25)
    assert bucket.take(now=bucket.seconds_until(now=0))


@given(pauses=PAUSES)
def test_nobody_takes_more_than_capacity_and_rate_allow(pauses):
    bucket, now, taken = TokenBucket(capacity=5, per_second=2, now=0), 0.0, 0
    for pause in pauses:
        now += pause
        taken += bucket.take(now=now)
        assert taken <= 5 + 2 * now + 1e-6


@given(pauses=PAUSES)
def test_who_stays_below_the_rate_is_never_refused(pauses):
    bucket, now = TokenBucket(capacity=5, per_second=2, now=0), 0.0
    for pause in pauses:
        now += 0.5 + pause
        assert bucket.take(now=now)
