"""How much processor time a command has used with all that it started.

    python -m launcher.processor_time COMMAND…

The kernel adds a process's time to its parent's when the parent has waited for it. What has lost
its parent (a browser's helpers) would be added to nobody's: here it becomes a child of this
process, which waits for everything until the command itself has ended. So whoever waits for this
process has the time of all of them.
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
    """User and system time of this process and of all its descendants that were waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def run(command: list[str]) -> int:
    """Returns the command's status, as a shell would have it.

    Ctrl-C on a terminal reaches the command by itself, so it is ignored here. TERM is passed on as
    the same request to stop.
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
            _wait_for_what_has_ended()
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


def _wait_for_what_has_ended() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        pass


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
