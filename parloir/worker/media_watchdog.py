"""Restarts the media server if it does not confirm that a visit's picture and sound have stopped.

A restart ends everything that the server still transmits. All other visits lose their media too,
for some seconds. So it is the last resort: the server does not answer, and a visit whose room was
never confirmed to be closed has been over for ten seconds.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from parloir.threads import in_thread
from parloir.visits.rooms import note_media_restart

PATIENCE = timedelta(seconds=10)
NOT_AGAIN_WITHIN = timedelta(seconds=60)
COMMAND_SECONDS = 20.0

log = logging.getLogger(__name__)


class MediaWatchdog:
    """Runs `command` to restart the media server (`PARLOIR_MEDIA_RESTART`).

    An empty command disables the watchdog.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._done_at: datetime | None = None

    async def check(self, *, is_media_up: bool, now: datetime) -> bool:
        """Restart the media server if necessary. Called every second.

        Returns whether the command was run.
        """
        was_just_done = self._done_at is not None and now < self._done_at + NOT_AGAIN_WITHIN
        if is_media_up or not self._command or was_just_done:
            return False
        if not await in_thread(note_media_restart, ended_before=now - PATIENCE, now=now):
            return False
        self._done_at = now
        log.error("The media server is restarted: it has not confirmed that a visit is silent")
        await self._run()
        return True

    async def _run(self) -> None:
        try:
            process = await asyncio.create_subprocess_exec(*self._command)
            async with asyncio.timeout(COMMAND_SECONDS):
                status = await process.wait()
        except (OSError, TimeoutError) as error:
            log.error("The media server could not be restarted: %s", type(error).__name__)
            return
        if status:
            log.error("The command that restarts the media server ended with %d", status)
