"""Access is ended, but the media server does not say that picture and sound stopped: in the end the
process itself is restarted, which ends whatever it still passes on.

All other visits lose their media with it and have it back within seconds, so this waits until
nothing else has helped: the server answers nobody, and a visit has been over for ten seconds
whose room was never confirmed to be closed.
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


class LastResort:
    """`command` restarts the media server (`PARLOIR_MEDIA_RESTART`); empty, nothing is done."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._done_at: datetime | None = None

    async def consider(self, *, media_is_there: bool, now: datetime) -> bool:
        """Called every second. True where the command was run."""
        was_just_done = self._done_at is not None and now < self._done_at + NOT_AGAIN_WITHIN
        if media_is_there or not self._command or was_just_done:
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
