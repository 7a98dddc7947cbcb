"""One suite for every media server. Tests that need real pictures are in `test_real_media.py`."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from parloir.media.errors import (
    BadDescription,
    FeedGone,
    FeedTaken,
    LegGone,
    MediaServerUnavailable,
    NotAllowed,
    RoomFull,
    RoomGone,
)
from parloir.media.events import (
    Direction,
    FeedLeft,
    FeedPublished,
    LegLost,
    MediaStopped,
    MediaUp,
    RemovedFromRoom,
    RoomClosed,
    SubscriptionOffer,
)
from parloir.media.protocol import LegSpec, MediaServer, Participant, RoomSpec
from tests.contracts.conftest import SECRET, Node
from tests.contracts.descriptions import canned_answer, canned_offer, with_a_data_channel
from tests.contracts.ear import Ear
from tests.contracts.peers import Peer

pytestmark = pytest.mark.asyncio(loop_scope="session")

Specs = Callable[..., LegSpec]
Peers = Callable[[], Awaitable[Peer]]


# Rooms


async def test_a_room_is_open_until_it_is_closed(server: MediaServer, room: RoomSpec) -> None:
    assert room.room_id not in await server.rooms()
    await server.open_room(room)
    assert room.room_id in await server.rooms()
    await server.close_room(room_id=room.room_id, secret=SECRET)
    assert room.room_id not in await server.rooms()


async def test_opening_a_room_twice_leaves_who_is_in_it(
    server: MediaServer, room: RoomSpec, leg_in: Specs
) -> None:
    await server.open_room(room)
    leg = await server.open_leg(leg_in())
    await server.open_room(room)
    assert await server.participants(room_id=room.room_id) == (
        Participant(leg.spec.feed_id, publishing=False),
    )


async def test_closing_a_room_twice_is_closing_it(server: MediaServer, room: RoomSpec) -> None:
    await server.open_room(room)
    await server.close_room(room_id=room.room_id, secret=SECRET)
    await server.close_room(room_id=room.room_id, secret=SECRET)
    assert room.room_id not in await server.rooms()


async def test_a_room_is_closed_by_its_secret_alone(server: MediaServer, room: RoomSpec) -> None:
    await server.open_room(room)
    with pytest.raises(NotAllowed):
        await server.close_room(room_id=room.room_id, secret="another")
    assert room.room_id in await server.rooms()


async def test_the_largest_ids_are_exact(server: MediaServer, leg_in: Specs) -> None:
    largest = 2**53 - 1
    await server.open_room(RoomSpec(room_id=largest, secret=SECRET, pin="p"))
    spec = replace(leg_in(pin="p", feed_id=largest, session_id=largest), room_id=largest)
    await server.open_leg(spec)
    assert await server.participants(room_id=largest) == (Participant(largest, publishing=False),)
    await server.close_room(room_id=largest, secret=SECRET)
    assert largest not in await server.rooms()


async def test_nobody_is_in_a_room_that_does_not_exist(server: MediaServer, room: RoomSpec) -> None:
    with pytest.raises(RoomGone):
        await server.participants(room_id=room.room_id)


async def test_ping_answers(server: MediaServer) -> None:
    await server.ping(within=2)


# Joining


async def test_no_leg_without_its_room(server: MediaServer, leg_in: Specs) -> None:
    with pytest.raises(RoomGone):
        await server.open_leg(leg_in())


async def test_no_leg_without_the_pin(server: MediaServer, room: RoomSpec, leg_in: Specs) -> None:
    await server.open_room(room)
    with pytest.raises(NotAllowed):
        await server.open_leg(leg_in(pin="another"))
    assert await server.participants(room_id=room.room_id) == ()


async def test_a_feed_id_is_had_once(server: MediaServer, room: RoomSpec, leg_in: Specs) -> None:
    await server.open_room(room)
    first = await server.open_leg(leg_in())
    with pytest.raises(FeedTaken):
        await server.open_leg(leg_in(feed_id=first.spec.feed_id))
    assert len(await server.participants(room_id=room.room_id)) == 1


async def test_a_closed_leg_leaves_the_room(
    server: MediaServer, room: RoomSpec, leg_in: Specs
) -> None:
    await server.open_room(room)
    leg = await server.open_leg(leg_in())
    await leg.close()
    await leg.close()
    assert await server.participants(room_id=room.room_id) == ()
    with pytest.raises(LegGone):
        await leg.publish(canned_offer())


async def test_the_same_session_id_ends_the_leg_that_had_it(
    server: MediaServer, room: RoomSpec, leg_in: Specs
) -> None:
    await server.open_room(room)
    before = await server.open_leg(leg_in())
    after = await server.open_leg(leg_in(session_id=before.spec.session_id))
    assert await server.participants(room_id=room.room_id) == (
        Participant(after.spec.feed_id, publishing=False),
    )


async def test_a_leg_left_behind_can_be_discarded(
    server: MediaServer, room: RoomSpec, leg_in: Specs
) -> None:
    await server.open_room(room)
    leg = await server.open_leg(leg_in())
    await server.discard_leg(session_id=leg.spec.session_id)
    assert await server.participants(room_id=room.room_id) == ()
    await server.discard_leg(session_id=leg.spec.session_id)


# Publishing


async def test_an_offer_gets_an_answer(server: MediaServer, room: RoomSpec, leg_in: Specs) -> None:
    await server.open_room(room)
    leg = await server.open_leg(leg_in())
    answer = await leg.publish(canned_offer())
    assert answer.startswith("v=0")
    assert answer.count("a=recvonly") == 2


async def test_a_leg_that_watches_cannot_publish(
    server: MediaServer, room: RoomSpec, leg_in: Specs
) -> None:
    await server.open_room(room)
    leg = await server.open_leg(leg_in(publishes=False))
    with pytest.raises(NotAllowed):
        await leg.publish(canned_offer())


@pytest.mark.parametrize(
    "offer",
    ["", "nonsense", "v=0\r\ns=-\r\n", with_a_data_channel(canned_offer()), "v=0" + " " * 70_000],
    ids=["empty", "nonsense", "no media", "data channel", "oversized"],
)
async def test_what_no_browser_sends_is_refused(
    server: MediaServer, room: RoomSpec, leg_in: Specs, offer: str
) -> None:
    await server.open_room(room)
    leg = await server.open_leg(leg_in())
    with pytest.raises(BadDescription):
        await leg.publish(offer)
    assert (await leg.publish(canned_offer())).startswith("v=0")


@pytest.mark.browser
async def test_a_room_takes_so_many_publishers(
    server: MediaServer, room: RoomSpec, leg_in: Specs, peer: Peers
) -> None:
    await server.open_room(replace(room, publishers=1))
    first, second = await server.open_leg(leg_in()), await server.open_leg(leg_in())
    ear = Ear(first)
    await (await peer()).publish(first)
    await ear.hear(MediaUp)
    with pytest.raises(RoomFull):
        await second.publish(canned_offer())


@pytest.mark.browser
async def test_a_published_feed_is_told_to_who_is_there_and_to_who_comes(
    server: MediaServer, room: RoomSpec, leg_in: Specs, peer: Peers
) -> None:
    await server.open_room(room)
    sender, present = await server.open_leg(leg_in()), await server.open_leg(leg_in())
    sent, there = Ear(sender), Ear(present)
    await (await peer()).publish(sender)

    told = await there.hear(FeedPublished)
    assert told.feed_id == sender.spec.feed_id
    assert sorted(stream.kind for stream in told.streams) == ["audio", "video"]
    assert (await sent.hear(MediaUp)) == MediaUp(Direction.PUBLISH)
    assert Participant(sender.spec.feed_id, publishing=True) in await server.participants(
        room_id=room.room_id
    )

    late = Ear(await server.open_leg(leg_in(publishes=False)))
    assert await late.hear(FeedPublished) == told


@pytest.mark.browser
async def test_a_feed_that_leaves_is_told_once(
    server: MediaServer, room: RoomSpec, leg_in: Specs, peer: Peers
) -> None:
    await server.open_room(room)
    sender, watcher = await server.open_leg(leg_in()), await server.open_leg(leg_in())
    ear = Ear(watcher)
    await (await peer()).publish(sender)
    await ear.hear(FeedPublished)
    await sender.close()
    assert await ear.hear(FeedLeft) == FeedLeft(sender.spec.feed_id)

    await server.close_room(room_id=room.room_id, secret=SECRET)
    await ear.hear(RoomClosed)
    assert [each for each in ear.heard if isinstance(each, FeedLeft)] == [
        FeedLeft(sender.spec.feed_id)
    ]


# Receiving


async def test_what_nobody_publishes_cannot_be_received(
    server: MediaServer, room: RoomSpec, leg_in: Specs
) -> None:
    await server.open_room(room)
    silent, watcher = await server.open_leg(leg_in()), await server.open_leg(leg_in())
    for feed_id in (silent.spec.feed_id, 12345):
        with pytest.raises(FeedGone):
            await watcher.subscribe([feed_id])


async def test_receiving_nothing_needs_no_answer(
    server: MediaServer, room: RoomSpec, leg_in: Specs
) -> None:
    await server.open_room(room)
    watcher = await server.open_leg(leg_in(publishes=False))
    assert await watcher.subscribe([]) is None


@pytest.mark.browser
async def test_a_subscription_names_what_it_carries_and_comes_to_stand(
    server: MediaServer, room: RoomSpec, leg_in: Specs, peer: Peers
) -> None:
    await server.open_room(room)
    sender, watcher = await server.open_leg(leg_in()), await server.open_leg(leg_in())
    ear = Ear(watcher)
    await (await peer()).publish(sender)
    feed_id = (await ear.hear(FeedPublished)).feed_id

    offer = await watcher.subscribe([feed_id])
    assert offer is not None
    assert sorted(stream.kind for stream in offer.streams) == ["audio", "video"]
    assert {stream.feed_id for stream in offer.streams} == {feed_id}
    assert all(f"a=mid:{stream.mid}\r\n" in offer.sdp for stream in offer.streams)

    await (await peer()).receive(watcher, offer)
    assert await ear.hear(MediaUp) == MediaUp(Direction.SUBSCRIBE)
    assert await watcher.subscribe([feed_id]) is None
    await watcher.select_layer(feed_id, substream=0)
    await watcher.select_layer(feed_id, substream=0, temporal=0)
    await watcher.relay_picture(feed_id, relayed=False)
    await watcher.relay_picture(feed_id, relayed=True)
    with pytest.raises(FeedGone):
        await watcher.select_layer(12345, substream=0)
    await watcher.relay_sound(feed_id, relayed=False)
    await watcher.relay_sound(feed_id, relayed=True)
    with pytest.raises(FeedGone):
        await watcher.relay_picture(12345, relayed=False)
    with pytest.raises(FeedGone):
        await watcher.relay_sound(12345, relayed=False)


@pytest.mark.browser
async def test_a_leg_receives_its_own_feed_once_it_is_connected(
    server: MediaServer, room: RoomSpec, leg_in: Specs, peer: Peers
) -> None:
    await server.open_room(room)
    leg = await server.open_leg(leg_in())
    ear, person = Ear(leg), await peer()
    await person.publish(leg)
    assert await ear.hear(MediaUp) == MediaUp(Direction.PUBLISH)

    offer = await leg.subscribe([leg.spec.feed_id])
    assert offer is not None
    assert sorted(stream.kind for stream in offer.streams) == ["audio", "video"]
    assert {stream.feed_id for stream in offer.streams} == {leg.spec.feed_id}

    await person.receive(leg, offer)
    assert await ear.hear(MediaUp) == MediaUp(Direction.SUBSCRIBE)


@pytest.mark.browser
async def test_a_held_feed_is_connected_and_can_be_let_through(
    server: MediaServer, room: RoomSpec, leg_in: Specs, peer: Peers
) -> None:
    await server.open_room(room)
    watcher = await server.open_leg(leg_in())
    ear, viewer = Ear(watcher), await peer()
    senders = [await server.open_leg(leg_in()) for _ in range(2)]
    feeds = [sender.spec.feed_id for sender in senders]
    for feed in feeds:
        with pytest.raises(FeedGone):
            await watcher.let_through(feed)

    for count, sender in enumerate(senders, start=1):
        await (await peer()).publish(sender)
        await ear.hear(FeedPublished)
        offer = await watcher.subscribe(feeds[:count], held=feeds[:count])
        assert offer is not None
        assert {stream.feed_id for stream in offer.streams} == set(feeds[:count])
        await viewer.receive(watcher, offer)
    assert await ear.hear(MediaUp) == MediaUp(Direction.SUBSCRIBE)
    for feed in feeds:
        await watcher.let_through(feed)
        await watcher.let_through(feed)
    assert await watcher.subscribe(feeds) is None


@pytest.mark.browser
async def test_a_subscription_grows_and_shrinks(
    server: MediaServer, room: RoomSpec, leg_in: Specs, peer: Peers
) -> None:
    await server.open_room(room)
    watcher = await server.open_leg(leg_in(publishes=False))
    ear, viewer = Ear(watcher), await peer()
    senders = [await server.open_leg(leg_in()) for _ in range(2)]
    feeds = [sender.spec.feed_id for sender in senders]

    for count, sender in enumerate(senders, start=1):
        await (await peer()).publish(sender)
        await ear.hear(FeedPublished)
        offer = await watcher.subscribe(feeds[:count])
        assert offer is not None
        assert {stream.feed_id for stream in offer.streams} == set(feeds[:count])
        await viewer.receive(watcher, offer)

    offer = await watcher.subscribe(feeds[1:])
    assert offer is not None
    assert {stream.feed_id for stream in offer.streams} == {feeds[1]}
    await viewer.receive(watcher, offer)

    await senders[1].close()
    assert (await ear.hear(SubscriptionOffer)).streams == ()


async def test_an_answer_without_an_offer_is_refused(
    server: MediaServer, room: RoomSpec, leg_in: Specs
) -> None:
    await server.open_room(room)
    leg = await server.open_leg(leg_in())
    with pytest.raises(BadDescription):
        await leg.accept(canned_answer())


# Ruling


async def test_a_removed_party_is_out(server: MediaServer, room: RoomSpec, leg_in: Specs) -> None:
    await server.open_room(room)
    leg, other = await server.open_leg(leg_in()), await server.open_leg(leg_in())
    ear = Ear(leg)
    await server.remove(room_id=room.room_id, secret=SECRET, feed_id=leg.spec.feed_id)
    await ear.hear(RemovedFromRoom)
    assert await server.participants(room_id=room.room_id) == (
        Participant(other.spec.feed_id, publishing=False),
    )
    with pytest.raises(LegGone):
        await leg.publish(canned_offer())
    await server.remove(room_id=room.room_id, secret=SECRET, feed_id=leg.spec.feed_id)


async def test_removing_takes_the_secret_and_a_room(
    server: MediaServer, room: RoomSpec, leg_in: Specs
) -> None:
    with pytest.raises(RoomGone):
        await server.remove(room_id=room.room_id, secret=SECRET, feed_id=1)
    await server.open_room(room)
    leg = await server.open_leg(leg_in())
    with pytest.raises(NotAllowed):
        await server.remove(room_id=room.room_id, secret="another", feed_id=leg.spec.feed_id)
    assert len(await server.participants(room_id=room.room_id)) == 1


@pytest.mark.browser
async def test_a_removed_publisher_is_gone_for_the_others(
    server: MediaServer, room: RoomSpec, leg_in: Specs, peer: Peers
) -> None:
    await server.open_room(room)
    sender, watcher = await server.open_leg(leg_in()), await server.open_leg(leg_in())
    sent, ear = Ear(sender), Ear(watcher)
    await (await peer()).publish(sender)
    await ear.hear(FeedPublished)
    await server.remove(room_id=room.room_id, secret=SECRET, feed_id=sender.spec.feed_id)
    assert await ear.hear(FeedLeft) == FeedLeft(sender.spec.feed_id)
    assert (await sent.hear(MediaStopped)).direction is Direction.PUBLISH
    with pytest.raises(FeedGone):
        await watcher.subscribe([sender.spec.feed_id])


async def test_everybody_hears_that_the_room_closes(
    server: MediaServer, room: RoomSpec, leg_in: Specs
) -> None:
    await server.open_room(room)
    legs = [await server.open_leg(leg_in(publishes=publishes)) for publishes in (True, False)]
    ears = [Ear(leg) for leg in legs]
    await server.close_room(room_id=room.room_id, secret=SECRET)
    for ear, leg in zip(ears, legs, strict=True):
        await ear.hear(RoomClosed)
        with pytest.raises(LegGone):
            await leg.subscribe([1])
        await leg.close()


@pytest.mark.browser
async def test_a_stream_is_muted_by_the_secret(
    server: MediaServer, room: RoomSpec, leg_in: Specs, peer: Peers
) -> None:
    await server.open_room(room)
    sender, watcher = await server.open_leg(leg_in()), await server.open_leg(leg_in())
    ear = Ear(watcher)
    await (await peer()).publish(sender)
    told = await ear.hear(FeedPublished)
    mid = next(stream.mid for stream in told.streams if stream.kind == "audio")

    async def mute(feed_id: int, secret: str) -> None:
        await server.mute(room_id=room.room_id, secret=secret, feed_id=feed_id, mid=mid, muted=True)

    with pytest.raises(NotAllowed):
        await mute(told.feed_id, "another")
    with pytest.raises(FeedGone):
        await mute(12345, SECRET)
    await mute(told.feed_id, SECRET)


# Going down and coming back


async def test_a_server_that_goes_down_loses_its_legs_and_comes_back_empty(
    node: Node, room: RoomSpec, leg_in: Specs
) -> None:
    server = node.server
    await server.open_room(room)
    leg = await server.open_leg(leg_in())
    ear = Ear(leg)
    await node.go_down()

    assert isinstance((await ear.to_the_end())[-1], LegLost)
    with pytest.raises(LegGone):
        await leg.publish(canned_offer())
    with pytest.raises(MediaServerUnavailable):
        await server.ping(within=0.2)
    with pytest.raises(MediaServerUnavailable):
        await server.rooms()

    await node.come_back()
    assert await server.rooms() == frozenset()
    await server.open_room(room)
    again = await server.open_leg(leg_in(session_id=leg.spec.session_id))
    assert await server.participants(room_id=room.room_id) == (
        Participant(again.spec.feed_id, publishing=False),
    )


async def test_closing_ends_every_leg(node: Node, room: RoomSpec, leg_in: Specs) -> None:
    await node.server.open_room(room)
    ear = Ear(await node.server.open_leg(leg_in()))
    await node.server.close()
    assert await asyncio.wait_for(ear.to_the_end(), 5) == []
