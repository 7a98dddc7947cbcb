"""Real pictures through a real Janus: they arrive, and they stop when we say so.

The page that plays the parties never closes a connection because of a message, so when media stops
here, the media server has stopped it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from parloir.media.descriptions import stream_names
from parloir.media.events import (
    Direction,
    FeedLeft,
    FeedPublished,
    MediaFlow,
    MediaStopped,
    SubscriptionOffer,
)
from parloir.media.janus import JanusServer
from parloir.media.protocol import LegSpec, MediaLeg, RoomSpec
from tests.contracts.conftest import SECRET
from tests.contracts.ear import Ear
from tests.contracts.peers import BrowserPage, ChromiumPeer

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.janus,
    pytest.mark.browser,
]

RED, BLUE = (208, 48, 32), (32, 64, 208)
COLOUR_TOLERANCE = 48
SILENCE_MS = 700
"""A picture comes every 33 ms and sound every 20: so long without is a stop, not a stutter."""


@dataclass
class Party:
    leg: MediaLeg
    ear: Ear
    peer: ChromiumPeer

    @property
    def feed_id(self) -> int:
        return self.leg.spec.feed_id

    async def receive(self, *feeds: int, substream: int = 2) -> None:
        offer = await self.leg.subscribe(feeds, substream=substream)
        assert offer is not None
        await self.peer.receive(self.leg, offer)
        await self.peer.ask("firstFrame")

    async def received(self) -> dict[str, dict[str, Any] | None]:
        """Return what is received, or None while the browser's statistics lag behind."""
        found: dict[str, dict[str, Any] | None] = await self.peer.ask("received")
        return found

    async def until(
        self, kind: str, condition: Callable[[dict[str, Any]], bool] = lambda _: True
    ) -> dict[str, Any]:
        """Wait until something of this kind is received and meets the condition."""
        found: dict[str, Any] | None = None
        try:
            async with asyncio.timeout(10):
                while (found := (await self.received())[kind]) is None or not condition(found):
                    await self.peer.ask("aMoment")
        except TimeoutError:
            raise AssertionError(f"still {found}") from None
        return found

    async def until_it_grows(self, kind: str, count: str = "packets") -> None:
        before = (await self.until(kind))[count]
        await self.until(kind, lambda now: now[count] > before + 10)

    async def until_it_is_silent(self, kind: str) -> float:
        """Return when the last packet arrived, in ms of the page's clock."""
        found = await self.until(
            kind, lambda now: now["last"] is not None and now["now"] - now["last"] > SILENCE_MS
        )
        return float(found["last"])


@pytest_asyncio.fixture(loop_scope="session")
async def pair(
    real: JanusServer, room: RoomSpec, leg_in: Callable[..., LegSpec], page: BrowserPage
) -> tuple[Party, Party]:
    """Return two parties that see and hear each other: the first is red, the second blue."""
    await real.open_room(room)
    parties = []
    for colour, hertz in ((RED, 440), (BLUE, 660)):
        leg = await real.open_leg(leg_in())
        peer = await page.party(colour=f"rgb{colour}", hertz=hertz)
        parties.append(Party(leg, Ear(leg), peer))
    first, second = parties

    async def bring(party: Party) -> None:
        await party.peer.publish(party.leg)
        await party.receive((await party.ear.hear(FeedPublished)).feed_id)

    await asyncio.gather(bring(first), bring(second))
    return first, second


Watcher = Callable[..., Awaitable[Party]]


@pytest.fixture
def watcher(real: JanusServer, leg_in: Callable[..., LegSpec], page: BrowserPage) -> Watcher:
    async def made(*feeds: int, substream: int = 2) -> Party:
        leg = await real.open_leg(leg_in(publishes=False))
        party = Party(leg, Ear(leg), await page.party())
        await party.receive(*feeds, substream=substream)
        return party

    return made


async def page_clock(party: Party) -> float:
    return float((await party.until("video"))["now"])


async def test_each_sees_the_other_and_hears_them(pair: tuple[Party, Party]) -> None:
    for party, colour in zip(pair, (BLUE, RED), strict=True):
        await party.until_it_grows("video", "frames")
        await party.until_it_grows("audio")
        seen = await party.peer.ask("colour")
        assert all(abs(a - b) < COLOUR_TOLERANCE for a, b in zip(seen, colour, strict=True)), seen


async def test_media_is_encrypted_both_ways(pair: tuple[Party, Party]) -> None:
    for direction in ("publish", "subscribe"):
        transport = await pair[0].peer.ask("transport", direction)
        assert transport["state"] == "connected"
        # Browsers name it differently, as SRTP_AES128_CM_SHA1_80 or AES_CM_128_HMAC_SHA1_80.
        assert "AES" in transport["cipher"]


