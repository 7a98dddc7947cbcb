"""Run a command with everything that it starts, and end all of it."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import psutil

from launcher.child import die_with_parent
from tests.stage.ending import PATIENCE_SECONDS, end_all


def stop_on_any_signal() -> None:
    """Raise `KeyboardInterrupt` for TERM and for a terminal that closes, as for Ctrl-C."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def run_with_descendants(
    command: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    output: BinaryIO | None = None,
    patience: float | None = PATIENCE_SECONDS,
) -> int:
    """Run a command, and return its status when neither it nor anything that it started is left.

    Needs `adopt_orphans`, since a killed bench leaves houses behind. Ctrl-C or TERM is passed on;
    then the command has `patience` seconds to end by itself (None: as long as it takes). The
    kernel ends it if this process is killed.
    """
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        preexec_fn=die_with_parent,
    )
    try:
        return _status_of(process)
    except KeyboardInterrupt:
        # TERM reached only this process. Ctrl-C may have reached it too; twice does no harm.
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=patience)
        raise
    finally:
        end_all(lambda: psutil.Process().children(recursive=True))


def end_processes_in(folder: Path) -> None:
    """End every process that works in this folder or has its temporary files there."""
    end_all(lambda: [one for one in psutil.process_iter() if _belongs_to(one, folder)])


def sum_over_living(
    processes: Iterable[psutil.Process], figure: Callable[[psutil.Process], float]
) -> float:
    """Return the sum over the processes, without those that end while they are measured."""
    total = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            total += figure(process)
    return total


def _status_of(process: "subprocess.Popen[bytes]") -> int:
    """Wait for it and for adopted orphans, which would stay zombies and seem to live."""
    while process.returncode is None:
        pid, status = os.wait()
        if pid == process.pid:
            process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode


def _belongs_to(process: psutil.Process, folder: Path) -> bool:
    try:
        # PostgreSQL overwrites its environment, but works in its data folder.
        places = [process.cwd(), process.environ().get("TMPDIR", "")]
    except psutil.Error:
        return False
    return any(Path(place).is_relative_to(folder) for place in places)
