"""Translates the messages of Janus about a leg into our events."""

from typing import Any

from parloir.media.descriptions import with_lost_sound_sent_again
from parloir.media.events import (
    Direction,
    FeedLeft,
    FeedPublished,
    MediaFlow,
    MediaStopped,
    MediaUp,
    ReceivedStream,
    RemovedFromRoom,
    RoomClosed,
    SlowLink,
    Stream,
    SubscriptionOffer,
)
from parloir.media.inbox import Inbox
from parloir.media.janus import handshake, videoroom
from parloir.media.janus.replies import Message, description, plugin_data


class EventTranslator:
    """Puts the events of a leg into its inbox.

    It knows which feeds were announced, so that a departure is reported once: Janus sends
    `unpublished` and then `leaving`.
    """

    def __init__(self, *, inbox: Inbox, handles: dict[Direction, int]) -> None:
        self._inbox = inbox
        self._handles = handles
        self.present: dict[int, tuple[Stream, ...]] = {}
        """The feeds that can be subscribed to now, with their streams."""
        self.receives: tuple[ReceivedStream, ...] = ()
        self.layers: dict[str, int] = {}
        """The layer that is received now, by the picture's name (mid) in the subscription."""
        self.subscribed: set[int] = set()
        """The feeds that this leg has subscribed to and that have not left since."""
        self.browser_begins = False
        """Whether the browser starts the handshake of the subscription."""
        self.awaits_answer = False
        """Whether an offer of the subscription is still to be answered."""
        self.is_outside = False
        """Whether the party was removed, or its room closed."""

    def offer_in(self, message: Message) -> SubscriptionOffer | None:
        """Return the offer in a message. One that only restarts ICE does not list the streams."""
        sdp, data = description(message), plugin_data(message)
        if sdp is None:
            return None
        streams = videoroom.received_streams(data) if "streams" in data else self.receives
        offer = handshake.of_our_offer(sdp, browser_begins=self.browser_begins)
        return SubscriptionOffer(with_lost_sound_sent_again(offer), streams)

    def on_message(self, message: Message, *, asked: bool) -> None:
        """Translate a message. `asked`: it is a reply, which its requester receives as well."""
        direction = self._direction(message)
        if direction is None:
            return
        match message.get("janus"):
            case "webrtcup":
                self._inbox.put(MediaUp(direction))
            case "hangup":
                self._inbox.put(MediaStopped(direction, str(message.get("reason", ""))))
            case "slowlink":
                uplink, lost = bool(message.get("uplink")), int(message.get("lost", 0))
                self._inbox.put(SlowLink(direction, uplink, lost))
            case "media" if direction is Direction.PUBLISH:
                flowing, layer = bool(message.get("receiving")), int(message.get("substream", 0))
                self._inbox.put(MediaFlow(str(message["mid"]), message["type"], flowing, layer))
            case "event" if direction is Direction.PUBLISH:
                self._on_room_event(plugin_data(message))
            case "event":
                self._on_subscription_event(message, asked=asked)

    # Private

    def _direction(self, message: Message) -> Direction | None:
        sender = message.get("sender")
        return next((each for each, handle in self._handles.items() if handle == sender), None)

    def _on_room_event(self, data: Message) -> None:
        if data.get("videoroom") == "destroyed":
            self._leave(RoomClosed())
        elif data.get("leaving") == "ok" and data.get("reason") == "kicked":
            self._leave(RemovedFromRoom())
        else:
            self._add_publishers(data.get("publishers", ()))
            for word in ("unpublished", "leaving", "kicked"):
                if isinstance(data.get(word), int):
                    self._remove_feed(data[word])

    def _on_subscription_event(self, message: Message, *, asked: bool) -> None:
        data = plugin_data(message)
        if "substream" in data and "mid" in data:
            self.layers[str(data["mid"])] = int(data["substream"])
        offer = self.offer_in(message)
        if offer is None:
            return
        self.receives = offer.streams
        self.awaits_answer = True
        if not asked:
            self._inbox.put(offer)

    def _add_publishers(self, publishers: Any) -> None:
        for each in publishers:
            feed_id = int(each["id"])
            self.present[feed_id] = streams = videoroom.streams_of(each)
            self._inbox.put(FeedPublished(feed_id, streams))

    def _remove_feed(self, feed_id: int) -> None:
        if self.present.pop(feed_id, None) is not None:
            self.subscribed.discard(feed_id)
            self._inbox.put(FeedLeft(feed_id))

    def _leave(self, event: RemovedFromRoom | RoomClosed) -> None:
        if not self.is_outside:
            self.is_outside = True
            self._inbox.put(event)
