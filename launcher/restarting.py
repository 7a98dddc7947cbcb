"""Ends a process of an instance, which its supervisor then starts anew.

python -m launcher.restarting RECORDS NAME
"""

import os
import signal
import sys
from pathlib import Path

from launcher.reaping import recorded_pid


def restart(records: Path, name: str) -> bool:
    """At once, without a word: it is asked for where a process no longer listens. False where
    no such process lives.
    """
    pid = recorded_pid(records / f"{name}.json")
    if pid is None:
        return False
    os.kill(pid, signal.SIGKILL)
    return True


if __name__ == "__main__":
    sys.exit(0 if restart(Path(sys.argv[1]), sys.argv[2]) else 1)
