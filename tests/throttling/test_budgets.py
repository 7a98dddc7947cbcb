"""A budget for each window, whichever process spends it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from parloir.throttling import budgets
from parloir.throttling.budgets import delete_old_spendings, spend_one
from parloir.throttling.models import Spending
from parloir.vault.names import new_public_id
from tests.factories.examples import part_of_examples
from tests.factories.moments import MINUTE, NINE_ON_MONDAY, SECOND

DAY = timedelta(days=1)


@pytest.fixture
def key():
    return new_public_id()


def spend(key, times, now=NINE_ON_MONDAY):
    return spend_one(key=key, times=times, window=MINUTE, now=now)


class TestAnyNumber(TestCase):
    @settings(deadline=None, max_examples=part_of_examples(0.4))
    @given(times=st.integers(1, 90), restarts=st.sets(st.integers(0, 100)))
    def test_no_more_are_given_out_than_the_budget_however_often_a_process_starts(
        self, times, restarts
    ):
        key = new_public_id()
        given_out = 0
        for turn in range(100):
            if turn in restarts:
                budgets._portions.clear()
            given_out += spend(key, times) is None
        assert given_out <= min(times, 100)
        if not restarts:
            assert given_out == min(times, 100)


@pytest.mark.django_db
def test_the_next_window_begins_with_a_whole_budget(key):
    assert [spend(key, 2) for _ in range(3)] == [None, None, NINE_ON_MONDAY + MINUTE]
    assert spend(key, 2, NINE_ON_MONDAY + MINUTE - SECOND) == NINE_ON_MONDAY + MINUTE
    assert spend(key, 2, NINE_ON_MONDAY + MINUTE) is None


@pytest.mark.django_db
def test_a_clock_that_lags_a_little_spends_from_the_window_that_is_open(key):
    assert spend(key, 2, NINE_ON_MONDAY + MINUTE) is None
    assert spend(key, 2, NINE_ON_MONDAY + MINUTE - SECOND) is None
    assert spend(key, 2, NINE_ON_MONDAY + MINUTE) == NINE_ON_MONDAY + 2 * MINUTE


@pytest.mark.django_db
def test_a_clock_that_was_put_back_far_begins_anew(key):
    assert spend(key, 1, NINE_ON_MONDAY) is None
    assert spend(key, 1, NINE_ON_MONDAY - DAY) is None


@pytest.mark.django_db
def test_most_are_given_out_without_a_query(key):
    spend(key, 600)
    with CaptureQueriesContext(connection) as captured:
        for _ in range(29):
            spend(key, 600)
    assert len(captured) == 0


@pytest.mark.django_db(transaction=True)
def test_many_threads_share_one_budget(key):
    def run(_):
        try:
            return spend(key, 40)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(run, range(60)))

    assert results.count(None) == 40


@pytest.mark.django_db
def test_rows_of_a_day_ago_are_forgotten(key):
    spend(key, 5)

    assert delete_old_spendings(now=NINE_ON_MONDAY + DAY) == 0
    assert delete_old_spendings(now=NINE_ON_MONDAY + DAY + SECOND) == 1
    assert Spending.objects.count() == 0
