"""What browsers may send, checked before anything else sees it.

The protocol is written in `docs/reference/signalling.md`; the browser's end is typed in
`frontend/call/messages.ts`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from parloir.protocol.json_text import read_json

LARGEST_FRAME = 64 * 1024
LARGEST_SDP = 48 * 1024
LONGEST_LEG = 20
MOST_WATCHED = 36


class BadMessage(Exception):
    """`code` is malformed, unknown_type, too_large or bad_arguments."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Ping:
    touched: bool = False
    """Whether somebody has pressed, typed or moved something since the last one."""
    visible: bool = False
    """Whether the page can be seen: an officer is present only then."""
    watching: tuple[str, ...] = ()
    """The visits that are before the officer's eyes."""


@dataclass(frozen=True, slots=True)
class Intent:
    id: str
    name: str
    args: Mapping[str, Any]

    def text(self, name: str, *, most: int) -> str:
        """A text argument of at most so many characters. Raises BadMessage."""
        value = self.args.get(name)
        if not isinstance(value, str) or len(value) > most:
            raise BadMessage("bad_arguments")
        return value

    def texts(self, name: str, *, most: int, longest: int) -> tuple[str, ...]:
        """At most so many texts, none where there is no such argument. Raises BadMessage."""
        values = self.args.get(name, [])
        if not isinstance(values, list) or len(values) > most:
            raise BadMessage("bad_arguments")
        if not all(isinstance(one, str) and len(one) <= longest for one in values):
            raise BadMessage("bad_arguments")
        return tuple(values)

    def number(self, name: str, *, most: int) -> int:
        """A whole number from 0 on. Raises BadMessage."""
        value = self.args.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise BadMessage("bad_arguments")
        return value

    def instant(self, name: str) -> datetime:
        """A moment as screens write it, in UTC. Raises BadMessage."""
        try:
            value = datetime.fromisoformat(self.text(name, most=40))
        except ValueError as error:
            raise BadMessage("bad_arguments") from error
        if value.utcoffset() != timedelta(0):
            raise BadMessage("bad_arguments")
        return value


@dataclass(frozen=True, slots=True)
class Join:
    leg: str
    attempt: int
    sdp: str


@dataclass(frozen=True, slots=True)
class Watch:
    leg: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Accept:
    leg: str
    attempt: int
    sdp: str


@dataclass(frozen=True, slots=True)
class IceCandidate:
    leg: str
    attempt: int
    direction: str
    candidate: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Quality:
    leg: str
    attempt: int
    level: str


@dataclass(frozen=True, slots=True)
class Leave:
    leg: str


MediaMessage = Join | Watch | Accept | IceCandidate | Quality | Leave
Incoming = Ping | Intent | MediaMessage


def parse(frame: str) -> Incoming:
    """The message in this text frame. Raises BadMessage."""
    if len(frame) > LARGEST_FRAME:
        raise BadMessage("too_large")
    try:
        message = read_json(frame)
    except ValueError as error:
        raise BadMessage("malformed") from error
    if not isinstance(message, dict):
        raise BadMessage("malformed")
    kind = message.get("type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise BadMessage("unknown_type")
    return reader(message)


def _ping(message: dict[str, Any]) -> Ping:
    watching = message.get("watching", [])
    if not isinstance(watching, list) or len(watching) > MOST_WATCHED:
        raise BadMessage("malformed")
    if any(not isinstance(one, str) or len(one) > LONGEST_LEG for one in watching):
        raise BadMessage("malformed")
    return Ping(
        touched=message.get("touched") is True,
        visible=message.get("visible") is True,
        watching=tuple(watching),
    )


def _intent(message: dict[str, Any]) -> Intent:
    args = message.get("args", {})
    if not isinstance(args, dict):
        raise BadMessage("malformed")
    return Intent(_text(message, "id", 40), _text(message, "name", 40), args)


def _join(message: dict[str, Any]) -> Join:
    return Join(_leg(message), _attempt(message), _text(message, "sdp", LARGEST_SDP))


def _watch(message: dict[str, Any]) -> Watch:
    return Watch(_leg(message), _attempt(message))


def _accept(message: dict[str, Any]) -> Accept:
    return Accept(_leg(message), _attempt(message), _text(message, "sdp", LARGEST_SDP))


def _candidate(message: dict[str, Any]) -> IceCandidate:
    candidate = message.get("candidate")
    if candidate is not None and not isinstance(candidate, dict):
        raise BadMessage("malformed")
    direction = _one_of(message, "direction", ("up", "down"))
    return IceCandidate(_leg(message), _attempt(message), direction, candidate)


def _quality(message: dict[str, Any]) -> Quality:
    return Quality(_leg(message), _attempt(message), _one_of(message, "level", ("low", "high")))


def _leave(message: dict[str, Any]) -> Leave:
    return Leave(_leg(message))


def _text(message: dict[str, Any], name: str, most: int) -> str:
    value = message.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= most:
        raise BadMessage("malformed")
    return value


def _leg(message: dict[str, Any]) -> str:
    return _text(message, "leg", LONGEST_LEG)


def _attempt(message: dict[str, Any]) -> int:
    value = message.get("attempt")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**31:
        raise BadMessage("malformed")
    return value


def _one_of(message: dict[str, Any], name: str, choices: tuple[str, ...]) -> str:
    value = message.get(name)
    if value not in choices:
        raise BadMessage("malformed")
    return str(value)


_READERS: dict[str, Callable[[dict[str, Any]], Incoming]] = {
    "ping": _ping,
    "intent": _intent,
    "media.join": _join,
    "media.watch": _watch,
    "media.accept": _accept,
    "media.candidate": _candidate,
    "media.quality": _quality,
    "media.leave": _leave,
}
