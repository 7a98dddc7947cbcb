"""The process that decodes pictures: python -m parloir.pictures.helper PARENT

It reads jobs from its input and writes results to its output, one after another. Its environment
is empty, it writes no file, starts no process, and has little memory and processor time. It ends
when its parent does, however that ends.
"""

import ctypes
import os
import resource
import signal
import sys
from dataclasses import asdict
from typing import IO, Any

from PIL import Image

from parloir.pictures import barcode_reading, decoding
from parloir.pictures.frames import read_frame, write_frame
from parloir.pictures.refusals import ImageRefused

# What the interpreter and its libraries need, and one picture of 40 megapixels.
MOST_MEMORY = 420 * 1024 * 1024
CPU_SECONDS = 10
# Presses and pages come first.
NICENESS = 10
_FILES = 16
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38


def main(parent: int) -> None:
    _end_with(parent)
    _give_way()
    jobs, results = sys.stdin.buffer, sys.stdout.buffer
    while (job := read_frame(jobs)) is not None:
        _allow_cpu_seconds(CPU_SECONDS)
        _do(*job, results)


def _do(job: dict[str, Any], content: bytes, results: IO[bytes]) -> None:
    try:
        if job["do"] == "clean":
            jpeg = decoding.clean(content, shortest_side=job["shortest_side"])
            write_frame(results, {}, jpeg)
        else:
            write_frame(results, asdict(barcode_reading.read_barcodes(content)))
    except ImageRefused as refused:
        write_frame(results, {"refused": refused.reason})


def _end_with(parent: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)  # it ended before the lines above
    # A signal to the whole group (Ctrl-C, a supervisor) is for the parent, which may still need
    # this picture.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _give_way() -> None:
    Image.init()  # loads every decoder while modules can still be opened
    os.nice(NICENESS)
    for which, most in (
        (resource.RLIMIT_DATA, MOST_MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(which, (most, most))


def _allow_cpu_seconds(seconds: int) -> None:
    """Let the kernel end this process when it has used so much more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]))
