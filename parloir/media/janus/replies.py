"""Replies of Janus, and its numbered errors as our exceptions."""

from typing import Any

from parloir.media.errors import (
    BadDescription,
    FeedGone,
    FeedTaken,
    LegGone,
    MediaError,
    NotAllowed,
    RoomFull,
    RoomGone,
)

Message = dict[str, Any]

ROOM_EXISTS = 427
NO_SUCH_FEED = 428
SESSION_NOT_FOUND = 458
SESSION_CONFLICT = 468

_ERRORS: dict[int, tuple[type[MediaError], str]] = {
    # Janus itself
    403: (NotAllowed, "the API secret is wrong"),
    SESSION_NOT_FOUND: (LegGone, "the session is gone"),
    459: (LegGone, "the handle is gone"),
    463: (LegGone, "the handle is being closed"),
    464: (BadDescription, "neither offer nor answer"),
    465: (BadDescription, "the description cannot be read"),
    466: (BadDescription, "the candidate is for no stream"),
    467: (BadDescription, "an element is of the wrong type"),
    469: (BadDescription, "no offer was waiting for this answer"),
    471: (LegGone, "the connection is being closed"),
    # its VideoRoom plugin
    424: (LegGone, "the party is not in the room"),
    425: (LegGone, "the party has joined or been removed already"),
    426: (RoomGone, "no such room"),
    NO_SUCH_FEED: (FeedGone, "no such feed"),
    431: (BadDescription, "neither offer nor answer"),
    432: (RoomFull, "the room has all the publishers it may have"),
    433: (NotAllowed, "wrong secret, pin or key"),
    436: (FeedTaken, "the feed id is in use"),
    437: (BadDescription, "the description cannot be used"),
    438: (FeedGone, "the feed cannot be used"),
}


class JanusRefused(MediaError):
    """An error of Janus that we do not distinguish. `code` is Janus's number."""

    def __init__(self, code: int, explanation: str) -> None:
        super().__init__(f"{explanation} (Janus error {code})")
        self.code = code


def error_of(reply: Message) -> MediaError | None:
    """Return the error in a reply: of Janus itself, or of its plugin inside a success.

    The message has our own wording, because Janus's may quote a description.
    """
    code = reply.get("error", {}).get("code") or plugin_data(reply).get("error_code")
    if code is None:
        return None
    kind, explanation = _ERRORS.get(int(code), (JanusRefused, "refused"))
    if kind is JanusRefused:
        return JanusRefused(int(code), explanation)
    return kind(f"{explanation} (Janus error {code})")


def code_of(reply: Message) -> int | None:
    """Return Janus's number of the error in this reply, or None."""
    code = reply.get("error", {}).get("code") or plugin_data(reply).get("error_code")
    return None if code is None else int(code)


def plugin_data(message: Message) -> Message:
    """Return the plugin's data inside a message of Janus."""
    data: Message = message.get("plugindata", {}).get("data", {})
    return data


def description(message: Message) -> str | None:
    """Return the session description (SDP) in a message, or None."""
    sdp: str | None = message.get("jsep", {}).get("sdp")
    return sdp
