"""Threads of one process take turns at writing to SQLite."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from parloir.config.sqlite.turn import Turn
from parloir.throttling.models import Attempt
from tests.factories.moments import NINE_ON_MONDAY

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets many write"),
]


def write():
    Attempt.objects.create(key="one", at=NINE_ON_MONDAY)


def in_another_thread(call):
    """Return what it returned or raise what it raised, and close its connection."""

    def run():
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=30)


def write_in_turn():
    with transaction.atomic():
        write()


def fails_in_transaction():
    with transaction.atomic():
        write()
        raise ValueError


def closes_in_transaction():
    with transaction.atomic():
        write()
        connection.close()


def test_who_begins_waits_for_who_has_begun():
    has_begun, goes_on, seen = threading.Event(), threading.Event(), []

    def first():
        with transaction.atomic():
            write()
            has_begun.set()
            assert goes_on.wait(timeout=20)
            seen.append("first is done")

    def second():
        with transaction.atomic():
            seen.append(f"second finds {Attempt.objects.count()}")

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first)
        assert has_begun.wait(timeout=20)
        other = pool.submit(second)
        goes_on.set()
        one.result(timeout=20)
        other.result(timeout=20)
        for _ in range(2):
            pool.submit(connection.close)
    assert seen == ["first is done", "second finds 1"]


@pytest.mark.parametrize(
    ("ends", "kept"), [(write_in_turn, 1), (fails_in_transaction, 0), (closes_in_transaction, 0)]
)
def test_turn_is_passed_on_however_a_transaction_ends(ends, kept):
    try:
        in_another_thread(ends)
    except ValueError:
        assert ends is fails_in_transaction
    in_another_thread(write_in_turn)
    assert Attempt.objects.count() == kept + 1


def test_turn_is_given_up_after_the_time_that_sqlite_itself_would_wait(monkeypatch):
    def impatient():
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
        write_in_turn()

    with transaction.atomic():
        write()
        with pytest.raises(OperationalError, match="locked by another thread"):
            in_another_thread(impatient)
    in_another_thread(write_in_turn)
    assert Attempt.objects.count() == 2


def test_of_many_who_keep_on_writing_nobody_is_left_out():
    threads, times = 16, 12

    def keep_on():
        for _ in range(times):
            write_in_turn()
        connection.close()

    with ThreadPoolExecutor(threads) as pool:
        for one in [pool.submit(keep_on) for _ in range(threads)]:
            one.result(timeout=60)
    assert Attempt.objects.count() == threads * times


def test_a_press_goes_before_all_who_wait():
    """Ten wait for their turn when the press comes."""
    turn, order = Turn(), []
    assert turn.acquire(is_press=False, timeout=0)

    def takes_its_turn(name, *, is_press):
        assert turn.acquire(is_press=is_press, timeout=30)
        order.append(name)
        turn.release()

    with ThreadPoolExecutor(12) as pool:
        for number in range(10):
            pool.submit(takes_its_turn, f"page {number}", is_press=False)
        wait_until(lambda: turn.waiting == 10)
        pool.submit(takes_its_turn, "press", is_press=True)
        wait_until(lambda: turn.waiting == 11)
        turn.release()
    assert order[0] == "press"
    assert len(order) == 11


def test_a_turn_that_somebody_has_is_waited_for_so_long_and_no_longer():
    turn = Turn()
    assert turn.acquire(is_press=False, timeout=0)
    assert not turn.acquire(is_press=True, timeout=0.01)
    assert not turn.acquire(is_press=False, timeout=0.01)
    turn.release()
    assert turn.acquire(is_press=False, timeout=0)


def wait_until(is_so):
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.001)
