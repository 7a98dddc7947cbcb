import pytest

from parloir.liveness.operations import LEASE_LASTS, HeldLease, take_lease
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


def test_a_holder_asks_the_database_again_after_half_of_the_time(now, django_assert_num_queries):
    lease = HeldLease("media", "holder")
    assert lease.take_or_keep(now=now) is True
    with django_assert_num_queries(0):
        assert lease.take_or_keep(now=now + LEASE_LASTS / 2 - SECOND) is True
    assert lease.take_or_keep(now=now + LEASE_LASTS / 2) is True
    assert take("another", now + LEASE_LASTS + SECOND)() is False


def test_a_holder_that_slept_for_too_long_has_lost_it(now):
    lease = HeldLease("media", "holder")
    assert lease.take_or_keep(now=now) is True
    late = now + LEASE_LASTS + SECOND
    assert take("another", late)() is True
    assert lease.take_or_keep(now=late) is False


def test_a_holder_whose_clock_was_set_back_asks_again(now):
    lease = HeldLease("media", "holder")
    assert lease.take_or_keep(now=now) is True
    assert lease.take_or_keep(now=now - LEASE_LASTS) is True
    assert take("another", now + SECOND)() is True
