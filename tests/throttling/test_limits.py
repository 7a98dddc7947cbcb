from datetime import timedelta

import pytest

from parloir.throttling.models import Attempt
from parloir.throttling.operations import (
    Limit,
    delete_old_attempts,
    forget_attempts,
    note_attempt,
    slowed_until,
)
from tests.factories.moments import MINUTE, SECOND

pytestmark = pytest.mark.django_db

THREE_A_MINUTE = Limit("three-a-minute", times=3, window=MINUTE)


def attempt(now, count=1, key="someone"):
    for number in range(count):
        note_attempt(THREE_A_MINUTE, key=key, now=now + number * SECOND)


def test_nobody_is_slowed_before_the_last_time_that_is_free(now):
    attempt(now, 2)
    assert slowed_until(THREE_A_MINUTE, key="someone", now=now + 2 * SECOND) is None


def test_who_did_it_as_often_as_allowed_waits_until_the_first_is_a_window_ago(now):
    attempt(now, 3)
    free_at = now + MINUTE
    assert slowed_until(THREE_A_MINUTE, key="someone", now=now + 2 * SECOND) == free_at
    assert slowed_until(THREE_A_MINUTE, key="someone", now=free_at - SECOND) == free_at
    assert slowed_until(THREE_A_MINUTE, key="someone", now=free_at) is None


def test_the_window_glides(now):
    attempt(now, 3)
    attempt(now + MINUTE)
    assert slowed_until(THREE_A_MINUTE, key="someone", now=now + MINUTE) == (now + SECOND + MINUTE)


def test_each_key_and_each_limit_is_counted_alone(now):
    attempt(now, 3)
    other = Limit("other", times=3, window=MINUTE)
    assert slowed_until(THREE_A_MINUTE, key="someone else", now=now) is None
    assert slowed_until(other, key="someone", now=now) is None


def test_attempts_are_forgotten_for_one_key(now):
    attempt(now, 3)
    attempt(now, 3, key="someone else")
    forget_attempts(THREE_A_MINUTE, key="someone")
    assert slowed_until(THREE_A_MINUTE, key="someone", now=now) is None
    assert slowed_until(THREE_A_MINUTE, key="someone else", now=now) == now + MINUTE


def test_what_is_older_than_a_day_is_forgotten(now):
    attempt(now)
    assert delete_old_attempts(now=now + timedelta(days=1)) == 0
    assert delete_old_attempts(now=now + timedelta(days=1) + SECOND) == 1
    assert Attempt.objects.count() == 0
