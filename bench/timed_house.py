"""`bin/run` as somebody types it, with a stop-watch beside it."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from bench.figures import MeasurementFailed

ROOT = Path(__file__).resolve().parents[1]
READY = "Parloir is ready at"
LAST_LINES = 12


class TimedHouse:
    """Runs from `with` to its end. `seconds_to_ready` counts from typing the command."""

    def __init__(
        self,
        *,
        data: Path,
        port: int,
        root: Path = ROOT,
        environment: Mapping[str, str] | None = None,
        patience_s: float = 120,
    ) -> None:
        self._command = [str(root / "bin" / "run"), "--data", str(data), "--port", str(port)]
        self._environment = {**os.environ, **(environment or {})}
        self._patience_s = patience_s
        self._process: subprocess.Popen[str] | None = None
        self.data = data
        self.port = port
        self.said: list[str] = []
        self.seconds_to_ready = 0.0

    def __enter__(self) -> Self:
        began = time.monotonic()
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            self._wait_until_ready(began + self._patience_s)
        except BaseException:
            self.stop()
            raise
        self.seconds_to_ready = time.monotonic() - began
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def supervisor(self) -> psutil.Process:
        """`bin/run` becomes the supervisor, under the same process id."""
        return psutil.Process(self._running.pid)

    def stop(self) -> None:
        """As Ctrl-C or TERM does it; returns when everything has ended."""
        process = self._running
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=10)
                raise MeasurementFailed("the house did not end when it was told to") from None
        if process.stdout is not None:
            process.stdout.close()

    @property
    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None:
            raise MeasurementFailed("the house was not started")
        return self._process

    def _wait_until_ready(self, deadline: float) -> None:
        output = self._running.stdout
        assert output is not None
        # A set-up step may be silent for minutes: the deadline is looked at with each line, and
        # set-up's own programs have time limits of their own.
        for line in output:
            self.said.append(line.rstrip())
            if line.startswith(READY):
                return
            if time.monotonic() > deadline:
                break
        told = "\n".join(f"    {line}" for line in self.said[-LAST_LINES:])
        raise MeasurementFailed(f"the house did not become ready. It said:\n{told}")
