"""A media server without media, for tests of the layers above. It passes the same contract tests.

A party's media is connected as soon as the descriptions are exchanged, since there is no network.
`go_down` simulates a crash that loses everything, and `come_back` the restart.
"""

from dataclasses import dataclass, field

from parloir.media.errors import (
    FeedGone,
    FeedTaken,
    MediaServerUnavailable,
    NotAllowed,
    RoomGone,
)
from parloir.media.events import FeedPublished, RemovedFromRoom, RoomClosed
from parloir.media.fake_leg import FakeLeg
from parloir.media.protocol import LegSpec, Participant, RoomSpec


@dataclass(slots=True)
class _Room:
    spec: RoomSpec
    parties: dict[int, FakeLeg] = field(default_factory=dict)


class FakeMediaServer:
    def __init__(self) -> None:
        self._rooms: dict[int, _Room] = {}
        self._legs: dict[int, FakeLeg] = {}
        self._down = False

    # Driving it from a test

    def go_down(self) -> None:
        self._down = True
        for leg in list(self._legs.values()):
            leg.lose("the connection to the media server broke")
        self._legs.clear()
        self._rooms.clear()

    def come_back(self) -> None:
        self._down = False

    # Rooms

    async def ping(self, *, within: float = 1.0) -> None:
        self._must_be_up()

    async def open_room(self, spec: RoomSpec) -> None:
        self._must_be_up()
        self._rooms.setdefault(spec.room_id, _Room(spec))

    async def close_room(self, *, room_id: int, secret: str) -> None:
        self._must_be_up()
        if room_id not in self._rooms:
            return
        room = self._ruled(room_id, secret)
        del self._rooms[room_id]
        for leg in list(room.parties.values()):
            leg.leave(RoomClosed())

    async def rooms(self) -> frozenset[int]:
        self._must_be_up()
        return frozenset(self._rooms)

    async def participants(self, *, room_id: int) -> tuple[Participant, ...]:
        self._must_be_up()
        parties = self.room(room_id).parties.items()
        return tuple(Participant(feed_id, bool(leg.streams)) for feed_id, leg in parties)

    async def remove(self, *, room_id: int, secret: str, feed_id: int) -> None:
        self._must_be_up()
        leg = self._ruled(room_id, secret).parties.get(feed_id)
        if leg is not None:
            leg.leave(RemovedFromRoom())

    async def mute(self, *, room_id: int, secret: str, feed_id: int, mid: str, muted: bool) -> None:
        self._must_be_up()
        leg = self._ruled(room_id, secret).parties.get(feed_id)
        if leg is None or mid not in (stream.mid for stream in leg.streams):
            raise FeedGone("no such stream")
        leg.muted = leg.muted | {mid} if muted else leg.muted - {mid}

    # Legs

    async def open_leg(self, spec: LegSpec) -> FakeLeg:
        self._must_be_up()
        await self.discard_leg(session_id=spec.session_id)
        room = self.room(spec.room_id)
        if room.spec.pin != spec.pin:
            raise NotAllowed("wrong pin")
        if spec.feed_id in room.parties:
            raise FeedTaken("the feed id is in use")
        leg = FakeLeg(self, spec)
        for feed_id, other in room.parties.items():
            if other.streams:
                leg.emit(FeedPublished(feed_id, other.streams))
        room.parties[spec.feed_id] = leg
        self._legs[spec.session_id] = leg
        return leg

    async def discard_leg(self, *, session_id: int) -> None:
        self._must_be_up()
        leg = self._legs.get(session_id)
        if leg is not None:
            leg.lose("the session was ended")

    async def close(self) -> None:
        for leg in list(self._legs.values()):
            await leg.close()

    # For its legs

    def room(self, room_id: int) -> _Room:
        if room_id not in self._rooms:
            raise RoomGone("no such room")
        return self._rooms[room_id]

    def others(self, leg: FakeLeg) -> list[FakeLeg]:
        room = self._rooms.get(leg.spec.room_id)
        return [] if room is None else [each for each in room.parties.values() if each is not leg]

    def forget(self, leg: FakeLeg) -> None:
        """Out of its room, and out of the sessions where the leg itself is over."""
        room = self._rooms.get(leg.spec.room_id)
        if room is not None and room.parties.get(leg.spec.feed_id) is leg:
            del room.parties[leg.spec.feed_id]
        if leg.over and self._legs.get(leg.spec.session_id) is leg:
            del self._legs[leg.spec.session_id]

    # Private

    def _must_be_up(self) -> None:
        if self._down:
            raise MediaServerUnavailable("no connection to the media server")

    def _ruled(self, room_id: int, secret: str) -> _Room:
        room = self.room(room_id)
        if room.spec.secret != secret:
            raise NotAllowed("wrong secret")
        return room
