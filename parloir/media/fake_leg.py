"""A party at the media server without media."""

from collections.abc import AsyncIterator, Collection
from typing import TYPE_CHECKING

from parloir.media.descriptions import checked, checked_offer
from parloir.media.errors import BadDescription, FeedGone, LegGone, NotAllowed, RoomFull
from parloir.media.events import (
    Direction,
    FeedLeft,
    FeedPublished,
    Kind,
    LegEvent,
    LegLost,
    MediaStopped,
    MediaUp,
    ReceivedStream,
    RemovedFromRoom,
    RoomClosed,
    Stream,
    SubscriptionOffer,
)
from parloir.media.inbox import Inbox
from parloir.media.protocol import MOST_FRAMES, LegSpec
from parloir.media.relayed import Relayed

if TYPE_CHECKING:
    from parloir.media.fake import FakeMediaServer

_HEAD = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"


class FakeLeg:
    def __init__(self, server: "FakeMediaServer", spec: LegSpec) -> None:
        self._server = server
        self._spec = spec
        self._inbox = Inbox()
        self._inside = True
        self._published_offer = ""
        self._offered = False
        self._receives = False
        self._subscribed: frozenset[int] = frozenset()
        self._relayed = Relayed()
        self.streams: tuple[Stream, ...] = ()
        self.muted: frozenset[str] = frozenset()
        self.layers: dict[int, int] = {}
        """By feed: the layer last asked for."""
        self.frames: dict[int, int] = {}
        """By feed: the temporal layer last asked for."""
        self.unhurried: dict[Direction, bool] = {}
        """Whether each connection was made while nobody waited for it."""
        self.whole_pictures_asked = 0
        self.reroutes = 0
        """How often what it sends was given another way."""
        self._is_rerouted_after_answer = False

    @property
    def spec(self) -> LegSpec:
        return self._spec

    @property
    def over(self) -> bool:
        return self._inbox.finished

    @property
    def connected(self) -> frozenset[int]:
        """The feeds that it has subscribed to."""
        return self._subscribed

    @property
    def reached_by(self) -> frozenset[int]:
        """The feeds of which packets would reach its browser."""
        return self.heard | self.shown

    @property
    def heard(self) -> frozenset[int]:
        """The feeds whose sound would reach its browser."""
        return frozenset(feed for feed in self._subscribed if self._relayed.passes(feed, "audio"))

    @property
    def shown(self) -> frozenset[int]:
        """The feeds whose pictures would reach its browser."""
        return frozenset(feed for feed in self._subscribed if self._relayed.passes(feed, "video"))

    def events(self) -> AsyncIterator[LegEvent]:
        return self._inbox.events()

    # Actions

    async def publish(self, offer: str, *, unhurried: bool = False) -> str:
        if not self._spec.publishes:
            raise NotAllowed("this leg only watches")
        self._published_offer = sdp = checked_offer(offer)
        self._must_be_inside()
        room = self._server.room(self._spec.room_id)
        sending = sum(1 for leg in room.parties.values() if leg.streams and leg is not self)
        if sending >= room.spec.publishers:
            raise RoomFull("the room has all the publishers it may have")
        self.streams = _streams_of(sdp)
        self.unhurried[Direction.PUBLISH] = unhurried
        self.emit(MediaUp(Direction.PUBLISH))
        for other in self._server.others(self):
            other.emit(FeedPublished(self._spec.feed_id, self.streams))
        return _description(self.streams, "recvonly")

    async def reroute_sending(self, offer: str) -> str:
        if not self._spec.publishes:
            raise NotAllowed("this leg only watches")
        checked_offer(offer, of_connection=self._published_offer)
        self._must_be_inside()
        self.reroutes += 1
        return _description(self.streams, "recvonly")

    async def reroute_receiving(self) -> SubscriptionOffer | None:
        self._must_be_inside()
        if not self._subscribed:
            return None
        self._is_rerouted_after_answer = self._offered
        return None if self._offered else self._offer()

    async def subscribe(
        self,
        feeds: Collection[int],
        *,
        substream: int = 2,
        held: Collection[int] = (),
        unhurried: bool = False,
    ) -> SubscriptionOffer | None:
        self._must_be_inside()
        wanted = frozenset(feeds)
        if wanted == self._subscribed:
            return None
        for feed in wanted:
            self._published(feed)
        self.unhurried.setdefault(Direction.SUBSCRIBE, unhurried)
        self.layers |= dict.fromkeys(wanted - self._subscribed, substream)
        self._relayed.added(wanted - self._subscribed, held=held)
        self._subscribed = wanted
        return self._offer()

    async def accept(self, answer: str) -> None:
        checked(answer)
        self._must_be_inside()
        if not self._offered:
            raise BadDescription("no offer was waiting for this answer")
        self._offered = False
        if not self._receives:
            self._receives = True
            self.emit(MediaUp(Direction.SUBSCRIBE))
        if self._is_rerouted_after_answer:
            self._is_rerouted_after_answer = False
            self.emit(self._offer())

    async def select_layer(
        self, feed_id: int, *, substream: int, temporal: int = MOST_FRAMES
    ) -> None:
        self._must_be_inside()
        self._must_have(feed_id, "video")
        self.layers[feed_id] = substream
        self.frames[feed_id] = temporal

    async def let_through(self, feed_id: int) -> None:
        self._must_be_inside()
        if feed_id not in self._subscribed:
            raise FeedGone("this leg does not receive that feed")
        self._relayed.let_through(feed_id)

    async def relay_picture(self, feed_id: int, *, relayed: bool) -> None:
        self._must_be_inside()
        self._must_have(feed_id, "video")
        self._relayed.relay(feed_id, "video", relayed=relayed)

    async def relay_sound(self, feed_id: int, *, relayed: bool) -> None:
        self._must_be_inside()
        self._must_have(feed_id, "audio")
        self._relayed.relay(feed_id, "audio", relayed=relayed)

    async def request_keyframe(self) -> None:
        self._must_be_inside()
        self.whole_pictures_asked += 1

    async def close(self) -> None:
        self._inbox.finish()
        self._go_away()

    # For the server

    def emit(self, event: LegEvent) -> None:
        self._inbox.put(event)

    def leave(self, event: RemovedFromRoom | RoomClosed) -> None:
        self._inside = False
        self.emit(event)
        if self.streams:
            self.emit(MediaStopped(Direction.PUBLISH, "Close PC"))
        self._go_away()

    def lose(self, reason: str) -> None:
        self.lose_silently()
        self.emit(LegLost(reason))
        self._inbox.finish()

    def lose_silently(self) -> None:
        """Be lost, with the event still on its way."""
        self._inside = False
        self._go_away()

    def feed_left(self, feed_id: int) -> None:
        self.emit(FeedLeft(feed_id))
        if feed_id in self._subscribed:
            self._subscribed -= {feed_id}
            self.emit(self._offer())

    # Private

    def _must_be_inside(self) -> None:
        if not self._inside or self.over:
            raise LegGone("the leg is over")

    def _must_have(self, feed_id: int, kind: Kind) -> None:
        """Raises FeedGone unless this leg has subscribed to this kind of the feed."""
        subscribed = feed_id in self._subscribed
        if not subscribed or all(one.kind != kind for one in self._published(feed_id)):
            raise FeedGone("this leg receives none of that feed")

    def _offer(self) -> SubscriptionOffer:
        self._offered = True
        streams = [
            (feed, stream) for feed in sorted(self._subscribed) for stream in self._published(feed)
        ]
        return SubscriptionOffer(
            _description([stream for _, stream in streams], "sendonly"),
            tuple(
                ReceivedStream(str(index), feed, stream.kind)
                for index, (feed, stream) in enumerate(streams)
            ),
        )

    def _published(self, feed_id: int) -> tuple[Stream, ...]:
        party = self._server.room(self._spec.room_id).parties.get(feed_id)
        if party is None or not party.streams:
            raise FeedGone("no such feed")
        return party.streams

    def _go_away(self) -> None:
        others = self._server.others(self)
        self._server.forget(self)
        if self.streams:
            self.streams = ()
            for other in others:
                other.feed_left(self._spec.feed_id)


def _streams_of(sdp: str) -> tuple[Stream, ...]:
    """The tracks that a description offers; simulcast where it says so."""
    streams = []
    for index, section in enumerate(sdp.split("\r\nm=")[1:]):
        kind: Kind = "audio" if section.startswith("audio ") else "video"
        named = [line for line in section.split("\r\n") if line.startswith("a=mid:")]
        mid = named[0].removeprefix("a=mid:") if named else str(index)
        streams.append(Stream(mid, kind, simulcast="\r\na=simulcast:" in section))
    return tuple(streams)


def _description(streams: Collection[Stream], way: str) -> str:
    """With no stream at all, a description still has the section of one that has gone."""
    sections = (
        f"m={stream.kind} 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 127.0.0.1\r\na={way}\r\n"
        f"a=mid:{index}\r\n"
        for index, stream in enumerate(streams)
    )
    gone = "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=inactive\r\na=mid:0\r\n"
    return _HEAD + ("".join(sections) or gone)
