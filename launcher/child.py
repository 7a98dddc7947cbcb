"""Becomes one supervised process: tied to the supervisor's life, recorded, then replaced.

    python -S -m launcher.child NAME RECORDS PARENT whole|bare COMMAND…

`bare` passes on only what any program needs of the environment: Janus and the mailbox have no
business with a mail password. Starts in some 20 ms.
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
        # The supervisor was killed before the line above: nobody would ever end this one.
        sys.exit(1)
    _allow_all_open_files()
    record_process(Path(records), name, os.getpid())
    kept = dict(os.environ)
    if environment == "bare":
        kept = {key: value for key, value in kept.items() if key in NEEDED_BY_ANY}
    os.execvpe(command[0], command, kept)


def die_with_parent() -> None:
    """The kernel sends TERM when the process that started this one ends, however it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def adopt_orphans() -> None:
    """From now on a descendant whose parent ends becomes a child of this process."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _allow_all_open_files() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    main(sys.argv[1:])
