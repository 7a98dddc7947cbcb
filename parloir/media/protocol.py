"""The interface to a media server. `tests/contracts` describes it by examples."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from typing import Protocol

from parloir.media.events import LegEvent, SubscriptionOffer

MOST_FRAMES = 2
"""The highest temporal layer. The lowest, 0, has a quarter of the frames or half of them."""
LARGEST_ID = 2**53 - 1
"""Ids of rooms, feeds and sessions are ours, positive, and exact in JSON (53 bits)."""


@dataclass(frozen=True, slots=True)
class RoomSpec:
    """A room, the place of one visit.

    `secret` is needed to remove parties and to close the room, `pin` to join it; browsers know
    neither. `bitrate` is the limit for one publisher in bits per second, including sound and all
    layers.
    """

    room_id: int
    secret: str = field(repr=False)
    pin: str = field(repr=False)
    bitrate: int = 1_500_000
    publishers: int = 2


@dataclass(frozen=True, slots=True)
class LegSpec:
    """One party's connection, which receives and, if `publishes`, also sends.

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
    """A party in a room. `publishing` is true once its media is connected."""

    feed_id: int
    publishing: bool


class MediaLeg(Protocol):
    """One party in a room. Every method raises `LegGone` once the leg is lost or removed, and
    `MediaServerUnavailable` if no answer arrives in time."""

    @property
    def spec(self) -> LegSpec: ...

    def events(self) -> AsyncIterator[LegEvent]:
        """Yield the events of this leg since it was opened. Ends after `close` or `LegLost`.

        Feeds that exist already come first. There may be only one reader.
        """

    async def publish(self, offer: str, *, unhurried: bool = False) -> str:
        """Publish what the browser offers. Returns the answer for the browser.

        `unhurried`: nobody waits for the connection yet. It may be made some milliseconds later if
        its packets cost the server less afterwards.

        Raises `BadDescription`, `RoomFull`, and `NotAllowed` on a leg that only watches.
        """

    async def reroute_sending(self, offer: str) -> str:
        """Let what the browser sends take another way: an offer of the connection that `publish`
        has made, with an ICE restart. Returns the answer. Mutes and layers stay as they are.

        Raises `BadDescription`, and `NotAllowed` on a leg that only watches.
        """

    async def reroute_receiving(self) -> SubscriptionOffer | None:
        """Let what the browser receives take another way. What is held stays held.

        Returns the offer that the browser must answer, or None: nothing is subscribed to, or the
        last offer is still unanswered, and a `SubscriptionOffer` event follows.
        """

    async def subscribe(
        self,
        feeds: Collection[int],
        *,
        substream: int = 2,
        held: Collection[int] = (),
        unhurried: bool = False,
    ) -> SubscriptionOffer | None:
        """Receive exactly these feeds from now on, new ones at most at this simulcast layer
        (0 low … 2 high). New ones that are in `held` are connected, but nothing of them reaches
        this party until `let_through`. Its own feed may be among them, once it is connected.
        `unhurried` is as for `publish`, and counts when the first of them are subscribed to.

        Returns the offer that the browser must answer, or None if there is none now: nothing has
        changed, or the last offer is still unanswered, and a `SubscriptionOffer` event follows.
        Raises `FeedGone` if one of them does not publish.
        """

    async def accept(self, answer: str) -> None:
        """Pass on the browser's answer to the last offer of the subscription."""

    async def select_layer(
        self, feed_id: int, *, substream: int, temporal: int = MOST_FRAMES
    ) -> None:
        """Receive at most this simulcast layer of a feed's picture from its next key frame on, and
        of its frames at most this temporal layer. Raises `FeedGone` if this leg receives no picture
        of it."""

    async def relay_picture(self, feed_id: int, *, relayed: bool) -> None:
        """Receive a feed's picture or not, beside its sound. What is held stays held. A picture
        that is relayed again begins with a key frame, which is requested. Raises `FeedGone` if this
        leg receives no picture of it."""

    async def relay_sound(self, feed_id: int, *, relayed: bool) -> None:
        """Receive a feed's sound or not, beside its picture. What is held stays held. Raises
        `FeedGone` if this leg receives no sound of it."""

    async def let_through(self, feed_id: int) -> None:
        """Receive a feed that was held, without what is not relayed of it. The picture
        begins with the next key frame, which is requested. Raises `FeedGone` if this leg has not
        subscribed to it."""

    async def request_keyframe(self) -> None:
        """Request a key frame from this leg's own browser."""

    async def close(self) -> None:
        """End the leg. Never raises, and may be repeated."""


class MediaServer(Protocol):
    """Rooms and legs of one media node. Belongs to one event loop."""

    async def ping(self, *, within: float = 1.0) -> None:
        """Return if the server answers `within` so many seconds; else `MediaServerUnavailable`."""

    async def open_room(self, spec: RoomSpec) -> None:
        """Create the room. Does nothing if it exists already."""

    async def close_room(self, *, room_id: int, secret: str) -> None:
        """Close the room and stop all media in it, whatever the browsers do. Does nothing if there
        is no such room. Raises `NotAllowed` for a wrong secret."""

    async def rooms(self) -> frozenset[int]:
        """Return the ids of all rooms of this node."""

    async def participants(self, *, room_id: int) -> tuple[Participant, ...]:
        """Return all parties in the room, publishing or not. Raises `RoomGone`."""

    async def remove(self, *, room_id: int, secret: str, feed_id: int) -> None:
        """Remove a party from the room and stop all media from and to it, whatever its browser
        does. Does nothing if it is not in the room. Raises `RoomGone` and `NotAllowed`."""

    async def mute(self, *, room_id: int, secret: str, feed_id: int, mid: str, muted: bool) -> None:
        """Mute or unmute one stream of a party for everybody.
        Raises `RoomGone`, `FeedGone` and `NotAllowed`."""

    async def open_leg(self, spec: LegSpec) -> MediaLeg:
        """Open a party's leg in its room. A leg left over under the same session id is ended first.
        Raises `RoomGone`, `NotAllowed` (wrong pin) and `FeedTaken`."""

    async def discard_leg(self, *, session_id: int) -> None:
        """End the leg that an earlier process left under this session id, if there is one."""

    async def close(self) -> None:
        """End all legs of this process and the connection."""
