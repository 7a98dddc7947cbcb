"""Nobody guesses a visitor's PIN: the odds of every attacker within a day."""

import pytest

from bench.pin_guessing import (
    IN_THEIR_WINDOW,
    OPEN,
    START,
    as_fast_as_allowed,
    guesses_in_a_day,
    one_below_every_limit,
    pin_guess_odds_in_a_day,
    real_monitor,
    rule_alone,
)
from parloir.pin_tries.models import PinTry
from tests.factories.places import make_jail


def test_the_odds_of_a_pin_that_opens_now_are_below_one_in_10000_a_day():
    assert pin_guess_odds_in_a_day(IN_THEIR_WINDOW) <= 0.0001


def test_the_odds_of_any_open_pin_are_below_five_in_10000_a_day():
    assert pin_guess_odds_in_a_day(OPEN) <= 0.0005


def test_the_fastest_attacker_has_ten_guesses_without_a_date_and_then_one_in_30_seconds():
    guesses = guesses_in_a_day(rule_alone(), as_fast_as_allowed)
    assert guesses.without_date == 10
    assert 2_860 <= guesses.with_date <= 2_880


def test_one_who_stays_below_every_limit_has_nine_guesses_a_day():
    guesses = guesses_in_a_day(rule_alone(), one_below_every_limit())
    assert (guesses.without_date, guesses.with_date) == (9, 0)


@pytest.mark.django_db
def test_a_monitor_answers_as_the_rule_says():
    door, monitor = rule_alone(), real_monitor(make_jail().monitors.first())
    last = None
    now = START
    for _ in range(25):
        now = as_fast_as_allowed(last, now)
        last = door(now)
        assert monitor(now) == last
        if last.free_at > now:
            assert monitor(now) == door(now)
    assert PinTry.objects.count() == 25