async def test_closing_the_room_stops_both(
    pair: tuple[Party, Party], real: JanusServer, room: RoomSpec
) -> None:
    first, second = pair
    await asyncio.gather(*(each.until_it_grows("video") for each in pair))
    await real.close_room(room_id=room.room_id, secret=SECRET)
    closed_at = await page_clock(first)
    for party in (first, second):
        for kind in ("video", "audio"):
            assert await party.until_it_is_silent(kind) <= closed_at + 100


async def test_a_removed_party_neither_sends_nor_receives(
    pair: tuple[Party, Party], watcher: Watcher, real: JanusServer, room: RoomSpec
) -> None:
    removed, stays = pair
    officer = await watcher(stays.feed_id)
    await real.remove(room_id=room.room_id, secret=SECRET, feed_id=removed.feed_id)
    removed_at = await page_clock(stays)
    for party in (removed, stays):
        for kind in ("video", "audio"):
            assert await party.until_it_is_silent(kind) <= removed_at + 100
    await officer.until_it_grows("video")


async def test_a_removed_watcher_receives_no_more(
    pair: tuple[Party, Party], watcher: Watcher, real: JanusServer, room: RoomSpec
) -> None:
    officer = await watcher(pair[0].feed_id, pair[1].feed_id)
    await officer.until_it_grows("video")
    await real.remove(room_id=room.room_id, secret=SECRET, feed_id=officer.feed_id)
    removed_at = await page_clock(officer)
    for kind in ("video", "audio"):
        assert await officer.until_it_is_silent(kind) <= removed_at + 100
    await pair[0].until_it_grows("video")


async def test_a_muted_stream_is_heard_by_nobody_until_it_is_let_through(
    pair: tuple[Party, Party], real: JanusServer, room: RoomSpec
) -> None:
    muted, listener = pair
    mid = next(
        stream.mid
        for event in listener.ear.heard
        if isinstance(event, FeedPublished)
        for stream in event.streams
        if stream.kind == "audio"
    )

    async def mute(on: bool) -> None:
        await real.mute(
            room_id=room.room_id, secret=SECRET, feed_id=muted.feed_id, mid=mid, muted=on
        )

    await mute(True)
    await listener.until_it_is_silent("audio")
    await listener.until_it_grows("video")
    await mute(False)
    await listener.until_it_grows("audio")


async def test_what_was_muted_before_it_flowed_comes_when_it_is_let_through(
    real: JanusServer, room: RoomSpec, leg_in: Callable[..., LegSpec], page: BrowserPage
) -> None:
    """One party comes back into a paused visit, and the other one waits there."""
    await real.open_room(room)
    legs = [await real.open_leg(leg_in()) for _ in range(2)]
    muted, listener = [Party(leg, Ear(leg), await page.party()) for leg in legs]
    mids: list[str] = []

    async def mute(on: bool) -> None:
        for mid in mids:
            await real.mute(
                room_id=room.room_id, secret=SECRET, feed_id=muted.feed_id, mid=mid, muted=on
            )

    class MutedAtOnce:
        """A media server whose legs are muted before the browser has its answer."""

        async def publish(self, offer: str, *, unhurried: bool = False) -> str:
            answer = await legs[0].publish(offer, unhurried=unhurried)
            mids.extend(stream_names(offer).values())
            await mute(True)
            return answer

        def __getattr__(self, name: str) -> Any:
            return getattr(legs[0], name)

    await muted.peer.publish(MutedAtOnce())
    feed = (await listener.ear.hear(FeedPublished)).feed_id
    offer = await listener.leg.subscribe([feed])
    assert offer is not None
    await listener.peer.receive(listener.leg, offer)
    await muted.ear.hear(MediaFlow)
    nothing_yet = (await listener.received()).get("video")
    assert nothing_yet is None or nothing_yet["packets"] == 0

    await mute(False)
    await legs[0].request_keyframe()  # Janus does not by itself
    await listener.peer.ask("firstFrame")
    await listener.until_it_grows("video", "frames")
    await listener.until_it_grows("audio")


async def test_nothing_of_a_held_feed_arrives_although_it_is_sent(
    real: JanusServer, room: RoomSpec, leg_in: Callable[..., LegSpec], page: BrowserPage
) -> None:
    """As for a side that sends before its press. Once let through, the picture comes in full."""
    await real.open_room(room)
    legs = [await real.open_leg(leg_in()) for _ in range(3)]
    first, second, listener = [Party(leg, Ear(leg), await page.party()) for leg in legs]

    await _hold(listener, first)
    assert await _packets(listener) == 0
    await first.leg.close()
    offer = await listener.ear.hear(SubscriptionOffer)
    await listener.peer.receive(listener.leg, offer)

    await _hold(listener, second)  # in the sections that the first one has left
    assert await _packets(listener) == 0
    await listener.leg.let_through(second.feed_id)
    await listener.until("video", lambda now: now["height"] == 360)
    await listener.until_it_grows("video", "frames")
    await listener.until_it_grows("audio")


