"""The rule of wrong PINs, as tables at its boundaries and over the space of its inputs."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parloir.pin_tries.rule import (
    DAY,
    LATEST,
    LONGEST_WAIT,
    SLOWED_WITHIN,
    TRIES_UNTIL_ASKED,
    asks_for_birth,
    next_try,
    wait_after,
    waits_until,
)
from tests.factories.moments import NINE_ON_MONDAY, SECOND

START = NINE_ON_MONDAY
gaps = st.lists(
    st.one_of(
        st.integers(0, 60).map(lambda n: n * SECOND),
        st.sampled_from([SLOWED_WITHIN, SLOWED_WITHIN - SECOND, DAY, DAY - SECOND]),
        st.timedeltas(min_value=timedelta(0), max_value=2 * DAY),
    ),
    max_size=40,
)


def made(*gaps_between, of_number=()):
    """Return the tries that are made after these gaps, each when the device is free."""
    tries, now = [], START
    for gap in gaps_between:
        now = max(now + gap, waits_until(tries, now=now + gap) or now + gap)
        tries.append(next_try(tries, of_number, now=now))
    return tries


def in_a_row(count, gap=timedelta(minutes=11)):
    """Return so many tries without waits between them."""
    return made(*[gap] * count)


# --- Waits ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tries", "seconds"),
    [(1, 0), (2, 0), (3, 0), (4, 5), (5, 10), (6, 20), (7, 30), (8, 30), (1000, 30)],
)
def test_the_wait_grows_with_the_tries_up_to_30_seconds(tries, seconds):
    assert wait_after(tries) == seconds * SECOND


def test_a_wait_ends_at_its_moment():
    tries = made(*[timedelta(0)] * 4)
    assert waits_until(tries, now=START) == START + 5 * SECOND
    assert waits_until(tries, now=START + 5 * SECOND - timedelta(microseconds=1)) is not None
    assert waits_until(tries, now=START + 5 * SECOND) is None


def test_a_device_without_tries_does_not_wait():
    assert waits_until([], now=START) is None


@pytest.mark.parametrize(
    ("gap", "wait"), [(SLOWED_WITHIN - SECOND, 5 * SECOND), (SLOWED_WITHIN, timedelta(0))]
)
def test_tries_of_the_last_ten_minutes_make_the_wait(gap, wait):
    tries = made(*[timedelta(0)] * 3)
    later = next_try(tries, [], now=START + gap)
    assert later.free_at - later.at == wait


@given(gaps)
def test_no_device_ever_waits_more_than_30_seconds(gaps):
    tries = made(*gaps)
    for one in tries:
        assert one.free_at - one.at <= LONGEST_WAIT == 30 * SECOND
        until = waits_until(tries, now=one.at)
        assert until is None or until >= one.free_at


@given(gaps, gaps)
def test_tries_of_the_number_elsewhere_lengthen_the_wait_after_a_try_and_nothing_else(
    here, elsewhere
):
    times = [one.at for one in made(*elsewhere)]
    tries = made(*here)
    now = START + 3 * DAY if not tries else tries[-1].free_at
    alone, with_them = next_try(tries, [], now=now), next_try(tries, times, now=now)
    assert alone.free_at <= with_them.free_at <= now + LONGEST_WAIT
    assert alone.asks == with_them.asks
    if not tries:
        assert waits_until(tries, now=now) is None


def test_a_number_tried_at_other_stations_has_no_free_tries_at_the_next_one():
    elsewhere = [START] * 6
    assert next_try([], elsewhere, now=START).free_at == START + 30 * SECOND


# --- The birth date ---------------------------------------------------------------------------


def test_a_device_asks_after_ten_tries_within_a_day():
    nine, ten = in_a_row(9), in_a_row(10)
    assert not asks_for_birth(nine, now=nine[-1].at)
    assert asks_for_birth(ten, now=ten[-1].at)
    assert TRIES_UNTIL_ASKED == 10


@pytest.mark.parametrize(("gap", "asks"), [(DAY - SECOND, True), (DAY, False)])
def test_ten_tries_over_more_than_a_day_ask_for_nothing(gap, asks):
    first = next_try([], [], now=START)
    tries = [first]
    for number in range(9):
        now = START + gap - (8 - number) * SECOND
        tries.append(next_try([one for one in tries if one.at > now - DAY], [], now=now))
    assert tries[-1].asks is asks


def test_a_device_asks_until_a_day_has_passed_without_a_try():
    tries = in_a_row(10)
    last = tries[-1].at
    assert asks_for_birth(tries, now=last + DAY - SECOND)
    assert not asks_for_birth(tries, now=last + DAY)


def test_one_more_try_makes_the_device_ask_for_another_day():
    tries = in_a_row(10)
    later = tries[-1].at + DAY - SECOND
    tries.append(next_try(tries, [], now=later))
    assert asks_for_birth(tries, now=later + DAY - SECOND)
    assert not asks_for_birth(tries, now=later + DAY)


@given(gaps)
def test_the_rule_is_what_the_issue_says(gaps):
    """Compared with the sentence, read from the whole history instead of the last try."""
    tries = made(*gaps)
    asking = False
    for number, one in enumerate(tries):
        if number and one.at - tries[number - 1].at >= DAY:
            asking = False
        within = [other for other in tries[: number + 1] if other.at > one.at - DAY]
        asking = asking or len(within) >= 10
        assert one.asks is asking


@given(gaps)
def test_only_the_latest_tries_of_the_last_day_matter(gaps):
    tries = made(*gaps)
    now = START if not tries else tries[-1].free_at
    recent = [one for one in tries if one.at > now - DAY][-LATEST:]
    assert waits_until(recent, now=now) == waits_until(tries, now=now)
    assert next_try(recent, [], now=now) == next_try(tries, [], now=now)
    assert asks_for_birth(recent, now=now) is asks_for_birth(tries, now=now)


@given(gaps)
def test_within_a_day_at_most_ten_tries_need_no_birth_date(gaps):
    tries = made(*gaps)
    asked = [asks_for_birth(tries[:number], now=one.at) for number, one in enumerate(tries)]
    free = [one for one, was_asked in zip(tries, asked, strict=True) if not was_asked]
    for one in free:
        assert sum(one.at - DAY < other.at <= one.at for other in free) <= 10
