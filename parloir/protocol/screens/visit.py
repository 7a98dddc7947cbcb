"""Screens of a side that has pressed "Begin visit"."""

from typing import Literal

from parloir.protocol.base import Instant, ToBrowser
from parloir.protocol.intents import End, Finish, Leave, WriteLine
from parloir.protocol.screens.screen import Screen, SideDevices


class MediaDemand(ToBrowser):
    """Whether camera and microphone should be sent now."""

    publish: bool


class Banner(ToBrowser):
    """What an officer has done or says."""

    id: str
    kind: str
    title: str
    text: str
    until_at: Instant


class Paused(ToBrowser):
    """What is shown instead of the picture during a pause."""

    title: str
    text: str


class TimeWarning(ToBrowser):
    """Little time is left."""

    minutes: Literal[1, 5]
    text: str


class Terminated(ToBrowser):
    """Why an officer ended the visit, and what follows."""

    ground: str
    consequences: list[str]
    """Sentences, one for each adult where several came."""
    review: str


class Line(ToBrowser):
    """What one side has written."""

    id: str
    is_own: bool
    name: str
    """Who wrote it."""
    text: str


class TextLine(ToBrowser):
    """What both write to each other under the picture."""

    lines: list[Line]
    """The last ones, the latest at the end; none during a pause."""
    closed: str | None
    """A sentence while nothing can be written."""


class WaitingScreen(Screen):
    """Ready, but the visit cannot begin yet."""

    allows = frozenset({Leave})

    name: Literal["waiting"] = "waiting"
    title: str
    text: str
    """What the side is waiting for, and how long it can take."""
    since_at: Instant
    starts_at: Instant
    ends_at: Instant
    other_name: str
    own_name: str
    trouble: str | None
    """A sentence while the media server is away."""
    media: MediaDemand
    monitoring_notice: str


class LiveScreen(Screen):
    """Both sides are in the visit."""

    allows = frozenset({End, WriteLine})

    name: Literal["live"] = "live"
    other_name: str
    """A name."""
    own_name: str
    """A name."""
    started_at: Instant
    ends_at: Instant
    clock_stopped_at: Instant | None
    """While it is set, the time left stays at `ends_at` minus this."""
    banners: list[Banner]
    """The latest first, each shown until its `until_at`."""
    paused: Paused | None
    muted: str | None
    """A sentence while one's own sound is off."""
    other_muted: str | None
    other_devices: SideDevices
    other_devices_text: str | None
    """A sentence while the other side has no camera or no microphone, or one is off."""
    speaking: str | None
    """A sentence while an officer speaks to both: their voice is a stream of the source `voice`."""
    text_line: TextLine | None
    """Null where nobody has asked for one."""
    warning: TimeWarning | None
    presence: Literal["here", "coming_back"]
    presence_text: str | None
    trouble: str | None
    media: MediaDemand
    monitoring_notice: str
    """A sentence about who may watch, and that nothing is recorded."""


class EndedScreen(Screen):
    """The visit is over."""

    allows = frozenset({Finish})

    name: Literal["ended"] = "ended"
    title: str
    text: str
    outcome: str
    terminated: Terminated | None
    next: str | None
    """A sentence about the next booking, at a station."""
    until_at: Instant | None
    """The device's first screen comes back then. Null in a remote room."""
    home: str | None
    """The address to go on to from a remote room, which has no `finish`."""


VisitScreen = WaitingScreen | LiveScreen | EndedScreen
