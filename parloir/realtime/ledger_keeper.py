"""Measures every party that this process serves, and writes it down every half-minute (ADR 67).

It belongs to the event loop. What a killed process had not written is not written: at most a
half-minute, which the ledger counts as lost to the system.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from parloir.clock import current_time
from parloir.ledger.account import Measured
from parloir.ledger.half_minutes import HALF_MINUTE, half_minute_of
from parloir.ledger.meter import Meter
from parloir.ledger.recording import PartyRecord, Told, write_records
from parloir.media.events import LegEvent, MediaFlow, MediaUp
from parloir.protocol.media import MediaStats
from parloir.threads import in_thread
from parloir.visits.legs import SentDevices
from parloir.visits.models import Admission, DeviceState
from parloir.visits.states import AdmissionState

TOLD_EVERY = timedelta(seconds=20)
"""A browser tells every 30 seconds. What comes earlier than this is ignored."""

MOST_UNWRITTEN = 2000
"""As many records are kept while the database cannot be written."""

Key = tuple[int, str]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Kept:
    """A party, its meter, and what its browser told since it was last written."""

    key: Key
    meter: Meter
    connection: str = ""
    is_live: bool = False
    told: dict[datetime, Told] = field(default_factory=dict)
    heard_at: datetime | None = None
    first_frame_at: datetime | None = None

    def record(self, *, at: datetime) -> PartyRecord:
        """Return what is to be written. Before the visit is live, nothing is measured yet."""
        taken = self.meter.take(at=at)
        if not self.is_live:
            taken = replace(taken, half_minutes={})
        told, self.told = self.told, {}
        first_frame_at, self.first_frame_at = self.first_frame_at, None
        return PartyRecord(
            visit=self.key[0],
            side=self.key[1],
            taken=taken,
            told=told,
            first_frame_at=first_frame_at,
        )


class LedgerKeeper:
    def __init__(self) -> None:
        self._parties: dict[Key, _Kept] = {}
        self._of_connection: dict[str, Key] = {}
        self._unwritten: list[PartyRecord] = []
        self._wake = asyncio.Event()

    async def keep(self) -> None:
        """Write every half-minute, and when a party has gone, until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HALF_MINUTE.total_seconds()):
                    await self._wake.wait()
            self._wake.clear()
            await self.write()

    async def write(self) -> None:
        """Write all that was measured. What cannot be written is tried again the next time."""
        now = current_time()
        self._unwritten += [kept.record(at=now) for kept in self._parties.values()]
        records, self._unwritten = self._unwritten, []
        if not records:
            return
        try:
            await in_thread(write_records, records)
        except Exception:
            log.exception("What was measured of %d parties is written later", len(records))
            self._unwritten = (records + self._unwritten)[-MOST_UNWRITTEN:]

    # Pages

    def follow(self, *, connection: str, admission: Admission | None) -> None:
        """Measure the party whose page has this connection, or nobody."""
        if admission is None or admission.state == AdmissionState.LEFT:
            self._finish(connection)
            return
        kept = self._party(admission.visit_id, admission.side)
        kept.connection, kept.is_live = connection, admission.visit.is_live
        self._of_connection[connection] = kept.key

    def page_left(self, *, connection: str) -> None:
        kept = self._of(connection)
        if kept is not None:
            kept.meter.note_page_left(at=current_time())
        self._finish(connection)

    # Legs

    def note_event(self, event: LegEvent, *, visit: int, side: str) -> None:
        """Note an event. A leg may be connected before its page's next screen is rendered."""
        begins = isinstance(event, MediaUp) or (isinstance(event, MediaFlow) and event.flowing)
        kept = self._party(visit, side) if begins else self._parties.get((visit, side))
        if kept is not None:
            kept.meter.note(event, at=current_time())

    def note_leg_closed(self, *, visit: int, side: str) -> None:
        kept = self._parties.get((visit, side))
        if kept is None:
            return
        kept.meter.note_leg_closed(at=current_time())
        if not kept.connection:
            del self._parties[kept.key]

    def note_devices(self, devices: SentDevices, *, visit: int, side: str) -> None:
        """A sign is no picture, and silence in the place of a microphone no sound. A microphone
        that somebody has muted is there: who listens has not left."""
        if kept := self._parties.get((visit, side)):
            kept.meter.note_stand_ins(
                sign=devices.camera != DeviceState.ON,
                silence=devices.microphone == DeviceState.NONE,
                at=current_time(),
            )

    def take(self, message: MediaStats, *, connection: str) -> None:
        """Take what a browser reports for the last half-minute, once in each half-minute."""
        kept, now = self._of(connection), current_time()
        if kept is None or not kept.is_live:
            return
        if kept.heard_at is not None and timedelta(0) <= now - kept.heard_at < TOLD_EVERY:
            return
        kept.heard_at = now
        kept.told.setdefault(half_minute_of(now - HALF_MINUTE / 2), _told(message))
        if message.first_frame_ms_ago is not None:
            kept.first_frame_at = now - timedelta(milliseconds=message.first_frame_ms_ago)

    # Private

    def _party(self, visit: int, side: str) -> _Kept:
        key = (visit, side)
        if key not in self._parties:
            self._parties[key] = _Kept(key, Meter(at=current_time()))
        return self._parties[key]

    def _of(self, connection: str) -> _Kept | None:
        """Return the party whose page has this connection, and no later one."""
        key = self._of_connection.get(connection)
        kept = self._parties.get(key) if key else None
        return kept if kept is not None and kept.connection == connection else None

    def _finish(self, connection: str) -> None:
        kept = self._of(connection)
        self._of_connection.pop(connection, None)
        if kept is not None:
            del self._parties[kept.key]
            self._unwritten.append(kept.record(at=current_time()))
            self._wake.set()


def _told(message: MediaStats) -> Told:
    return Told(
        measured=Measured(
            sent_sound_ms=message.sent_sound_ms,
            sent_picture_ms=message.sent_picture_ms,
            received_sound_ms=message.received_sound_ms,
            received_picture_ms=message.received_picture_ms,
        ),
        sent_lost=message.sent_lost,
        received_lost=message.received_lost,
        round_trip_ms=message.round_trip_ms,
        jitter_ms=message.jitter_ms,
        freezes=message.freezes,
        frozen_ms=message.frozen_ms,
        height=message.height,
    )
