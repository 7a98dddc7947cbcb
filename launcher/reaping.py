"""The processes that an instance has started, and how to end those of a killed run.

A process is identified by its id, its start time and the machine's boot, never by its name: ids
are used again, and another instance's processes have the same names.
"""

import json
import os
import select
import signal
from pathlib import Path

from launcher.private_files import write_private

PATIENCE_SECONDS = 5.0
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def record_process(folder: Path, name: str, pid: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    known = {"pid": pid, "started_ticks": start_ticks(pid), "boot": _boot()}
    write_private(folder / f"{name}.json", json.dumps(known))


def recorded_pid(path: Path) -> int | None:
    """Return the id in a record if exactly that process still lives."""
    try:
        known = json.loads(path.read_text())
        pid, ticks, boot = int(known["pid"]), int(known["started_ticks"]), known["boot"]
    except (OSError, ValueError, KeyError, TypeError):
        # A record that a crash cut short identifies no process.
        return None
    return pid if boot == _boot() and start_ticks(pid) == ticks else None


def reap_leftovers(folder: Path, *, patience: float = PATIENCE_SECONDS) -> list[str]:
    """End every recorded process that still lives, and return their names.

    TERM first; KILL after `patience` seconds. Returns when they are gone.
    """
    held = {path.stem: _hold(path) for path in sorted(folder.glob("*.json"))}
    living = {name: descriptor for name, descriptor in held.items() if descriptor is not None}
    try:
        for signal_number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, patience)):
            for descriptor in living.values():
                _send(descriptor, signal_number)
            if _all_ended(list(living.values()), seconds):
                break
    finally:
        for descriptor in living.values():
            os.close(descriptor)
    for path in folder.glob("*.json"):
        path.unlink(missing_ok=True)
    return list(living)


def kill_recorded(path: Path) -> bool:
    """Kill the process of this record. Return False if none lives.

    Return True also if it ends by itself at this moment."""
    descriptor = _hold(path)
    if descriptor is None:
        return False
    _send(descriptor, signal.SIGKILL)
    os.close(descriptor)
    return True


def start_ticks(pid: int) -> int | None:
    """Return when the process began, in clock ticks since boot; None if there is none."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The name in parentheses may contain blanks and parentheses; field 22 counts from 1.
    fields = status.rpartition(")")[2].split()
    # A zombie does not count: it has ended, and only its parent has not noticed yet.
    return None if fields[0] in "ZX" else int(fields[19])


def _hold(path: Path) -> int | None:
    """Yield a descriptor of the recorded process, so that no other can take its id."""
    pid = recorded_pid(path)
    if pid is None:
        return None
    try:
        descriptor = os.pidfd_open(pid)
    except OSError:
        return None
    if recorded_pid(path) != pid:
        os.close(descriptor)
        return None
    return descriptor


def _send(descriptor: int, signal_number: int) -> None:
    try:
        signal.pidfd_send_signal(descriptor, signal_number)
    except ProcessLookupError:
        return


def _all_ended(descriptors: list[int], seconds: float) -> bool:
    """Wait for each one after the other; a process's descriptor becomes readable at its end."""
    for descriptor in descriptors:
        ended = select.poll()
        ended.register(descriptor, select.POLLIN)
        if not ended.poll(seconds * 1000):
            return False
    return True


def _boot() -> str:
    return BOOT_ID.read_text().strip()
