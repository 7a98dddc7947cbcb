"""The VideoRoom plugin's messages: requests are built from our specs, events from its messages."""

from collections.abc import Iterable, Iterator
from typing import Any

from parloir.media.events import ReceivedStream, Stream
from parloir.media.janus.replies import Message
from parloir.media.protocol import LegSpec, Participant, RoomSpec

PLUGIN = "janus.plugin.videoroom"
RESTART_ICE: Message = {"request": "configure", "restart": True}
"""The request for an offer with which a subscription takes another way."""


def create_room(spec: RoomSpec, *, admin_key: str) -> Message:
    """Return the request that creates a room.

    VP8 supports simulcast in every browser; H.264 is for phones without VP8. `require_pvtid` ties
    each subscription to its party, so that removing the party also stops what it receives.
    `bitrate_cap` keeps a browser from raising its own limit.
    """
    return {
        "request": "create",
        "admin_key": admin_key,
        "room": spec.room_id,
        "permanent": False,
        "is_private": True,
        "secret": spec.secret,
        "pin": spec.pin,
        "publishers": spec.publishers,
        "bitrate": spec.bitrate,
        "bitrate_cap": True,
        "audiocodec": "opus",
        "videocodec": "vp8,h264",
        "h264_profile": "42e01f",
        "opus_fec": True,
        "require_pvtid": True,
        "notify_joining": False,
        "lock_record": True,
    }


def join_as_party(spec: LegSpec) -> Message:
    return {
        "request": "join",
        "ptype": "publisher",
        "room": spec.room_id,
        "pin": spec.pin,
        "id": spec.feed_id,
    }


def join_as_subscriber(
    spec: LegSpec, *, private_id: int, feeds: Iterable[int], substream: int
) -> Message:
    return {
        "request": "join",
        "ptype": "subscriber",
        "room": spec.room_id,
        "pin": spec.pin,
        "private_id": private_id,
        "streams": [{"feed": feed, "substream": substream} for feed in feeds],
    }


def update_subscription(
    *,
    added: Iterable[int],
    dropped: Iterable[int],
    substream: int,
    held: Iterable[tuple[int, str]] = (),
) -> Message:
    """Return the request. Janus accepts no empty list, and needs at least one of the two.

    `held` names streams that are added too, by feed and mid, and held from the first packet on:
    Janus reads `send` only where a stream is named.
    """
    request: Message = {"request": "update"}
    subscribe: list[Message] = [{"feed": feed, "substream": substream} for feed in added]
    subscribe += [
        {"feed": feed, "mid": mid, "substream": substream, "send": False} for feed, mid in held
    ]
    if subscribe:
        request["subscribe"] = subscribe
    if unsubscribe := [{"feed": feed} for feed in dropped]:
        request["unsubscribe"] = unsubscribe
    return request


def configure_streams(streams: Iterable[Message]) -> Message:
    return {"request": "configure", "streams": list(streams)}


def relay_streams(mids: Iterable[str], *, send: bool) -> Message:
    """Return the request to relay these streams of a subscription, or to hold them."""
    return configure_streams({"mid": mid, "send": send} for mid in mids)


def participants(data: Message) -> Iterator[Participant]:
    for each in data.get("participants", ()):
        yield Participant(feed_id=each["id"], publishing=bool(each.get("publisher")))


def streams_of(publisher: dict[str, Any]) -> tuple[Stream, ...]:
    return tuple(
        Stream(
            mid=each["mid"],
            kind=each["type"],
            simulcast=bool(each.get("simulcast")),
            muted=bool(each.get("moderated")),
        )
        for each in publisher.get("streams", ())
        if each.get("type") in ("audio", "video") and not each.get("disabled")
    )


def received_streams(data: Message) -> tuple[ReceivedStream, ...]:
    """Return what a subscription carries, from an `attached` or `updated` message.

    A section whose feed has left stays in the description, and is left out here.
    """
    return tuple(
        ReceivedStream(mid=each["mid"], feed_id=each["feed_id"], kind=each["type"])
        for each in data.get("streams", ())
        if "feed_id" in each and each.get("type") in ("audio", "video")
    )
