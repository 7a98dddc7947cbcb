"""Measure how much processor time a command has used, including everything that it started.

    python -m launcher.processor_time COMMAND…

The kernel adds a process's time to its parent's when the parent has waited for it. The time of a
process that has lost its parent (a browser's helper) would be lost: here it becomes a child of
this process, which waits for everything until the command itself has ended. So a program that
waits for this process gets the time of all of them.
"""

import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from types import FrameType

from launcher.child import adopt_orphans, die_with_parent


def processor_seconds() -> float:
    """Return the user and system time of this process and all its descendants waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def run(command: list[str]) -> int:
    """Run the command and return its status, as a shell would.

    Ctrl-C on a terminal reaches the command by itself, so it is ignored here. TERM is passed on
    as INT, which is the same request to stop.
    """
    adopt_orphans()
    started = subprocess.Popen(command, preexec_fn=die_with_parent)

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        with suppress(ProcessLookupError):  # it has just ended
            os.kill(started.pid, signal.SIGINT)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, ask_to_stop)
    while True:
        process, status = os.wait()
        if process == started.pid:
            _reap_ended()
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


def _reap_ended() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        pass


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
