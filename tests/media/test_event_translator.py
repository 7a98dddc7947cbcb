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
from parloir.media.janus.event_translator import EventTranslator

UP, DOWN = 11, 22


class Translated:
    def __init__(self) -> None:
        self.inbox = Inbox()
        handles = {Direction.PUBLISH: UP, Direction.SUBSCRIBE: DOWN}
        self.translator = EventTranslator(inbox=self.inbox, handles=handles)

    def on_message(
        self, janus: str, *, sender: int = UP, asked: bool = False, **fields: Any
    ) -> None:
        self.translator.on_message({"janus": janus, "sender": sender, **fields}, asked=asked)

    def room(self, **data: Any) -> None:
        self.on_message("event", plugindata={"data": data})

    def subscription(self, *, asked: bool = False, **data: Any) -> None:
        message = {"plugindata": {"data": data}, "jsep": {"type": "offer", "sdp": "v=0"}}
        self.on_message("event", sender=DOWN, asked=asked, **message)

    async def events(self) -> list[LegEvent]:
        self.inbox.finish()
        return [event async for event in self.inbox.events()]


@pytest.fixture
def translated() -> Translated:
    return Translated()


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


async def test_a_publisher_is_told_with_the_streams_that_can_be_had(translated: Translated) -> None:
    translated.room(videoroom="event", publishers=[publisher(7)])
    streams = (Stream("0", "audio", muted=True), Stream("1", "video", simulcast=True))
    assert await translated.events() == [FeedPublished(7, streams)]


async def test_who_is_there_at_joining_is_told_from_the_reply(translated: Translated) -> None:
    data = {"videoroom": "joined", "publishers": [publisher(7)]}
    translated.on_message("event", asked=True, plugindata={"data": data})
    assert [type(event) for event in await translated.events()] == [FeedPublished]


@pytest.mark.parametrize("words", [("unpublished", "leaving"), ("kicked", "unpublished")])
async def test_a_departure_is_told_once_however_janus_says_it(
    translated: Translated, words: tuple[str, ...]
) -> None:
    translated.room(videoroom="event", publishers=[publisher(7)])
    translated.translator.subscribed |= {7, 8}
    for word in words:
        translated.room(videoroom="event", **{word: 7})
    assert (await translated.events())[1:] == [FeedLeft(7)]
    assert translated.translator.subscribed == {8}


async def test_who_never_published_does_not_leave(translated: Translated) -> None:
    translated.room(videoroom="event", leaving=7)
    assert await translated.events() == []


async def test_a_feed_that_comes_back_is_to_be_asked_for_anew(translated: Translated) -> None:
    translated.room(videoroom="event", publishers=[publisher(7)])
    translated.translator.subscribed |= {7}
    translated.room(videoroom="event", unpublished=7)
    translated.room(videoroom="event", publishers=[publisher(7)])
    assert translated.translator.subscribed == set()


async def test_removal_and_closing_are_told_once(translated: Translated) -> None:
    translated.room(videoroom="event", leaving="ok", reason="kicked")
    translated.room(videoroom="destroyed")
    assert await translated.events() == [RemovedFromRoom()]
    assert translated.translator.is_outside


async def test_the_closing_of_the_room_is_told(translated: Translated) -> None:
    translated.room(videoroom="destroyed")
    assert await translated.events() == [RoomClosed()]


async def test_leaving_by_oneself_is_no_removal(translated: Translated) -> None:
    translated.room(videoroom="event", leaving="ok")
    translated.room(videoroom="event", unpublished="ok")
    assert await translated.events() == []
    assert not translated.translator.is_outside


async def test_the_state_of_the_path_is_told_by_direction(translated: Translated) -> None:
    translated.on_message("webrtcup")
    translated.on_message("webrtcup", sender=DOWN)
    translated.on_message("slowlink", sender=DOWN, uplink=False, lost=9)
    translated.on_message("hangup", sender=DOWN, reason="ICE failed")
    assert await translated.events() == [
        MediaUp(Direction.PUBLISH),
        MediaUp(Direction.SUBSCRIBE),
        SlowLink(Direction.SUBSCRIBE, uplink=False, lost=9),
        MediaStopped(Direction.SUBSCRIBE, "ICE failed"),
    ]


async def test_flow_is_told_of_what_the_browser_sends(translated: Translated) -> None:
    translated.on_message("media", mid="1", type="video", receiving=False)
    translated.on_message("media", sender=DOWN, mid="1", type="video", receiving=False)
    translated.on_message("media", mid="1", type="video", receiving=True, substream=2)
    assert await translated.events() == [
        MediaFlow("1", "video", flowing=False),
        MediaFlow("1", "video", flowing=True, substream=2),
    ]


async def test_other_handles_are_not_ours(translated: Translated) -> None:
    translated.on_message("webrtcup", sender=33)
    assert await translated.events() == []


async def test_an_offer_that_nobody_waits_for_is_an_event(translated: Translated) -> None:
    received = {"mid": "1", "feed_id": 7, "type": "video"}
    gone = {"mid": "0", "type": "audio", "active": False}
    translated.subscription(asked=True, videoroom="attached", streams=[received])
    translated.subscription(videoroom="updated", streams=[gone, received])
    assert await translated.events() == [
        SubscriptionOffer("v=0", (ReceivedStream("1", 7, "video"),))
    ]


async def test_the_layer_that_comes_through_is_remembered(translated: Translated) -> None:
    for layer in (2, 0):
        data = {"videoroom": "event", "mid": "1", "substream": layer}
        translated.on_message("event", sender=DOWN, plugindata={"data": data})
    assert translated.translator.layers == {"1": 0}
    assert await translated.events() == []
