"""Nothing passes a closed gate, whatever else happens to it: packets counted at real receivers.

One party sends all the time, as a manipulated page would. Another side and an officer are connected
to it behind its gate.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from parloir.media.events import FeedPublished, ReceivedStream
from parloir.media.janus import JanusServer
from parloir.media.protocol import LegSpec, RoomSpec
from tests.contracts.conftest import SECRET
from tests.contracts.ear import PATIENCE_S, Ear
from tests.contracts.peers import BrowserPage
from tests.contracts.test_real_media import Party

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.janus,
    pytest.mark.browser,
]

SENT_MEANWHILE = 40
"""So many packets of sound and of picture go out after each thing that happens."""


@dataclass
class Receiver:
    party: Party
    streams: dict[str, ReceivedStream] = field(default_factory=dict)

    async def receives(self, *feeds: int, held: tuple[int, ...] = ()) -> None:
        offer = await self.party.leg.subscribe(feeds, held=held)
        assert offer is not None
        self.streams |= {each.mid: each for each in offer.streams}
        await self.party.peer.receive(self.party.leg, offer)
        await self.party.peer.ask("connected")

    async def takes_another_way(self) -> None:
        offer = await self.party.leg.reroute_receiving()
        assert offer is not None
        await self.party.peer.receive(self.party.leg, offer)

    async def packets_of(self, feed: int) -> int:
        """Return how many packets of the feed have reached the browser, sound and picture."""
        by_mid: dict[str, int] = await self.party.peer.ask("packetsByMid")
        return sum(count for mid, count in by_mid.items() if self.streams[mid].feed_id == feed)

    async def until_it_comes(self, feed: int) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while await self.packets_of(feed) <= SENT_MEANWHILE:
                await self.party.peer.ask("aMoment")


@dataclass
class ClosedGate:
    """`sender` stands behind it, and `receivers` are connected to what it sends."""

    server: JanusServer
    room: RoomSpec
    sender: Party
    receivers: tuple[Receiver, Receiver]
    mids: dict[str, str]
    """What the media server calls that which the sender sends, by kind."""

    async def mute(self, *kinds: str, muted: bool) -> None:
        for kind in kinds:
            await self.server.mute(
                room_id=self.room.room_id,
                secret=SECRET,
                feed_id=self.sender.feed_id,
                mid=self.mids[kind],
                muted=muted,
            )

    async def passed(self) -> list[int]:
        """Return how many packets have passed to each receiver, while more were sent."""
        await self.sender.peer.ask("sendsMore", SENT_MEANWHILE)
        return [await each.packets_of(self.sender.feed_id) for each in self.receivers]


Parties = Callable[..., Awaitable[Party]]


@pytest.fixture
def party(real: JanusServer, leg_in: Callable[..., LegSpec], page: BrowserPage) -> Parties:
    """Return a function that opens a party's leg."""

    async def opened(*, publishes: bool = True) -> Party:
        leg = await real.open_leg(leg_in(publishes=publishes))
        return Party(leg, Ear(leg), await page.party())

    return opened


@pytest_asyncio.fixture(loop_scope="session")
async def gate(real: JanusServer, room: RoomSpec, party: Parties) -> ClosedGate:
    await real.open_room(room)
    sender, side, officer = await party(), await party(), await party(publishes=False)
    await sender.peer.publish(sender.leg)
    published = await side.ear.hear(FeedPublished)
    receivers = Receiver(side), Receiver(officer)
    for each in receivers:
        await each.receives(sender.feed_id, held=(sender.feed_id,))
    mids: dict[str, str] = {stream.kind: stream.mid for stream in published.streams}
    return ClosedGate(real, room, sender, receivers, mids)


async def test_nothing_passes_whatever_happens_to_it(gate: ClosedGate) -> None:
    side, officer = gate.receivers
    feed = gate.sender.feed_id
    assert await gate.passed() == [0, 0]

    await gate.mute("audio", muted=True)
    assert await gate.passed() == [0, 0], "its sound is muted"
    await gate.mute("audio", muted=False)
    assert await gate.passed() == [0, 0], "its sound is muted no longer"
    await gate.mute("audio", "video", muted=True)
    assert await gate.passed() == [0, 0], "the visit is paused"
    await gate.mute("audio", "video", muted=False)
    assert await gate.passed() == [0, 0], "the visit goes on"

    await officer.party.leg.select_layer(feed, substream=0)
    await gate.sender.leg.request_keyframe()
    assert await gate.passed() == [0, 0], "an officer chooses a layer"

    await gate.sender.peer.reroute(gate.sender.leg)
    await side.takes_another_way()
    assert await gate.passed() == [0, 0], "both take another way"


async def test_somebody_else_is_received_meanwhile_and_each_gate_opens_by_itself(
    gate: ClosedGate, party: Parties
) -> None:
    side, officer = gate.receivers
    feed = gate.sender.feed_id
    other = await party()
    await other.peer.publish(other.leg)
    assert (await side.party.ear.hear(FeedPublished)).feed_id == other.feed_id
    for each in gate.receivers:
        await each.receives(feed, other.feed_id, held=(feed,))
        await each.until_it_comes(other.feed_id)
    assert await gate.passed() == [0, 0]

    await side.party.leg.let_through(feed)
    await side.until_it_comes(feed)
    assert (await gate.passed())[1] == 0
    await officer.party.leg.let_through(feed)
    await officer.until_it_comes(feed)


async def test_what_was_muted_behind_the_gate_stays_so_when_it_opens(gate: ClosedGate) -> None:
    """Its picture comes, its sound does not, until it is muted no longer."""
    side, _ = gate.receivers
    await gate.mute("audio", muted=True)
    await side.party.leg.let_through(gate.sender.feed_id)
    await side.party.until_it_grows("video", "frames")
    found = await side.party.received()
    assert found["audio"] is None or found["audio"]["packets"] == 0
    await gate.mute("audio", muted=False)
    await side.party.until_it_grows("audio")
