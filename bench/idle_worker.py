"""How much of a core an idle worker needs: the figure `idle_worker_mcore` of the suite `idle`."""

import time

import psutil

from bench.figures import Figure, MeasurementFailed
from tests.stage.house import House

SETTLES_S = 15.0
"""After a start the worker has rooms to open and mails to look for."""
MEASURED_S = 60.0


def measure_idle_worker(
    house: House, *, settles_s: float = SETTLES_S, measured_s: float = MEASURED_S
) -> dict[str, Figure]:
    """Return the CPU time of the house's worker while nothing happens, in thousandths of a core.

    CPU time is that of the process, user and system, whatever else the machine does.
    """
    pid = house.pid_of("worker")
    if pid is None:
        raise MeasurementFailed("the house has no worker")
    worker = psutil.Process(pid)
    time.sleep(settles_s)
    before, began = cpu_seconds(worker), time.monotonic()
    time.sleep(measured_s)
    took = time.monotonic() - began
    return {
        "idle_worker_mcore": Figure(value=(cpu_seconds(worker) - before) / took * 1000, n=1),
    }


def cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
