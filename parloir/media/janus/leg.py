"""One party at Janus: a session with a handle for what it sends and one for what it receives."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Sequence

from parloir.media.descriptions import (
    checked,
    checked_offer,
    with_lost_sound_sent_again,
    with_sound_of_speech,
)
from parloir.media.errors import (
    BadDescription,
    FeedGone,
    LegGone,
    MediaError,
    MediaServerUnavailable,
    NotAllowed,
)
from parloir.media.events import (
    Direction,
    Kind,
    LegEvent,
    LegLost,
    ReceivedStream,
    SubscriptionOffer,
)
from parloir.media.inbox import Inbox
from parloir.media.janus import handshake, videoroom
from parloir.media.janus.event_translator import EventTranslator
from parloir.media.janus.layer_requests import LayerRequests
from parloir.media.janus.replies import (
    SESSION_CONFLICT,
    Message,
    code_of,
    description,
    error_of,
    plugin_data,
)
from parloir.media.janus.transport import JanusConnection
from parloir.media.protocol import MOST_FRAMES, LegSpec
from parloir.media.relayed import Relayed


class JanusLeg:
    def __init__(self, connection: JanusConnection, spec: LegSpec) -> None:
        self._connection = connection
        self._spec = spec
        self._inbox = Inbox()
        self._handles: dict[Direction, int] = {}
        self._translator = EventTranslator(inbox=self._inbox, handles=self._handles)
        self._private_id = 0
        self._offered = ""
        self._browser_begins = False
        self._receives = False
        self._relayed = Relayed()
        self._subscribing = asyncio.Lock()
        self._layers = LayerRequests(self._translator, self._configure)

    @property
    def spec(self) -> LegSpec:
        return self._spec

    def events(self) -> AsyncIterator[LegEvent]:
        return self._inbox.events()

    # Lifecycle

    async def open(self) -> None:
        """Create the session and both handles, and join the room.

        The first three requests are sent together: Janus handles them in order of arrival.
        """
        if not await self._create():
            await self._connection.end_session(self._spec.session_id)
            if not await self._create():
                raise MediaServerUnavailable("the session id stays in use")
        self._connection.listen(self._spec.session_id, self)
        try:
            joined = await self._say(Direction.PUBLISH, videoroom.join_as_party(self._spec))
        except (MediaError, asyncio.CancelledError):
            await self.close()
            raise
        self._private_id = plugin_data(joined)["private_id"]

    @property
    def over(self) -> bool:
        """Whether the leg was closed or lost."""
        return self._inbox.finished

    async def close(self) -> None:
        if self.over:
            return
        self._finish()
        self._connection.forget(self._spec.session_id)
        with contextlib.suppress(MediaError):
            await self._connection.request(
                {"janus": "destroy", "session_id": self._spec.session_id}
            )

    # Actions

    async def publish(self, offer: str, *, unhurried: bool = False) -> str:
        self._must_publish()
        self._browser_begins = unhurried
        self._offered = checked_offer(offer)
        return await self._answer_to(self._offered, request="publish")

    async def reroute_sending(self, offer: str) -> str:
        # An offer of a connection that exists, with other ICE credentials, restarts ICE alone.
        self._must_publish()
        again = checked_offer(offer, of_connection=self._offered)
        return await self._answer_to(again, request="configure")

    async def reroute_receiving(self) -> SubscriptionOffer | None:
        async with self._subscribing:
            if not self._receives:
                return None
            # Janus does not reply while it waits for an answer. The offer comes after that.
            is_postponed = self._translator.awaits_answer
            reply = await self._say(
                Direction.SUBSCRIBE, videoroom.RESTART_ICE, ack_suffices=is_postponed
            )
            return None if is_postponed else self._translator.offer_in(reply)

    async def subscribe(
        self,
        feeds: Collection[int],
        *,
        substream: int = 2,
        held: Collection[int] = (),
        unhurried: bool = False,
    ) -> SubscriptionOffer | None:
        async with self._subscribing:
            wanted = frozenset(feeds)
            if self._receives:
                return await self._change_subscription(wanted, substream, frozenset(held))
            if not wanted:
                return None
            self._translator.browser_begins = unhurried
            return await self._begin_subscription(wanted, substream, frozenset(held))

    async def accept(self, answer: str) -> None:
        self._translator.awaits_answer = False
        await self._say(
            Direction.SUBSCRIBE,
            {"request": "start"},
            jsep={"type": "answer", "sdp": with_lost_sound_sent_again(checked(answer))},
        )

    async def select_layer(
        self, feed_id: int, *, substream: int, temporal: int = MOST_FRAMES
    ) -> None:
        await self._layers.select(feed_id, substream=substream, temporal=temporal)

    async def let_through(self, feed_id: int) -> None:
        if not self._streams_of({feed_id}):
            raise FeedGone("this leg does not receive that feed")
        self._relayed.let_through(feed_id)
        await self._relay({feed_id}, send=True)

    async def relay_picture(self, feed_id: int, *, relayed: bool) -> None:
        await self._relay_kind(feed_id, "video", relayed=relayed)

    async def relay_sound(self, feed_id: int, *, relayed: bool) -> None:
        await self._relay_kind(feed_id, "audio", relayed=relayed)

    async def request_keyframe(self) -> None:
        await self._say(Direction.PUBLISH, {"request": "configure", "keyframe": True})

    # What the connection tells

    def on_message(self, message: Message, *, asked: bool) -> None:
        self._translator.on_message(message, asked=asked)

    def on_lost(self, reason: str) -> None:
        self._inbox.put(LegLost(reason))
        self._finish()

    # Private

    def _finish(self) -> None:
        self._inbox.finish()
        self._layers.stop()

    async def _create(self) -> bool:
        """Create the session and its handles. Returns False if the session id is in use."""
        session_id = self._spec.session_id
        attach: Message = {
            "janus": "attach",
            "session_id": session_id,
            "plugin": videoroom.PLUGIN,
            "opaque_id": self._spec.opaque_id,
        }
        created, publisher, subscriber = await asyncio.gather(
            self._connection.request({"janus": "create", "id": session_id}),
            self._connection.request(attach),
            self._connection.request(attach),
        )
        if code_of(created) == SESSION_CONFLICT:
            return False
        for reply in (created, publisher, subscriber):
            error = error_of(reply)
            if error is not None:
                raise error
        self._handles[Direction.PUBLISH] = publisher["data"]["id"]
        self._handles[Direction.SUBSCRIBE] = subscriber["data"]["id"]
        return True

    async def _begin_subscription(
        self, wanted: frozenset[int], substream: int, held: frozenset[int]
    ) -> SubscriptionOffer | None:
        """Subscribe for the first time. Janus relays nothing before the browser has answered, so
        what is to be held can be named after it."""
        reply = await self._say(
            Direction.SUBSCRIBE,
            videoroom.join_as_subscriber(
                self._spec,
                private_id=self._private_id,
                feeds=sorted(wanted),
                substream=substream,
            ),
        )
        self._receives = True
        self._translator.subscribed |= wanted
        self._relayed.added(wanted, held=held)
        await self._relay(held & wanted, send=False)
        return self._translator.offer_in(reply)

    async def _change_subscription(
        self, wanted: frozenset[int], substream: int, held: frozenset[int]
    ) -> SubscriptionOffer | None:
        had = frozenset(self._translator.subscribed)
        if wanted == had:
            return None
        reply = await self._say(
            Direction.SUBSCRIBE,
            videoroom.update_subscription(
                added=sorted(wanted - had - held),
                dropped=sorted(had - wanted),
                substream=substream,
                held=self._published_streams(held & (wanted - had)),
            ),
        )
        self._translator.subscribed -= had - wanted
        self._translator.subscribed |= wanted - had
        self._relayed.added(wanted - had, held=held)
        return self._translator.offer_in(reply)

    def _published_streams(self, feeds: frozenset[int]) -> list[tuple[int, str]]:
        """Return the streams of these feeds under their publishers' names. Raises FeedGone."""
        present = self._translator.present
        if not feeds <= present.keys():
            raise FeedGone("no such feed")
        return [(feed, stream.mid) for feed in sorted(feeds) for stream in present[feed]]

    def _streams_of(self, feeds: Collection[int]) -> list[ReceivedStream]:
        return [each for each in self._translator.receives if each.feed_id in feeds]

    async def _relay_kind(self, feed_id: int, kind: Kind, *, relayed: bool) -> None:
        mids = [each.mid for each in self._streams_of({feed_id}) if each.kind == kind]
        if not mids:
            raise FeedGone("this leg receives none of that feed")
        self._relayed.relay(feed_id, kind, relayed=relayed)
        send = self._relayed.passes(feed_id, kind)
        await self._say(Direction.SUBSCRIBE, videoroom.relay_streams(mids, send=send))

    async def _relay(self, feeds: Collection[int], *, send: bool) -> None:
        """Relay all streams of these feeds that pass, or hold all that do not."""
        mids = [
            each.mid
            for each in self._streams_of(feeds)
            if self._relayed.passes(each.feed_id, each.kind) == send
        ]
        if mids:
            await self._say(Direction.SUBSCRIBE, videoroom.relay_streams(mids, send=send))

    async def _configure(self, streams: Sequence[Message]) -> None:
        await self._say(Direction.SUBSCRIBE, videoroom.configure_streams(streams))

    def _must_publish(self) -> None:
        if not self._spec.publishes:
            raise NotAllowed("this leg only watches")

    async def _answer_to(self, offer: str, *, request: str) -> str:
        """Return the answer to the offer of what the browser sends."""
        begun = handshake.of_browser_offer(offer, browser_begins=self._browser_begins)
        reply = await self._say(
            Direction.PUBLISH,
            {"request": request},
            jsep={"type": "offer", "sdp": with_lost_sound_sent_again(begun)},
        )
        answer = description(reply)
        if answer is None:
            raise BadDescription("the media server has no answer to this offer")
        return with_lost_sound_sent_again(with_sound_of_speech(answer))

    async def _say(
        self,
        direction: Direction,
        body: Message,
        *,
        jsep: Message | None = None,
        ack_suffices: bool = False,
    ) -> Message:
        message: Message = {
            "janus": "message",
            "handle_id": self._handle(direction),
            "body": body,
        }
        if jsep is not None:
            message["jsep"] = jsep
        if self.over or self._translator.is_outside:
            raise LegGone("the leg is over")
        return await self._connection.ask(
            {**message, "session_id": self._spec.session_id}, ack_suffices=ack_suffices
        )

    def _handle(self, direction: Direction) -> int:
        return self._handles[direction]
