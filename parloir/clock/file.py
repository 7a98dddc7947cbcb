"""The file that shifts the demo's clock: seconds, as text, renamed into place."""

import errno
import logging
import os
import re
import stat
from datetime import timedelta
from pathlib import Path
from threading import Lock

# Ten years: far enough for every rule, near enough for every calendar.
FARTHEST = timedelta(days=3653)
MOST_BYTES = 64
_SECONDS = re.compile(rb"[+-]?[0-9]{1,12}")

# Values that change with the file, or with its permissions.
_Identity = tuple[int, int, int, int, int]

log = logging.getLogger(__name__)


class ClockFileRefused(Exception):
    """The file does not count. The message says why, for the log."""


class ClockFile:
    """Keeps the last valid content. A refused file changes nothing, and is logged once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: _Identity | None = None
        self._offset: timedelta | None = None
        self._looking = Lock()

    def offset(self) -> timedelta | None:
        """Return the offset, or None if there is no file."""
        if self._identity() != self._seen:
            with self._looking:
                self._look()
        return self._offset

    def _identity(self) -> _Identity | None:
        try:
            return _identity_in(os.lstat(self._path))
        except FileNotFoundError:
            return None

    def _look(self) -> None:
        seen = self._identity()
        if seen == self._seen:  # another thread was faster
            return
        try:
            seen, self._offset = _read(self._path)
        except FileNotFoundError:
            seen, self._offset = None, None
        except ClockFileRefused as refused:
            log.warning("%s is ignored: %s", self._path, refused)
        else:
            log.info("The demo's clock is moved by %d s", self._offset.total_seconds())
        self._seen = seen


def _read(path: Path) -> tuple[_Identity, timedelta]:
    """Return the offset. Raises `ClockFileRefused`, or `FileNotFoundError` if the file is gone."""
    try:
        # A pipe must not keep the caller waiting for somebody to write.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        is_link = error.errno == errno.ELOOP
        raise ClockFileRefused(
            "it is a symbolic link" if is_link else f"it cannot be opened ({error.strerror})"
        ) from error
    try:
        about = os.fstat(descriptor)
        _must_be_ours_alone(about)
        text = os.read(descriptor, MOST_BYTES)
    finally:
        os.close(descriptor)
    return _identity_in(about), _offset_in(text)


def _must_be_ours_alone(about: os.stat_result) -> None:
    if not stat.S_ISREG(about.st_mode):
        raise ClockFileRefused("it is not a regular file")
    if about.st_uid != os.geteuid():
        raise ClockFileRefused("it belongs to another account")
    if stat.S_IMODE(about.st_mode) & 0o077:
        raise ClockFileRefused("other accounts have rights to it; its mode has to be 0600")


def _offset_in(text: bytes) -> timedelta:
    if not _SECONDS.fullmatch(text.strip()):
        raise ClockFileRefused("it holds no whole number of seconds")
    offset = timedelta(seconds=int(text))
    if abs(offset) > FARTHEST:
        raise ClockFileRefused("it moves the clock by more than ten years")
    return offset


def _identity_in(about: os.stat_result) -> _Identity:
    # A change of owner or mode changes the third.
    return (about.st_dev, about.st_ino, about.st_ctime_ns, about.st_mtime_ns, about.st_size)
