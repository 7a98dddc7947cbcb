"""A Janus as the media server."""

import asyncio
import contextlib
from dataclasses import dataclass, field

from parloir.media.errors import FeedGone, LegGone, MediaError, RoomGone
from parloir.media.janus import videoroom
from parloir.media.janus.control_session import ControlSession
from parloir.media.janus.leg import JanusLeg
from parloir.media.janus.replies import ROOM_EXISTS, JanusRefused, Message
from parloir.media.janus.transport import JanusConnection
from parloir.media.protocol import LegSpec, Participant, RoomSpec


@dataclass(frozen=True, slots=True)
class JanusAddress:
    """The address and secrets of a Janus. `admin_key` belongs to its VideoRoom plugin."""

    url: str
    api_secret: str = field(repr=False)
    admin_key: str = field(repr=False)


class JanusServer:
    """A `MediaServer` on Janus.

    Room requests use one control session and the room's secret. They need no leg's handle, so any
    process can close any room.
    """

    def __init__(
        self,
        address: JanusAddress,
        *,
        request_timeout: float = 5.0,
        connect_timeout: float = 2.0,
    ) -> None:
        self._admin_key = address.admin_key
        self._connection = JanusConnection(
            url=address.url,
            api_secret=address.api_secret,
            request_timeout=request_timeout,
            connect_timeout=connect_timeout,
        )
        self._control_session: ControlSession | None = None
        self._opening_control_session = asyncio.Lock()
        self._legs: set[JanusLeg] = set()

    async def ping(self, *, within: float = 1.0) -> None:
        await self._connection.ask({"janus": "ping"}, within=within)

    # Rooms

    async def open_room(self, spec: RoomSpec) -> None:
        try:
            await self._ask(videoroom.create_room(spec, admin_key=self._admin_key))
        except JanusRefused as refusal:
            if refusal.code != ROOM_EXISTS:
                raise

    async def close_room(self, *, room_id: int, secret: str) -> None:
        try:
            await self._ask({"request": "destroy", "room": room_id, "secret": secret})
        except RoomGone:
            return

    async def rooms(self) -> frozenset[int]:
        data = await self._ask({"request": "list", "admin_key": self._admin_key})
        return frozenset(each["room"] for each in data["list"])

    async def participants(self, *, room_id: int) -> tuple[Participant, ...]:
        data = await self._ask({"request": "listparticipants", "room": room_id})
        return tuple(videoroom.participants(data))

    async def remove(self, *, room_id: int, secret: str, feed_id: int) -> None:
        try:
            await self._ask({"request": "kick", "room": room_id, "secret": secret, "id": feed_id})
        except FeedGone:
            return

    async def mute(self, *, room_id: int, secret: str, feed_id: int, mid: str, muted: bool) -> None:
        await self._ask(
            {
                "request": "moderate",
                "room": room_id,
                "secret": secret,
                "id": feed_id,
                "mid": mid,
                "mute": muted,
            }
        )

    # Legs

    async def open_leg(self, spec: LegSpec) -> JanusLeg:
        leg = JanusLeg(self._connection, spec)
        await leg.open()
        self._legs = {each for each in self._legs if not each.over} | {leg}
        return leg

    async def discard_leg(self, *, session_id: int) -> None:
        await self._connection.end_session(session_id)

    # Lifecycle

    async def close(self) -> None:
        await asyncio.gather(*(leg.close() for leg in self._legs))
        session, self._control_session = self._control_session, None
        if session is not None and not session.lost:
            with contextlib.suppress(MediaError):
                await session.close()
        await self._connection.close()

    # Private

    async def _ask(self, body: Message) -> Message:
        """Send a room request. Repeats it once if Janus was restarted since the last request."""
        try:
            return await (await self._open_control_session()).ask(body)
        except LegGone:
            self._control_session = None
            return await (await self._open_control_session()).ask(body)

    async def _open_control_session(self) -> ControlSession:
        async with self._opening_control_session:
            if self._control_session is None or self._control_session.lost:
                session = ControlSession(self._connection)
                await session.open()
                self._control_session = session
            return self._control_session
