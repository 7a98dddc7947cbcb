"""The processes of a house, for tests that kill them."""

import os
import signal
import subprocess
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from launcher.reaping import recorded_pid
from tests.stage.ending import end_all
from tests.stage.waiting import wait_until

STOPS_SECONDS = 60.0


class Processes:
    """`_process` is `bin/run`, which has become the supervisor."""

    data: Path
    _process: "subprocess.Popen[bytes] | None" = None

    @abstractmethod
    def said(self) -> str:
        """Return the whole output of `bin/run`."""

    def pid_of(self, name: str) -> int | None:
        """Return the process id of `janus`, `web`, `worker`, `mailbox` or `supervisor`."""
        return recorded_pid(self.data / "run" / "processes" / f"{name}.json")

    @property
    def supervisor(self) -> psutil.Process:
        """`bin/run` becomes the supervisor, under the same process id."""
        assert self._process is not None
        return psutil.Process(self._process.pid)

    def living(self) -> list[psutil.Process]:
        """Return every process with our data directory in its arguments or environment."""
        found = []
        for process in psutil.process_iter():
            try:
                words = [*process.cmdline(), *process.environ().values()]
                is_over = process.status() == psutil.STATUS_ZOMBIE
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
            if str(self.data) in " ".join(words) and not is_over and process.pid != os.getpid():
                found.append(process)
        return found

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """Kill only `bin/run`; the processes that it started notice by themselves."""
        self.signal(signal.SIGKILL)
        assert self._process is not None
        self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal only to `bin/run`."""
        assert self._process is not None
        self._process.send_signal(number)

    def wait_until_gone(self) -> int:
        """Wait until no process of the house is left, and return the status of `bin/run`."""
        assert self._process is not None
        status = self._process.wait(timeout=STOPS_SECONDS)
        self._process = None
        wait_until(
            lambda: not self.living(),
            "every process to end",
            seconds=STOPS_SECONDS,
            otherwise=self.said,
        )
        return status

    def clear_away(self) -> None:
        """Kill what a test has left. Its children end with `bin/run`, some of them during the
        search for them."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        end_all(self.living, by=[psutil.Process.kill])

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Kill a process of the house, and keep the supervisor from restarting it in the block."""
        supervisor, pid = self.pid_of("supervisor"), self.pid_of(name)
        assert supervisor is not None
        assert pid is not None
        os.kill(supervisor, signal.SIGSTOP)
        try:
            os.kill(pid, signal.SIGKILL)
            yield
        finally:
            os.kill(supervisor, signal.SIGCONT)
