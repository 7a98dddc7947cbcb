"""Growing delays: as a rule, as rows, and with many senders together."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parloir.throttling.delays import Counted, GrowingDelay, TooEarly, begin_try
from parloir.throttling.models import Attempt
from tests.factories.at_once import all_at_once
from tests.factories.moments import MINUTE, SECOND

DELAY = GrowingDelay(
    name="door",
    free=3,
    first_wait=10 * SECOND,
    longest_wait=MINUTE,
    window=timedelta(hours=1),
)
SOMEBODY = Counted(DELAY, "somebody")


@pytest.mark.parametrize(
    ("wrong_tries", "seconds"), [(0, 0), (2, 0), (3, 10), (4, 20), (5, 40), (6, 60), (9**9, 60)]
)
def test_the_wait_doubles_up_to_the_longest(wrong_tries, seconds):
    assert DELAY.wait_after(wrong_tries) == seconds * SECOND


@given(tries=st.integers(0, 2000))
def test_another_wrong_try_never_shortens_the_wait(tries):
    assert DELAY.wait_after(tries) <= DELAY.wait_after(tries + 1) <= DELAY.longest_wait


@pytest.mark.django_db
def test_both_sides_of_the_wait(now):
    for _ in range(3):
        begin_try([SOMEBODY], now=now)
    with pytest.raises(TooEarly) as refused:
        begin_try([SOMEBODY], now=now + 10 * SECOND - timedelta(microseconds=1))
    assert refused.value.until == now + 10 * SECOND
    begin_try([SOMEBODY], now=now + 10 * SECOND)
    assert Attempt.objects.count() == 4


@pytest.mark.django_db
def test_a_try_that_was_right_is_not_counted(now):
    for _ in range(9):
        begin_try([SOMEBODY], now=now).take_back()
    assert not Attempt.objects.exists()


@pytest.mark.django_db
def test_one_that_is_too_early_refuses_for_all_and_counts_for_none(now):
    other = Counted(DELAY, "other")
    for _ in range(3):
        begin_try([SOMEBODY], now=now)
    with pytest.raises(TooEarly):
        begin_try([other, SOMEBODY], now=now)
    assert not Attempt.objects.filter(key=other.row_key).exists()


@pytest.mark.django_db
def test_wrong_tries_are_forgotten_after_the_window(now):
    for _ in range(3):
        begin_try([SOMEBODY], now=now)
    for _ in range(3):
        begin_try([SOMEBODY], now=now + DELAY.window)
    with pytest.raises(TooEarly):
        begin_try([SOMEBODY], now=now + DELAY.window)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_are_looked_at_than_are_free(now):
    """In each pair of keys one is shared with the others, and the shared one decides."""
    results = all_at_once(
        [
            lambda key=f"own-{n}": begin_try([Counted(DELAY, key), SOMEBODY], now=now)
            for n in range(12)
        ]
    )
    refused = [one for one in results if isinstance(one, TooEarly)]
    assert (len(results) - len(refused), len(refused)) == (3, 9)
