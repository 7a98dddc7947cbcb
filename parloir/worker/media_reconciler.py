"""Makes the media server agree with the database.

The rows are the desired state. At every committed change of a visit, the reconciler opens and
closes rooms immediately. Once a second it also compares all rooms with the rows and repairs the
differences, so that a terminated visit stays terminated after a crash of any process. It needs no
other session's handle: a room's secret is enough to close it and to remove its participants.
"""

import asyncio
import contextlib
import logging
from datetime import datetime

from parloir.media.errors import MediaError, MediaServerUnavailable, RoomGone
from parloir.media.protocol import MediaServer
from parloir.media_node.muting import apply_mute
from parloir.threads import in_thread
from parloir.trials.operations import note_trial_closed, trials_to_close
from parloir.visits import rooms
from parloir.visits.legs import close_legs_of_ended_sign_ins
from parloir.visits.models import Visit
from parloir.visits.muting import legs_to_mute

log = logging.getLogger(__name__)


class MediaReconciler:
    def __init__(self, server: MediaServer) -> None:
        self._server = server
        self.is_media_up = False

    async def apply_changes(self, *, now: datetime) -> bool:
        """Close the rooms of ended visits, then mute, then open rooms: media stops first.

        Returns whether nothing is left to be tried again.
        """
        try:
            ended = await in_thread(rooms.visits_with_room_to_close)
            are_closed = [await self._close(visit, now=now) for visit in ended]
            is_muted = await self._sync_muting(now=now)
            for visit in await in_thread(rooms.visits_without_room):
                await self._open(visit, now=now)
        except MediaServerUnavailable:
            await self._note_media_lost(now=now)
            return False
        return all(are_closed) and is_muted

    async def compare_and_repair(self, *, now: datetime) -> None:
        """Compare all rooms, participants and muted legs with the rows, and repair differences."""
        try:
            there = await self._server.rooms()
            wanted = await in_thread(rooms.open_rooms)
            for room_id in wanted.keys() - there:
                await self._open(wanted[room_id], now=now)
            if left_over := there - wanted.keys():
                for visit in await in_thread(rooms.rooms_of_ended_visits, left_over):
                    await self._close(visit, now=now)
            if wanted:
                await in_thread(close_legs_of_ended_sign_ins, now=now)
                await self._remove_intruders([wanted[one] for one in wanted.keys() & there])
                await self._sync_muting(now=now)
            await self._close_trials(now=now)
        except MediaServerUnavailable:
            await self._note_media_lost(now=now)
        else:
            is_marked = any(visit.trouble_since for visit in wanted.values())
            if is_marked or not self.is_media_up:
                await self._note_media_back(now=now)

    async def _open(self, visit: Visit, *, now: datetime) -> None:
        await self._server.open_room(rooms.room_spec(visit))
        await in_thread(rooms.note_room_opened, visit=visit, now=now)

    async def _close(self, visit: Visit, *, now: datetime) -> bool:
        """Close the visit's room, and return whether the media server has done so."""
        try:
            await self._server.close_room(room_id=visit.room_id, secret=visit.room_secret)
        except MediaServerUnavailable:
            raise
        except MediaError as error:
            log.error("Room of visit %s: %s", visit.public_id, type(error).__name__)
            return False
        await in_thread(rooms.note_room_closed, visit=visit, now=now)
        return True

    async def _close_trials(self, *, now: datetime) -> None:
        """Close the rooms of trials whose process has not closed them in time."""
        for trial in await in_thread(trials_to_close, now=now):
            await self._server.close_room(room_id=trial.room_id, secret=trial.room_secret)
            await in_thread(note_trial_closed, trial=trial, now=now)

    async def _sync_muting(self, *, now: datetime) -> bool:
        """Mute what is to be muted, and unmute what no longer is. Returns whether all of it is
        done."""
        is_done = True
        for leg in await in_thread(legs_to_mute):
            try:
                await apply_mute(self._server, leg, now=now)
            except MediaServerUnavailable:
                raise
            except MediaError as error:  # its room or feed has gone; the next leg starts muted
                log.info("Leg %s of visit %s: %s", leg.pk, leg.visit_id, type(error).__name__)
                is_done = False
        return is_done

    async def _remove_intruders(self, visits: list[Visit]) -> None:
        """Remove participants without an open leg's row.

        Rows are committed before their participants join, so they are read after the participants.
        """
        present = await asyncio.gather(*(self._feeds_in(visit) for visit in visits))
        allowed = await in_thread(rooms.feeds_allowed, visits)
        for visit, feeds in zip(visits, present, strict=True):
            for feed_id in feeds:
                if (visit.pk, feed_id) in allowed:
                    continue
                with contextlib.suppress(RoomGone):
                    await self._server.remove(
                        room_id=visit.room_id, secret=visit.room_secret, feed_id=feed_id
                    )

    async def _feeds_in(self, visit: Visit) -> list[int]:
        try:
            present = await self._server.participants(room_id=visit.room_id)
        except RoomGone:
            return []
        return [one.feed_id for one in present]

    async def _note_media_lost(self, *, now: datetime) -> None:
        if self.is_media_up:
            log.warning("The media server does not answer")
        self.is_media_up = False
        await in_thread(rooms.note_media_trouble, now=now)

    async def _note_media_back(self, *, now: datetime) -> None:
        if not self.is_media_up:
            log.info("The media server answers")
        self.is_media_up = True
        await in_thread(rooms.note_media_is_back, now=now)
