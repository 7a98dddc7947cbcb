"""The parts of the suite `idle` that need no house."""

import os
import time

import pytest

from bench.idle import mcore
from bench.many_sockets import Device


class HouseOfThisProcess:
    def pid_of(self, name: str) -> int | None:
        return os.getpid() if name == "web" else None


def test_processor_time_is_that_of_the_process_while_it_is_watched(monkeypatch):
    """Half a second of work in place of the wait."""

    def work(seconds: float) -> None:
        until = time.process_time() + seconds
        while time.process_time() < until:
            pass

    monkeypatch.setattr("bench.idle.time.sleep", work)
    began = time.monotonic()
    found = mcore(HouseOfThisProcess(), "web", 0.5)
    took = time.monotonic() - began
    assert found == pytest.approx(0.5 / took * 1000, rel=0.2)


def test_a_process_that_does_not_run_is_said():
    with pytest.raises(AssertionError, match="the worker is not running"):
        mcore(HouseOfThisProcess(), "worker", 0.1)


@pytest.mark.parametrize("kind", ["monitor", "station"])
def test_a_device_has_the_path_and_the_cookie_of_its_kind(kind):
    device = Device(kind=kind, token="abc")
    assert device.path == f"/ws/{kind}/"
    assert device.cookie == f"parloir_{kind}=abc"
