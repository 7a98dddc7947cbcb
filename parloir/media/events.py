"""The events of a leg, in the order in which the media server reports them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Kind = Literal["audio", "video"]


class Direction(StrEnum):
    """One of a leg's two connections: for what the browser sends, or for what it receives."""

    PUBLISH = "publish"
    SUBSCRIBE = "subscribe"


@dataclass(frozen=True, slots=True)
class Stream:
    """One track of a feed. `mid` is the publisher's own name for it."""

    mid: str
    kind: Kind
    simulcast: bool = False
    muted: bool = False


@dataclass(frozen=True, slots=True)
class FeedPublished:
    """Somebody else's feed can now be subscribed to, or its streams have changed."""

    feed_id: int
    streams: tuple[Stream, ...]


@dataclass(frozen=True, slots=True)
class FeedLeft:
    """A feed announced before is no longer there."""

    feed_id: int


@dataclass(frozen=True, slots=True)
class MediaUp:
    """The encrypted connection of this direction is established."""

    direction: Direction


@dataclass(frozen=True, slots=True)
class MediaStopped:
    """The connection of this direction has ended, and does not come back on this leg."""

    direction: Direction
    reason: str


@dataclass(frozen=True, slots=True)
class MediaFlow:
    """Packets of one published track, or of one of its simulcast layers (`substream`), began to
    arrive, or stopped for a second or more."""

    mid: str
    kind: Kind
    flowing: bool
    substream: int = 0


@dataclass(frozen=True, slots=True)
class SlowLink:
    """Many packets were lost recently. `uplink`: on their way from the browser to us."""

    direction: Direction
    uplink: bool
    lost: int


@dataclass(frozen=True, slots=True)
class ReceivedStream:
    """One track of a subscription. `mid` is its name in the offer, not the publisher's."""

    mid: str
    feed_id: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class SubscriptionOffer:
    """What this party receives has changed: its browser must answer this offer.

    `subscribe` returns it. As an event it reports that the subscription has changed by itself.
    `streams` is everything that is received from now on.
    """

    sdp: str
    streams: tuple[ReceivedStream, ...]


@dataclass(frozen=True, slots=True)
class RemovedFromRoom:
    """This party was removed (`MediaServer.remove`)."""


@dataclass(frozen=True, slots=True)
class RoomClosed:
    """The room was closed under this leg."""


@dataclass(frozen=True, slots=True)
class LegLost:
    """The media server has lost this leg, or we have lost the media server. The last event."""

    reason: str


LegEvent = (
    FeedPublished
    | FeedLeft
    | MediaUp
    | MediaStopped
    | MediaFlow
    | SlowLink
    | SubscriptionOffer
    | RemovedFromRoom
    | RoomClosed
    | LegLost
)
