"""The one place that reads the clock. The demo's can be set, also while it runs (ADR 5).

Only `web`, `realtime` and `worker` use it: everything below receives the time.
"""

import logging
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from parloir.clock.file import ClockFile

NAME = "clock"

log = logging.getLogger(__name__)


def current_time() -> datetime:
    return timezone.now() + clock_offset()


def machine_time() -> datetime:
    """Return the time by which sign-ins grow old: setting the demo's clock signs nobody out and
    locks no screen."""
    return timezone.now()


def clock_offset() -> timedelta:
    """Return the shift from the file `clock`, else from PARLOIR_CLOCK; 0 outside the demo.

    Each call checks the file, which takes some microseconds, so that all processes switch at the
    same moment: that of the rename.
    """
    if not settings.DEMO:
        _ignore_file_in(settings.DATA_DIR)
        return timedelta()
    said = _file_in(settings.DATA_DIR).offset()
    return settings.CLOCK_OFFSET if said is None else said


@lru_cache(maxsize=8)
def _file_in(folder: Path) -> ClockFile:
    return ClockFile(folder / NAME)


@lru_cache(maxsize=8)
def _ignore_file_in(folder: Path) -> None:
    """Log that the file is ignored, once in each process, since it is not checked again."""
    path = folder / NAME
    if path.is_symlink() or path.exists():
        log.warning("%s is ignored: it moves the clock of the demo, and this is not the demo", path)