async def test_a_picture_that_is_not_relayed_leaves_the_sound_and_comes_back(
    pair: tuple[Party, Party],
) -> None:
    sender, receiver = pair
    await receiver.until_it_grows("video", "frames")
    await receiver.leg.relay_picture(sender.feed_id, relayed=False)
    await receiver.until_it_is_silent("video")
    await receiver.until_it_grows("audio")
    await sender.leg.request_keyframe()
    before = (await receiver.until("video"))["packets"]
    await receiver.until_it_grows("audio")
    assert (await receiver.until("video"))["packets"] == before
    await receiver.leg.relay_picture(sender.feed_id, relayed=True)
    await receiver.until_it_grows("video", "frames")


async def test_sound_that_is_not_relayed_leaves_the_picture_and_comes_back(
    pair: tuple[Party, Party],
) -> None:
    sender, receiver = pair
    await receiver.until_it_grows("audio")
    await receiver.leg.relay_sound(sender.feed_id, relayed=False)
    await receiver.until_it_is_silent("audio")
    await receiver.until_it_grows("video", "frames")
    await receiver.leg.relay_sound(sender.feed_id, relayed=True)
    await receiver.until_it_grows("audio")


async def test_neither_a_gate_nor_a_thin_line_opens_what_the_other_holds(
    real: JanusServer, room: RoomSpec, leg_in: Callable[..., LegSpec], page: BrowserPage
) -> None:
    await real.open_room(room)
    legs = [await real.open_leg(leg_in()) for _ in range(2)]
    sender, listener = [Party(leg, Ear(leg), await page.party()) for leg in legs]
    await _hold(listener, sender)
    await listener.leg.relay_picture(sender.feed_id, relayed=False)
    await listener.leg.relay_picture(sender.feed_id, relayed=True)
    await sender.peer.ask("hasSent", 80)
    assert await _packets(listener) == 0
    await listener.leg.relay_picture(sender.feed_id, relayed=False)
    await listener.leg.let_through(sender.feed_id)
    await listener.until_it_grows("audio")
    found = (await listener.received())["video"]
    assert found is None or found["packets"] == 0
    await listener.leg.relay_picture(sender.feed_id, relayed=True)
    await listener.until_it_grows("video", "frames")


async def test_the_lowest_temporal_layer_has_fewer_frames(pair: tuple[Party, Party]) -> None:
    sender, receiver = pair
    await receiver.leg.select_layer(sender.feed_id, substream=0)
    await receiver.until("video", lambda now: now["height"] == 180)
    many = await _frames_of_a_second(receiver)
    await receiver.leg.select_layer(sender.feed_id, substream=0, temporal=0)
    await receiver.until_it_grows("video", "frames")
    assert 0 < await _frames_of_a_second(receiver) < 0.7 * many


async def _frames_of_a_second(party: Party) -> int:
    before = await party.until("video")
    after = await party.until("video", lambda now: now["now"] >= before["now"] + 1000)
    return int(after["frames"] - before["frames"])


async def _hold(listener: Party, sender: Party) -> None:
    """Connect to the sender, who sends, and hold it until a second of it has gone by."""
    await sender.peer.publish(sender.leg)
    feed = (await listener.ear.hear(FeedPublished)).feed_id
    offer = await listener.leg.subscribe([feed], held=[feed])
    assert offer is not None
    await listener.peer.receive(listener.leg, offer)
    await listener.peer.ask("connected")
    await sender.peer.ask("hasSent", 40)


async def _packets(listener: Party) -> int:
    found = (await listener.received()).values()
    return sum(each["packets"] for each in found if each is not None)


async def test_a_watcher_chooses_the_layer(pair: tuple[Party, Party], watcher: Watcher) -> None:
    """This also works directly after joining, when Janus has just requested a key frame."""
    officer = await watcher(pair[0].feed_id)
    await officer.leg.select_layer(pair[0].feed_id, substream=0)
    await officer.until("video", lambda now: now["height"] == 180)
    await officer.leg.select_layer(pair[0].feed_id, substream=2)
    await officer.until("video", lambda now: now["height"] == 360)


async def test_a_watcher_can_begin_with_the_low_layer(
    pair: tuple[Party, Party], watcher: Watcher
) -> None:
    officer = await watcher(pair[0].feed_id, substream=0)
    await officer.until("video", lambda now: now["height"] == 180)


async def test_a_track_that_stays_away_is_told(pair: tuple[Party, Party]) -> None:
    sender, _ = pair
    await sender.peer.ask("silence", "video")
    flow = await sender.ear.hear(MediaFlow)
    while flow.flowing:
        flow = await sender.ear.hear(MediaFlow)
    assert flow.kind == "video"


async def test_a_browser_that_closes_is_told_to_itself_and_to_the_others(
    pair: tuple[Party, Party],
) -> None:
    sender, other = pair
    await sender.peer.ask("shut")
    assert (await sender.ear.hear(MediaStopped)).direction in Direction
    assert await other.ear.hear(FeedLeft) == FeedLeft(sender.feed_id)
