"""What one web process measures of one party: how long sound and picture arrived from it and could
reach it, by half-minutes, and what interrupted it. Kept in memory until it is written. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from parloir.ledger.account import Cause, Interrupted, Measured, Source
from parloir.ledger.half_minutes import half_minute_of, half_minutes_in, milliseconds
from parloir.media.events import (
    Direction,
    Kind,
    LegEvent,
    LegLost,
    MediaFlow,
    MediaStopped,
    MediaUp,
    RemovedFromRoom,
    RoomClosed,
    SlowLink,
)
from parloir.scheduling.intervals import Interval

LONGEST_STEP = timedelta(hours=4)
"""Of a longer step nothing is measured: somebody set the clock."""

MOST_INTERRUPTED = 20
"""As many interruptions are noted between two readings."""

MOST_LOST = 1_000_000
"""As many packets as are believed to be lost in a half-minute."""


@dataclass(slots=True)
class HalfMinute:
    """What was measured in one half-minute, and how many packets were lost on either way."""

    measured: Measured = field(default_factory=Measured)
    sent_lost: int = 0
    received_lost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a meter has measured since it was read last.

    The page came at `came_at`. With `resumed_at`, all interruptions that began before it are over.
    """

    half_minutes: Mapping[datetime, HalfMinute]
    interrupted: tuple[Interrupted, ...]
    came_at: datetime | None
    resumed_at: datetime | None
    connected_at: datetime | None


class Meter:
    """Measures one party from `at` on. Every moment is passed in, in order."""

    def __init__(self, *, at: datetime) -> None:
        self._at = at
        self._flowing: set[tuple[Kind, str, int]] = set()
        self._receives = False
        self._sends_sign = self._sends_silence = False
        self._half_minutes: dict[datetime, HalfMinute] = defaultdict(HalfMinute)
        self._interrupted: list[Interrupted] = []
        self._came_at: datetime | None = at
        self._resumed_at: datetime | None = None
        self._connected_at: datetime | None = None

    def note(self, event: LegEvent, *, at: datetime) -> None:
        """Note what the media server told about the party's leg."""
        self._advance(at)
        match event:
            case MediaUp(direction=Direction.SUBSCRIBE):
                self._receives = True
                self._connected_at = self._connected_at or at
            case MediaUp():
                self._resume(at)
            case MediaFlow():
                self._note_flow(event, at)
            case SlowLink():
                self._note_lost(event, at)
            case MediaStopped():
                self._stop(event.direction)
                self._interrupt(Cause.LINK_LOST, Source.MEDIA_SERVER, at)
            case RemovedFromRoom():
                self.note_leg_closed(at=at)
                self._interrupt(Cause.REMOVED, Source.MEDIA_SERVER, at)
            case LegLost() | RoomClosed():
                self.note_leg_closed(at=at)
                self._interrupt(Cause.MEDIA_LOST, Source.PROCESS, at)
            case _:
                pass  # what others do in the room

    def note_leg_closed(self, *, at: datetime) -> None:
        self._advance(at)
        self._flowing.clear()
        self._receives = self._sends_sign = self._sends_silence = False

    def note_stand_ins(self, *, sign: bool, silence: bool, at: datetime) -> None:
        """Note whether a sign takes the camera's place, and silence that of the microphone."""
        self._advance(at)
        self._sends_sign, self._sends_silence = sign, silence

    def note_page_left(self, *, at: datetime) -> None:
        self.note_leg_closed(at=at)
        self._interrupt(Cause.PAGE_LEFT, Source.PROCESS, at)

    def take(self, *, at: datetime) -> Taken:
        """Return what was measured until now, and forget it."""
        self._advance(at)
        taken = Taken(
            half_minutes=dict(self._half_minutes),
            interrupted=tuple(self._interrupted),
            came_at=self._came_at,
            resumed_at=self._resumed_at,
            connected_at=self._connected_at,
        )
        self._half_minutes.clear()
        self._interrupted.clear()
        self._came_at = self._resumed_at = self._connected_at = None
        return taken

    # Private

    def _advance(self, at: datetime) -> None:
        step, since = at - self._at, self._at
        self._at = at
        if not timedelta(0) < step <= LONGEST_STEP:
            return
        for part in half_minutes_in(Interval(since, at)):
            half_minute = self._half_minutes[half_minute_of(part.starts_at)]
            half_minute.measured = self._longer(half_minute.measured, milliseconds(part.duration))

    def _longer(self, measured: Measured, ms: int) -> Measured:
        reached = ms if self._receives else 0
        sound = ms if self._flows("audio") and not self._sends_silence else 0
        picture = ms if self._flows("video") and not self._sends_sign else 0
        return Measured(
            sent_sound_ms=measured.sent_sound_ms + sound,
            sent_picture_ms=measured.sent_picture_ms + picture,
            received_sound_ms=measured.received_sound_ms + reached,
            received_picture_ms=measured.received_picture_ms + reached,
        )

    def _note_flow(self, event: MediaFlow, at: datetime) -> None:
        """Note which layers flow; a picture does as long as one of its layers does.

        A page sends sound even while its microphone is off. So if nothing arrives any more, it is
        the connection that was lost, whether it comes back by itself, by another way or never.
        """
        layer, flowed = (event.kind, event.mid, event.substream), bool(self._flowing)
        if event.flowing:
            self._flowing.add(layer)
        else:
            self._flowing.discard(layer)
        if flowed and not self._flowing:
            self._interrupt(Cause.LINK_LOST, Source.MEDIA_SERVER, at)
        elif self._flowing and not flowed:
            self._resume(at)

    def _flows(self, wanted: Kind) -> bool:
        return any(kind == wanted for kind, _, _ in self._flowing)

    def _stop(self, direction: Direction) -> None:
        if direction is Direction.SUBSCRIBE:
            self._receives = False
        else:
            self._flowing.clear()

    def _interrupt(self, cause: Cause, source: Source, at: datetime) -> None:
        lasts = any(one.cause == cause and one.to_at is None for one in self._interrupted)
        if not lasts and len(self._interrupted) < MOST_INTERRUPTED:
            self._interrupted.append(Interrupted(cause=cause, source=source, from_at=at))

    def _resume(self, at: datetime) -> None:
        """End the interruptions. One that began since the last reading is kept with its end."""
        self._resumed_at = at
        self._interrupted = [
            one if one.to_at else replace(one, to_at=max(at, one.from_at))
            for one in self._interrupted
        ]

    def _note_lost(self, event: SlowLink, at: datetime) -> None:
        half_minute = self._half_minutes[half_minute_of(at)]
        lost = min(max(0, event.lost), MOST_LOST)
        if event.uplink:
            half_minute.sent_lost = min(half_minute.sent_lost + lost, MOST_LOST)
        else:
            half_minute.received_lost = min(half_minute.received_lost + lost, MOST_LOST)
