"""Become one supervised process: bind it to the supervisor's life, record it, run its command.

    python -S -m launcher.child NAME RECORDS PARENT whole|bare COMMAND…

`bare` passes on only the environment that any program needs: Janus and the mailbox must not
have the mail password. Starts in some 20 ms.
"""

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path
from typing import NoReturn

from launcher.reaping import record_process

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
NEEDED_BY_ANY = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ")


def main(arguments: list[str]) -> NoReturn:
    name, records, parent, environment, *command = arguments
    die_with_parent()
    if os.getppid() != int(parent):
        # The supervisor was killed before the line above: nothing would ever end this process.
        sys.exit(1)
    _allow_all_open_files()
    record_process(Path(records), name, os.getpid())
    kept = dict(os.environ)
    if environment == "bare":
        kept = {key: value for key, value in kept.items() if key in NEEDED_BY_ANY}
    os.execvpe(command[0], command, kept)


def die_with_parent() -> None:
    """Let the kernel send TERM when the process that started this one ends, for any reason."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def adopt_orphans() -> None:
    """Let each descendant whose parent ends become a child of this process."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _allow_all_open_files() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    main(sys.argv[1:])
