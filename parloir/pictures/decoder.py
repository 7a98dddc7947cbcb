"""Let pictures from strangers be decoded by one helper process, and by nothing else.

The helper is started with the first picture, ends after a minute without one, and is started again
after it has died or was ended because a picture took too long. That picture is refused.
"""

import itertools
import logging
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parloir.pictures.found_barcodes import FoundBarcodes
from parloir.pictures.frames import BrokenFrame, read_frame, write_frame
from parloir.pictures.refusals import ImageRefused

ROOT = Path(__file__).resolve().parents[2]
SECONDS_FOR_A_PICTURE = 30.0
SECONDS_WITHOUT_WORK = 60.0
# Each holds a picture of at most ten megabytes in memory.
MOST_WAITING = 12

_log = logging.getLogger(__name__)
_Result = tuple[dict[str, Any], bytes]


def clean(content: bytes, *, shortest_side: int, is_urgent: bool = False) -> bytes:
    """Do what `decoding.clean` describes. Raises ImageRefused.

    What is urgent comes before everything that waits.
    """
    job = {"do": "clean", "shortest_side": shortest_side}
    _, jpeg = _decoder().ask(job, content, is_urgent=is_urgent)
    return jpeg


def read_barcodes(jpeg: bytes) -> FoundBarcodes:
    """Do what `barcode_reading.read_barcodes` describes. Raises ImageRefused."""
    found, _ = _decoder().ask({"do": "barcodes"}, jpeg)
    return FoundBarcodes(
        texts=tuple(str(text) for text in found.get("texts", ())),
        is_one_unreadable=found.get("is_one_unreadable") is True,
    )


@dataclass(slots=True, order=True)
class _Job:
    place: tuple[bool, int]
    head: dict[str, Any] = field(compare=False)
    content: bytes = field(compare=False)
    result: "Future[_Result]" = field(default_factory=Future, compare=False)


class Decoder:
    """One helper at a time, which one thread of this process looks after.

    The thread lives as long as the process: the kernel ends the helper with the thread that has
    started it.
    """

    def __init__(
        self,
        *,
        seconds: float = SECONDS_FOR_A_PICTURE,
        most_waiting: int = MOST_WAITING,
        seconds_without_work: float = SECONDS_WITHOUT_WORK,
        start: "Callable[[], subprocess.Popen[bytes]] | None" = None,
    ) -> None:
        self._seconds, self._seconds_without_work = seconds, seconds_without_work
        self._start = start or start_helper
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue(most_waiting)
        self._numbers = itertools.count()
        self.helper: subprocess.Popen[bytes] | None = None
        threading.Thread(target=self._work, name="pictures", daemon=True).start()

    def ask(self, head: dict[str, Any], content: bytes, *, is_urgent: bool = False) -> _Result:
        """Return the helper's result. Raises ImageRefused."""
        job = _Job((not is_urgent, next(self._numbers)), head, content)
        try:
            self._jobs.put_nowait(job)
        except queue.Full as error:
            raise ImageRefused(ImageRefused.Reason.TOO_MANY_WAITING) from error
        answer, payload = job.result.result()
        if "refused" in answer:
            raise ImageRefused(_reason(answer["refused"]))
        return answer, payload

    # Private

    def _work(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=self._seconds_without_work)
            except queue.Empty:
                self._end()
                continue
            try:
                job.result.set_result(self._done(job))
            except Exception as error:
                job.result.set_exception(error)

    def _done(self, job: _Job) -> _Result:
        helper = self._living_helper()
        assert helper.stdin is not None and helper.stdout is not None  # noqa: S101 - pipes
        patience = threading.Timer(self._seconds, helper.kill)
        patience.start()
        try:
            write_frame(helper.stdin, job.head, job.content)
            result = read_frame(helper.stdout)
        except (OSError, BrokenFrame):
            result = None
        finally:
            patience.cancel()
        if result is None:
            status = self._end()
            _log.warning("The decoder of pictures ended with status %s at a picture.", status)
            raise ImageRefused(ImageRefused.Reason.NOT_DECODED)
        return result

    def _living_helper(self) -> "subprocess.Popen[bytes]":
        if self.helper is None or self.helper.poll() is not None:
            self._end()
            try:
                self.helper = self._start()
            except OSError as error:
                _log.exception("The decoder of pictures could not be started.")
                raise ImageRefused(ImageRefused.Reason.NOT_DECODED) from error
        return self.helper

    def _end(self) -> int | None:
        """End the helper if there is one, and return its status (minus the signal's number)."""
        helper, self.helper = self.helper, None
        if helper is None:
            return None
        helper.kill()
        with suppress(OSError), helper:  # closes the pipes and waits
            pass
        return helper.returncode


def start_helper() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "parloir.pictures.helper", str(os.getpid())],
        cwd=ROOT,
        env={"LANG": "C.UTF-8"},  # no secret of ours
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _reason(word: object) -> ImageRefused.Reason:
    try:
        return ImageRefused.Reason(str(word))
    except ValueError:
        return ImageRefused.Reason.NOT_DECODED


_the_decoder: Decoder | None = None
_making_it = threading.Lock()


def _decoder() -> Decoder:
    global _the_decoder
    with _making_it:
        if _the_decoder is None:
            _the_decoder = Decoder()
        return _the_decoder


def _forget_the_parents() -> None:
    """In a forked process: its helper and thread are those of the parent."""
    global _the_decoder, _making_it
    _the_decoder, _making_it = None, threading.Lock()


os.register_at_fork(after_in_child=_forget_the_parents)
