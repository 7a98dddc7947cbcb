import pytest

from parloir.liveness.operations import LEASE_LASTS, take_lease
from tests.factories.at_once import all_at_once
from tests.factories.moments import SECOND

pytestmark = pytest.mark.django_db(transaction=True)


def take(holder, now):
    return lambda: take_lease(name="media", holder=holder, now=now)


def test_of_workers_who_ask_at_once_one_has_the_lease(now):
    results = all_at_once([take(f"worker-{number}", now) for number in range(6)])
    assert sorted(results) == [False] * 5 + [True]


def test_of_workers_who_wait_for_a_dead_one_one_takes_its_place(now):
    assert take("dead", now)()
    assert all_at_once([take("one", now + LEASE_LASTS)] * 2) == [False, False]

    later = now + LEASE_LASTS + SECOND
    results = all_at_once([take(f"worker-{number}", later) for number in range(6)])

    assert sorted(results) == [False] * 5 + [True]
    assert not take("dead", later)()
