"""The thin line of the tests does with packets what it says."""

import pytest

from tests.stage.thin_way import QUEUE_S, Course, Way


def course(**way: float) -> Course:
    return Course(Way(**way), seed=1)


def test_a_free_way_passes_everything_on_immediately() -> None:
    free = course()
    assert [free.arrives_at(sent_at=at, size=1500) for at in (1.0, 1.0, 2.0)] == [1.0, 1.0, 2.0]


def test_a_rate_makes_packets_wait_for_those_before_them() -> None:
    """A packet of 1,000 bytes takes 100 ms at 80 kbit/s."""
    thin = course(kbit=80)
    assert [thin.arrives_at(sent_at=5.0, size=1000) for _ in range(2)] == [
        pytest.approx(5.1),
        pytest.approx(5.2),
    ]
    assert thin.arrives_at(sent_at=9.0, size=1000) == pytest.approx(9.1)


def test_what_finds_the_queue_full_is_lost_and_the_next_passes_when_there_is_room() -> None:
    """A packet of 1,000 bytes takes 80 ms at 100 kbit/s, and 300 ms may wait."""
    assert QUEUE_S == 0.3
    thin = course(kbit=100)
    arrived = [thin.arrives_at(sent_at=0.0, size=1000) is not None for _ in range(5)]
    assert arrived == [True] * 4 + [False]
    assert thin.arrives_at(sent_at=0.01, size=1000) is None
    assert thin.arrives_at(sent_at=0.03, size=1000) == pytest.approx(0.4)


def test_losses_are_a_share_and_the_same_with_the_same_seed() -> None:
    runs = [
        [line.arrives_at(sent_at=0.0, size=1) is None for _ in range(2000)]
        for line in (course(loss=0.2), course(loss=0.2))
    ]
    assert runs[0] == runs[1]
    assert 0.17 < sum(runs[0]) / 2000 < 0.23


def test_a_delay_moves_a_packet_and_jitter_never_lets_one_overtake() -> None:
    assert course(delay_ms=150).arrives_at(sent_at=1.0, size=1) == pytest.approx(1.15)
    uneven = course(delay_ms=10, jitter_ms=30)
    arrived = [uneven.arrives_at(sent_at=n / 1000, size=1) or 0.0 for n in range(200)]
    assert arrived == sorted(arrived)
    late = [at - n / 1000 for n, at in enumerate(arrived)]
    assert min(late) >= 0.01
    assert 0.03 < max(late) <= 0.04 + 1e-9
