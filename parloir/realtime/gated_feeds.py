"""The feeds that a leg may receive, and those that are held behind a closed gate (ADR 65)."""

import contextlib
from abc import ABC, abstractmethod

from parloir.media.errors import FeedGone
from parloir.media.events import ReceivedStream, SubscriptionOffer
from parloir.media.protocol import MediaLeg
from parloir.protocol.media import MediaOffer, StreamLabel
from parloir.visits.legs import OpenFeed


class GatedFeeds(ABC):
    """Part of a leg's actor."""

    leg: str
    _attempt: int

    def __init__(self) -> None:
        self._feeds: set[int] = set()
        """All that others publish in the room."""
        self._received: frozenset[int] = frozenset()
        self._held: frozenset[int] = frozenset()
        self._known: dict[int, OpenFeed] = {}
        """What our database says of them."""

    @property
    @abstractmethod
    def _layer(self) -> int:
        """The highest simulcast layer that this leg receives (0 low … 2 high)."""

    @property
    @abstractmethod
    def _is_unhurried(self) -> bool:
        """Whether nobody waits for this leg's connections yet."""

    def _forget_feeds(self) -> None:
        self._feeds, self._known = set(), {}
        self._received = self._held = frozenset()

    @property
    def _waits_for_a_gate(self) -> bool:
        """Whether something that is published may not be received yet."""
        known = (self._known.get(feed) for feed in self._feeds)
        return bool(self._held) or any(one is not None and not one.passes for one in known)

    def _feeds_to_receive(self) -> frozenset[int]:
        """Return the feeds to receive: only those of legs that are in our database."""
        return frozenset(
            feed
            for feed in self._feeds
            if feed in self._known and self._receives(self._known[feed])
        )

    def _is_let_through(self, feed: int) -> bool:
        """Return whether what is sent on this feed may reach this leg's browser now."""
        return feed in self._known and self._known[feed].passes

    def _receives(self, feed: OpenFeed) -> bool:
        """Return whether this leg subscribes to the feed now."""
        return True

    async def _subscribe(self, wanted: frozenset[int], media: MediaLeg) -> MediaOffer | None:
        """Receive these feeds. Returns the offer for the browser, if there is one now."""
        held = frozenset(feed for feed in wanted if not self._is_let_through(feed))
        try:
            offer = await media.subscribe(
                wanted, substream=self._layer, held=held, unhurried=self._is_unhurried
            )
        except FeedGone:
            return None  # its FeedLeft is on the way
        self._held = (self._held & wanted) | (held - self._received)
        self._received = wanted
        return self._offer_of(offer) if offer is not None else None

    async def _let_through(self, media: MediaLeg) -> None:
        """Open the gate of what was held and is so no longer: the server does, never the browser
        (ADR 65)."""
        for feed in [each for each in self._held if self._is_let_through(each)]:
            self._held -= {feed}
            with contextlib.suppress(FeedGone):
                await media.let_through(feed)

    def _offer_of(self, offer: SubscriptionOffer) -> MediaOffer:
        """Return the offer as the browser gets it: with the names of those who send."""
        streams = [self._label(stream) for stream in offer.streams if stream.feed_id in self._known]
        return MediaOffer(leg=self.leg, attempt=self._attempt, sdp=offer.sdp, streams=streams)

    def _label(self, stream: ReceivedStream) -> StreamLabel:
        source = self._known[stream.feed_id].role
        return StreamLabel(mid=stream.mid, source=source, kind=stream.kind)
