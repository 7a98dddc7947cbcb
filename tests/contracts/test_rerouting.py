"""A leg takes another way (an ICE restart), and everything else about it stays."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from parloir.media.errors import BadDescription, NotAllowed
from parloir.media.events import FeedLeft, FeedPublished, MediaUp, SubscriptionOffer
from parloir.media.janus import JanusServer
from parloir.media.protocol import LegSpec, MediaServer, RoomSpec
from tests.contracts.conftest import SECRET
from tests.contracts.descriptions import canned_offer
from tests.contracts.ear import Ear
from tests.contracts.peers import BrowserPage, Peer
from tests.contracts.test_real_media import Party, Watcher, pair, watcher

__all__ = ["pair", "watcher"]

pytestmark = pytest.mark.asyncio(loop_scope="session")

Specs = Callable[..., LegSpec]
Peers = Callable[[], Awaitable[Peer]]

real_browser = [pytest.mark.janus, pytest.mark.browser]


async def test_both_directions_take_another_way_and_nobody_is_told_of_a_change(
    server: MediaServer, room: RoomSpec, leg_in: Specs, peer: Peers
) -> None:
    await server.open_room(room)
    sender, receiver = [await server.open_leg(leg_in()) for _ in range(2)]
    sending, receiving = await peer(), await peer()
    ear = Ear(receiver)
    await sending.publish(sender)
    feed = (await ear.hear(FeedPublished)).feed_id
    offer = await receiver.subscribe([feed])
    assert offer is not None
    await receiving.receive(receiver, offer)
    await ear.hear(MediaUp)

    await sending.reroute(sender)
    again = await receiver.reroute_receiving()

    assert again is not None
    assert again.streams == offer.streams
    await receiving.receive(receiver, again)
    await sending.reroute(sender)
    assert not any(isinstance(each, FeedLeft) for each in ear.heard)


async def test_an_unanswered_offer_comes_first(
    server: MediaServer, room: RoomSpec, leg_in: Specs, peer: Peers
) -> None:
    await server.open_room(room)
    sender, receiver = [await server.open_leg(leg_in()) for _ in range(2)]
    sending, receiving = await peer(), await peer()
    ear = Ear(receiver)
    await sending.publish(sender)
    offer = await receiver.subscribe([(await ear.hear(FeedPublished)).feed_id])
    assert offer is not None

    assert await receiver.reroute_receiving() is None

    await receiving.receive(receiver, offer)
    again = await ear.hear(SubscriptionOffer)
    assert again.streams == offer.streams
    await receiving.receive(receiver, again)


async def test_what_does_not_receive_has_no_other_way(
    server: MediaServer, room: RoomSpec, leg_in: Specs
) -> None:
    await server.open_room(room)
    leg = await server.open_leg(leg_in())
    assert await leg.reroute_receiving() is None


async def test_what_only_watches_has_nothing_to_send_another_way(
    server: MediaServer, room: RoomSpec, leg_in: Specs
) -> None:
    await server.open_room(room)
    leg = await server.open_leg(leg_in(publishes=False))
    with pytest.raises(NotAllowed):
        await leg.reroute_sending(canned_offer())


async def test_another_connection_is_not_another_way(
    server: MediaServer, room: RoomSpec, leg_in: Specs, peer: Peers
) -> None:
    await server.open_room(room)
    leg = await server.open_leg(leg_in())
    with pytest.raises(BadDescription):
        await leg.reroute_sending(canned_offer())
    await (await peer()).publish(leg)
    with pytest.raises(BadDescription):
        await leg.reroute_sending(canned_offer().replace("o=- 4", "o=- 5"))


async def _reroute(party: Party) -> None:
    """Let both directions take another way, and check that they have."""
    before = [await party.peer.ask("iceNames", way) for way in ("publish", "subscribe")]
    await party.peer.reroute(party.leg)
    offer = await party.leg.reroute_receiving()
    assert offer is not None
    await party.peer.receive(party.leg, offer)
    after = [await party.peer.ask("iceNames", way) for way in ("publish", "subscribe")]
    assert all(
        old != new
        for ends in zip(before, after, strict=True)
        for old, new in zip(*ends, strict=True)
    )


class TestWithRealMedia:
    pytestmark = real_browser

    async def test_pictures_and_sound_go_on_in_all_layers(
        self, pair: tuple[Party, Party], watcher: Watcher
    ) -> None:
        first, second = pair
        await asyncio.gather(*(_reroute(each) for each in pair))
        for party in (first, second):
            await party.until_it_grows("video", "frames")
            await party.until_it_grows("audio")
        officer = await watcher(first.feed_id, substream=0)
        await officer.until("video", lambda now: now["height"] == 180)
        await officer.leg.select_layer(first.feed_id, substream=2)
        await officer.until("video", lambda now: now["height"] == 360)

    async def test_a_layer_that_was_off_comes_back_after_it(
        self, pair: tuple[Party, Party]
    ) -> None:
        sender, receiver = pair
        await receiver.until("video", lambda now: now["height"] == 360)
        await sender.peer.ask("reduce")
        await receiver.until("video", lambda now: now["height"] == 180)
        await _reroute(sender)
        await sender.peer.ask("enlarge")
        await receiver.until("video", lambda now: now["height"] == 360)

    async def test_what_is_muted_stays_so(
        self, pair: tuple[Party, Party], real: JanusServer, room: RoomSpec
    ) -> None:
        muted, listener = pair
        announced = next(e for e in listener.ear.heard if isinstance(e, FeedPublished))
        mid = next(each.mid for each in announced.streams if each.kind == "audio")

        async def mute(on: bool) -> None:
            await real.mute(
                room_id=room.room_id, secret=SECRET, feed_id=muted.feed_id, mid=mid, muted=on
            )

        await mute(True)
        await listener.until_it_is_silent("audio")
        heard = (await listener.until("audio"))["packets"]
        await asyncio.gather(_reroute(muted), _reroute(listener))
        await listener.until_it_grows("video", "frames")
        assert (await listener.until("audio"))["packets"] == heard
        await mute(False)
        await listener.until_it_grows("audio")

    async def test_what_is_held_stays_so(
        self, real: JanusServer, room: RoomSpec, leg_in: Specs, page: BrowserPage
    ) -> None:
        await real.open_room(room)
        legs = [await real.open_leg(leg_in()) for _ in range(2)]
        sender, listener = [Party(leg, Ear(leg), await page.party()) for leg in legs]
        await sender.peer.publish(sender.leg)
        await listener.peer.publish(listener.leg)
        feed = (await listener.ear.hear(FeedPublished)).feed_id
        offer = await listener.leg.subscribe([feed], held=[feed])
        assert offer is not None
        await listener.peer.receive(listener.leg, offer)
        await listener.peer.ask("connected")

        await _reroute(listener)
        await sender.peer.reroute(sender.leg)
        await sender.peer.ask("hasSent", 60)

        found = (await listener.received()).values()
        assert sum(each["packets"] for each in found if each is not None) == 0
        await listener.leg.let_through(feed)
        await listener.until_it_grows("video", "frames")
        await listener.until_it_grows("audio")
