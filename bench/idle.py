"""The suite `idle`: what a house costs in which nothing happens, and what many devices do to an
officer's press.

It needs ten minutes: a device is rendered again after five minutes at the latest, and all of them
are waited for.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bench.figures import Figure, MeasurementFailed, figure_at
from bench.presses import pressing_officer
from bench.processes import sum_over_living
from bench.start import pss_mb
from bench.surroundings import environment_of
from launcher.child import die_with_parent
from launcher.console import say
from tests.stage.house import LAFAYETTE, House
from tests.stage.inside import Inside, InsideFailed

NICENESS = 10
CONNECTS_WITHIN_S = 600.0
SETTLES_S = 10.0
# The leaving of a thousand devices keeps the house busy for longer.
EMPTIES_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is measured; while developing, less."""

    devices: int = 1000
    counted: int = 40
    """The devices whose queries are counted, in a process of their own."""
    idle_s: float = 300.0
    quiet_s: float = 60.0
    visits: int = 8
    presses: int = 200
    each_s: float = 0.5


def measure_idle(extent: Extent | None = None) -> dict[str, Figure]:
    try:
        with _house() as (house, inside):
            return _measure_in(house, inside, extent or Extent())
    except (AssertionError, InsideFailed, OSError, ValueError) as failure:
        raise MeasurementFailed(str(failure)) from failure


@contextmanager
def _house() -> Iterator[tuple[House, Inside]]:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="parloir-bench-"))
        house = House(Path(folder))
        stack.callback(house.stop)
        house.start()
        yield house, stack.enter_context(Inside(environment_of(house)))


def _measure_in(house: House, inside: Inside, extent: Extent) -> dict[str, Figure]:
    count = extent.devices + extent.counted
    enrolled = inside.call("bench.inside_idle:devices", count=count, facility=LAFAYETTE)
    devices, counted = enrolled[: extent.devices], enrolled[extent.devices :]
    time.sleep(SETTLES_S)
    worker = mcore(house, "worker", extent.quiet_s)
    with pressing_officer(house) as officer:
        time.sleep(SETTLES_S)
        watched = mcore(house, "web", extent.quiet_s)
        memory = web_mb(house)
        with sockets(house, devices):
            time.sleep(SETTLES_S)
            with ThreadPoolExecutor(1) as pool:
                counting = pool.submit(
                    inside.call,
                    "bench.inside_idle:queries_per_s",
                    devices=counted,
                    seconds=extent.idle_s,
                )
                busy = mcore(house, "web", extent.idle_s)
                queries = counting.result()
            sockets_mb = web_mb(house) - memory
            say(f"  {extent.devices} devices: {busy - watched:.0f} mcore, {sockets_mb:.0f} MB.")
            presses = [_press(officer, extent.each_s) for _ in range(extent.presses)]
    return {
        "idle_device_mcore": Figure(value=(busy - watched) / extent.devices, n=extent.devices),
        "idle_device_queries_per_s": Figure(value=queries, n=extent.counted),
        "idle_1000_sockets_mb": Figure(value=sockets_mb * 1000 / extent.devices, n=extent.devices),
        "press_with_1000_devices_ms_p99": figure_at(99, presses),
        "live_visit_server_mcore": _of_live_visits(house, inside, extent),
        "idle_worker_mcore": Figure(value=worker, n=1),
    }


def _of_live_visits(house: House, inside: Inside, extent: Extent) -> Figure:
    """Return what web process and worker need for one more live visit."""
    time.sleep(EMPTIES_S)
    without = mcore_of_both(house, extent.quiet_s)
    devices = inside.call("bench.inside_idle:live_visits", count=extent.visits)
    with sockets(house, devices, touched=True):
        time.sleep(SETTLES_S)
        live = mcore_of_both(house, extent.quiet_s)
    return Figure(value=(live - without) / extent.visits, n=extent.visits)


def _press(officer: Any, each_s: float) -> float:
    began = time.monotonic()
    took: float = officer.press()
    time.sleep(max(0.0, began + each_s - time.monotonic()))
    return took


@contextmanager
def sockets(
    house: House, devices: list[dict[str, str]], *, touched: bool = False
) -> Iterator[None]:
    """Hold a socket for each device, in a process that gives way to the house."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.many_sockets"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=_give_way,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    orders = {"port": house.port, "devices": devices, "touched": touched}
    try:
        process.stdin.write(json.dumps(orders) + "\n")
        process.stdin.flush()
        if process.stdout.readline() != "ready\n":
            raise MeasurementFailed(f"{len(devices)} devices could not connect")
        yield
        if process.poll() is not None:
            raise MeasurementFailed("the devices were disconnected")
    finally:
        process.kill()
        process.wait()


def _give_way() -> None:
    os.nice(NICENESS)
    die_with_parent()


def mcore_of_both(house: House, seconds: float) -> float:
    """Return the CPU of web process and worker over so many seconds, in thousandths of a core."""
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(mcore, house, name, seconds) for name in ("web", "worker")]
        return sum(one.result() for one in both)


def mcore(house: House, name: str, seconds: float) -> float:
    """Return the CPU of a process over so many seconds, in thousandths of a core."""
    processes = _processes(house, name)
    before, began = _cpu_s(processes), time.monotonic()
    time.sleep(seconds)
    return (_cpu_s(processes) - before) / (time.monotonic() - began) * 1000


def web_mb(house: House) -> float:
    return pss_mb(_processes(house, "web"))


def _processes(house: House, name: str) -> list[psutil.Process]:
    pid = house.pid_of(name)
    assert pid is not None, f"the {name} is not running"
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


def _cpu_s(processes: list[psutil.Process]) -> float:
    def seconds(process: psutil.Process) -> float:
        times = process.cpu_times()
        return float(times.user + times.system)

    return sum_over_living(processes, seconds)
