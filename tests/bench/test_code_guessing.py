from datetime import timedelta

import pytest

from bench.code_guessing import code_guess_odds_a_day, tries_looked_at
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


def test_an_attacker_who_stops_at_nothing_has_thirty_tries_looked_at(now):
    UserFactory(email="maria@example.org")
    found = tries_looked_at(
        email="maria@example.org", senders=6, begins_at=now, ends_at=now + 3 * HOUR
    )
    assert found == 30


def test_an_attacker_below_the_limit_of_a_code_is_stopped_by_that_of_the_day(now):
    found = tries_looked_at(
        email="maria@example.org", senders=4, begins_at=now, ends_at=now + 3 * HOUR
    )
    assert found == 30


def test_the_odds_are_those_of_the_worse_one(now, monkeypatch):
    looked_at = iter([30, 28])
    monkeypatch.setattr("bench.code_guessing.tries_looked_at", lambda **_: next(looked_at))
    odds = code_guess_odds_a_day(
        careless_at="a@example.org", careful_at="b@example.org", senders=64, begins_at=now
    )
    assert odds == pytest.approx(30 / 10**8)
