"""Unsolicited messages of Janus (taken from version 1.4.1), as our events."""

from typing import Any

import pytest

from parloir.media.events import (
    Direction,
    FeedLeft,
    FeedPublished,
    LegEvent,
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
from parloir.media.janus.hearing import Hearing

UP, DOWN = 11, 22


class Heard:
    def __init__(self) -> None:
        self.inbox = Inbox()
        handles = {Direction.PUBLISH: UP, Direction.SUBSCRIBE: DOWN}
        self.hearing = Hearing(inbox=self.inbox, handles=handles)

    def hear(self, janus: str, *, sender: int = UP, asked: bool = False, **fields: Any) -> None:
        self.hearing.hear({"janus": janus, "sender": sender, **fields}, asked=asked)

    def room(self, **data: Any) -> None:
        self.hear("event", plugindata={"data": data})

    def subscription(self, *, asked: bool = False, **data: Any) -> None:
        message = {"plugindata": {"data": data}, "jsep": {"type": "offer", "sdp": "v=0"}}
        self.hear("event", sender=DOWN, asked=asked, **message)

    async def events(self) -> list[LegEvent]:
        self.inbox.finish()
        return [event async for event in self.inbox.events()]


@pytest.fixture
def heard() -> Heard:
    return Heard()


def publisher(feed_id: int) -> dict[str, Any]:
    return {
        "id": feed_id,
        "streams": [
            {"type": "audio", "mindex": 0, "mid": "0", "codec": "opus", "moderated": True},
            {"type": "video", "mindex": 1, "mid": "1", "codec": "vp8", "simulcast": True},
            {"type": "video", "mindex": 2, "mid": "2", "disabled": True},
            {"type": "data", "mindex": 3, "mid": "3"},
        ],
    }


async def test_a_publisher_is_told_with_the_streams_that_can_be_had(heard: Heard) -> None:
    heard.room(videoroom="event", publishers=[publisher(7)])
    streams = (Stream("0", "audio", muted=True), Stream("1", "video", simulcast=True))
    assert await heard.events() == [FeedPublished(7, streams)]


async def test_who_is_there_at_joining_is_told_from_the_reply(heard: Heard) -> None:
    data = {"videoroom": "joined", "publishers": [publisher(7)]}
    heard.hear("event", asked=True, plugindata={"data": data})
    assert [type(event) for event in await heard.events()] == [FeedPublished]


@pytest.mark.parametrize("words", [("unpublished", "leaving"), ("kicked", "unpublished")])
async def test_a_departure_is_told_once_however_janus_says_it(
    heard: Heard, words: tuple[str, ...]
) -> None:
    heard.room(videoroom="event", publishers=[publisher(7)])
    heard.hearing.subscribed |= {7, 8}
    for word in words:
        heard.room(videoroom="event", **{word: 7})
    assert (await heard.events())[1:] == [FeedLeft(7)]
    assert heard.hearing.subscribed == {8}


async def test_who_never_published_does_not_leave(heard: Heard) -> None:
    heard.room(videoroom="event", leaving=7)
    assert await heard.events() == []


async def test_a_feed_that_comes_back_is_to_be_asked_for_anew(heard: Heard) -> None:
    heard.room(videoroom="event", publishers=[publisher(7)])
    heard.hearing.subscribed |= {7}
    heard.room(videoroom="event", unpublished=7)
    heard.room(videoroom="event", publishers=[publisher(7)])
    assert heard.hearing.subscribed == set()


async def test_removal_and_closing_are_told_once(heard: Heard) -> None:
    heard.room(videoroom="event", leaving="ok", reason="kicked")
    heard.room(videoroom="destroyed")
    assert await heard.events() == [RemovedFromRoom()]
    assert heard.hearing.outside


async def test_the_closing_of_the_room_is_told(heard: Heard) -> None:
    heard.room(videoroom="destroyed")
    assert await heard.events() == [RoomClosed()]


async def test_leaving_by_oneself_is_no_removal(heard: Heard) -> None:
    heard.room(videoroom="event", leaving="ok")
    heard.room(videoroom="event", unpublished="ok")
    assert await heard.events() == []
    assert not heard.hearing.outside


async def test_the_state_of_the_path_is_told_by_direction(heard: Heard) -> None:
    heard.hear("webrtcup")
    heard.hear("webrtcup", sender=DOWN)
    heard.hear("slowlink", sender=DOWN, uplink=False, lost=9)
    heard.hear("hangup", sender=DOWN, reason="ICE failed")
    assert await heard.events() == [
        MediaUp(Direction.PUBLISH),
        MediaUp(Direction.SUBSCRIBE),
        SlowLink(Direction.SUBSCRIBE, uplink=False, lost=9),
        MediaStopped(Direction.SUBSCRIBE, "ICE failed"),
    ]


async def test_flow_is_told_of_what_the_browser_sends(heard: Heard) -> None:
    heard.hear("media", mid="1", type="video", receiving=False)
    heard.hear("media", sender=DOWN, mid="1", type="video", receiving=False)
    assert await heard.events() == [MediaFlow("1", "video", flowing=False)]


async def test_other_handles_are_not_ours(heard: Heard) -> None:
    heard.hear("webrtcup", sender=33)
    assert await heard.events() == []


async def test_an_offer_that_nobody_waits_for_is_an_event(heard: Heard) -> None:
    received = {"mid": "1", "feed_id": 7, "type": "video"}
    gone = {"mid": "0", "type": "audio", "active": False}
    heard.subscription(asked=True, videoroom="attached", streams=[received])
    heard.subscription(videoroom="updated", streams=[gone, received])
    assert await heard.events() == [SubscriptionOffer("v=0", (ReceivedStream("1", 7, "video"),))]


async def test_the_layer_that_comes_through_is_remembered(heard: Heard) -> None:
    for layer in (2, 0):
        data = {"videoroom": "event", "mid": "1", "substream": layer}
        heard.hear("event", sender=DOWN, plugindata={"data": data})
    assert heard.hearing.layers == {"1": 0}
    assert await heard.events() == []
