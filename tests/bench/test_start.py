import subprocess

import pytest

from bench.start import AptClock, covered_seconds


@pytest.mark.parametrize(
    ("intervals", "seconds"),
    [
        ([], 0),
        ([(1, 3)], 2),
        ([(1, 3), (3, 4)], 3),
        ([(1, 3), (5, 6)], 3),
        ([(5, 9), (1, 6)], 8),
        ([(1, 10), (2, 3), (4, 11)], 10),
    ],
)
def test_time_in_which_two_run_counts_once(intervals, seconds):
    assert covered_seconds(intervals) == seconds


def test_apt_is_run_as_asked_and_its_time_is_noted(tmp_path):
    clock = AptClock(tmp_path / "apt")
    done = subprocess.run(
        ["apt-get", "--version"], env={**clock.environment}, capture_output=True, text=True
    )
    assert done.returncode == 0
    assert done.stdout.startswith("apt ")
    assert 0 < clock.seconds() < 60


def test_apt_that_fails_fails(tmp_path):
    clock = AptClock(tmp_path / "apt")
    done = subprocess.run(
        ["apt-get", "no-such-command"], env={**clock.environment}, capture_output=True
    )
    assert done.returncode == 100
