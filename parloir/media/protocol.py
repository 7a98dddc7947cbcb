"""The seam: what every media server must do for us. `tests/contracts` says it in examples."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from typing import Protocol

from parloir.media.events import Direction, LegEvent, SubscriptionOffer

LARGEST_ID = 2**53 - 1
"""Ids of rooms, feeds and sessions are ours, positive, and exact in JSON (53 bits)."""


@dataclass(frozen=True, slots=True)
class RoomSpec:
    """A room, the place of one visit.

    `secret` rules it (remove, close), `pin` lets a leg in; both stay on our side.
    `bitrate` is the most one publisher may send, in bits a second, sound and all layers included.
    """

    room_id: int
    secret: str = field(repr=False)
    pin: str = field(repr=False)
    bitrate: int = 1_500_000
    publishers: int = 2


@dataclass(frozen=True, slots=True)
class LegSpec:
    """One party's connection: who may watch (`publishes` False) or also send.

    `feed_id` and `session_id` are chosen by us, new for each generation of the leg, and stored
    before the leg is opened, so that a process that takes over can end what it finds
    (`MediaServer.discard_leg`). `opaque_id` names leg and generation in the server's own logs.
    """

    room_id: int
    pin: str = field(repr=False)
    feed_id: int
    session_id: int
    opaque_id: str
    publishes: bool = True


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in a room. `publishing` is true once their media stands."""

    feed_id: int
    publishing: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that the browser offers to be reached at; `line` as the browser wrote it."""

    line: str
    mid: str | None
    line_index: int | None = None


class MediaLeg(Protocol):
    """One party in a room. Every method raises `LegGone` once the leg is lost or removed,
    and `MediaServerUnavailable` where no answer comes in time."""

    @property
    def spec(self) -> LegSpec: ...

    def events(self) -> AsyncIterator[LegEvent]:
        """What happens to this leg, from its opening on. Ends after `close` or `LegLost`.
        Feeds that are there already come first. One reader only."""

    async def publish(self, offer: str) -> str:
        """Send what the browser offers; gives the answer for the browser.

        Raises `BadDescription`, `RoomFull`, and `NotAllowed` on a leg that only watches.
        """

    async def subscribe(
        self, feeds: Collection[int], *, substream: int = 2
    ) -> SubscriptionOffer | None:
        """Receive exactly these feeds from now on, new ones at most at this simulcast layer
        (0 low … 2 high); gives the offer that the browser must answer,
        or None where nothing is to be answered now (nothing changed, or the last offer is still
        unanswered: then a `SubscriptionOffer` follows).

        Raises `FeedGone` where one of them does not publish.
        """

    async def accept(self, answer: str) -> None:
        """Hand over the browser's answer to the last offer of the subscription."""

    async def trickle(self, direction: Direction, candidate: Candidate | None) -> None:
        """Hand over a candidate of the browser; None says that there are no more."""

    async def select_layer(self, feed_id: int, *, substream: int) -> None:
        """Receive at most this simulcast layer of a feed's picture from its next whole picture on.
        Raises `FeedGone` where this leg receives no picture of it."""

    async def request_keyframe(self) -> None:
        """Ask this leg's own browser for a whole picture."""

    async def close(self) -> None:
        """End the leg. Never raises, and may be repeated."""


class MediaServer(Protocol):
    """Rooms and legs of one media node. Belongs to one event loop."""

    async def ping(self, *, within: float = 1.0) -> None:
        """Return if the server answers `within` so many seconds; else `MediaServerUnavailable`."""

    async def open_room(self, spec: RoomSpec) -> None:
        """Make the room be there. Nothing happens if it is there already."""

    async def close_room(self, *, room_id: int, secret: str) -> None:
        """Make the room be gone and stop all media in it, whatever the browsers do. Nothing
        happens if it is gone already. Raises `NotAllowed` for a wrong secret."""

    async def rooms(self) -> frozenset[int]:
        """All rooms of this node."""

    async def participants(self, *, room_id: int) -> tuple[Participant, ...]:
        """Everybody in the room, publishing or only watching. Raises `RoomGone`."""

    async def remove(self, *, room_id: int, secret: str, feed_id: int) -> None:
        """Take a party out of the room and stop all media from and to it, whatever its browser
        does. Nothing happens if it is not there. Raises `RoomGone`, `NotAllowed`."""

    async def mute(self, *, room_id: int, secret: str, feed_id: int, mid: str, muted: bool) -> None:
        """Keep one stream of a party from everybody, or let it through again.
        Raises `RoomGone`, `FeedGone`, `NotAllowed`."""

    async def open_leg(self, spec: LegSpec) -> MediaLeg:
        """Bring a party into its room; a leg left over under the same session id is ended first.
        Raises `RoomGone`, `NotAllowed` (wrong pin), `FeedTaken`."""

    async def discard_leg(self, *, session_id: int) -> None:
        """End whatever an earlier process has left under this session id, if anything."""

    async def close(self) -> None:
        """End all legs of this process and the connection."""
