"""The bell of a SQLite database: a file beside it, touched after each commit that others wait for.

PostgreSQL has NOTIFY. SQLite has nothing like it, and asking it a hundred times a second whether
something was committed was a fifth of what an idle worker computed. The kernel (inotify) wakes
those who wait for the file instead. A process that is killed between its commit and the bell leaves
it unrung, so followers also look by themselves.
"""

import asyncio
import contextlib
import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from asyncinotify import Inotify, Mask

POLL_SECONDS = 0.010

log = logging.getLogger(__name__)


def bell_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-bell")


def ring(bell: Path) -> None:
    """Wake everybody who waits for it. Called after the commit, so that they see what is new.

    Raises nothing: a follower that does not hear it looks by itself.
    """
    try:
        os.utime(bell)
    except FileNotFoundError:
        return  # nobody has ever listened
    except OSError as error:
        log.warning("A commit was announced to nobody: %s", error.strerror)


class Listener:
    """Somebody who waits for the bell, or who asks again and again where the kernel refuses."""

    def __init__(self, inotify: Inotify | None) -> None:
        self._inotify = inotify

    async def wait(self, *, at_most: float) -> bool:
        """Wait until it rings. Returns whether it did, within `at_most` seconds.

        It keeps ringing for those who are not waiting: what rang meanwhile ends the next wait.
        """
        if self._inotify is None:
            await asyncio.sleep(min(POLL_SECONDS, at_most))
            return True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                event = await self._inotify.get()
                if Mask.IGNORED in event.mask:
                    raise FileNotFoundError("the bell is gone")
                return True
        return False


@contextmanager
def listening_to(bell: Path) -> Iterator[Listener]:
    """Listen in the running loop from now on."""
    bell.touch(mode=0o600)
    with ExitStack() as stack:
        try:
            inotify = stack.enter_context(Inotify())
            inotify.add_watch(bell, Mask.ATTRIB)
            listener = Listener(inotify)
        except OSError as error:  # an account may have 128 of these at most, unless it is changed
            log.warning("The kernel announces no commits (%s): they are polled", error.strerror)
            listener = Listener(None)
        yield listener
