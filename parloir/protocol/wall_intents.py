"""What an officer can want at the wall."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter
from pydantic import StringConstraints as Limits

from parloir.protocol.base import Code, PublicId, SentInstant
from parloir.protocol.intents import Intent

LONGEST_NOTE = 2000
LONGEST_MESSAGE = 300
MOST_VISITORS = 20

Side = Literal["visitor", "inmate"]
Sides = Annotated[list[Side], Field(min_length=1, max_length=2)]


class AboutVisit(Intent):
    """Something about one visit."""

    visit: PublicId


class Open(AboutVisit):
    """Look at a visit closely. It counts as seen, and is taken over where it was handed over."""

    name: Literal["open"] = "open"


class Shut(AboutVisit):
    """Look at all visits again."""

    name: Literal["shut"] = "shut"


class Terminate(AboutVisit):
    """End a visit immediately, on a ground."""

    name: Literal["terminate"] = "terminate"
    ground: Code
    conduct: Sides
    persons: Annotated[list[PublicId], Field(max_length=MOST_VISITORS)] = []
    """The visitors whose conduct it was. Refused without where several adults came."""
    note: Annotated[str, Limits(max_length=LONGEST_NOTE)] = ""


class Note(AboutVisit):
    """Say more about a termination, by the officer who terminated."""

    name: Literal["note"] = "note"
    note: Annotated[str, Limits(max_length=LONGEST_NOTE)]


class AnswerCall(Intent):
    """Somebody goes to the device where help is wanted."""

    name: Literal["answer_call"] = "answer_call"
    device: PublicId


class Message(AboutVisit):
    """Write to a side, to both, or to one of several visitors."""

    name: Literal["message"] = "message"
    sides: Sides
    person: PublicId = ""
    """One of several visitors, where `sides` is `visitor` alone."""
    code: Code = ""
    """A ready message, or else `text`."""
    text: Annotated[str, Limits(max_length=LONGEST_MESSAGE)] = ""


class Warn(AboutVisit):
    """Warn a side, both, or one of several visitors. Refused where somebody else has done so
    since."""

    name: Literal["warn"] = "warn"
    sides: Sides
    person: PublicId = ""
    """One of several visitors, where `sides` is `visitor` alone."""
    ground: Code
    warnings: Annotated[int, Field(ge=0, le=1000)]
    """How many warnings the officer saw."""


class Mute(AboutVisit):
    """Turn the sound of a side off. Refused where it is off already."""

    name: Literal["mute"] = "mute"
    side: Side


class Unmute(AboutVisit):
    """Turn the sound of a side on. Refused where it is on already."""

    name: Literal["unmute"] = "unmute"
    side: Side


class Pause(AboutVisit):
    """Nobody sees or hears the other. Refused where it is so already."""

    name: Literal["pause"] = "pause"


class Resume(AboutVisit):
    """The visit goes on. Refused where it does so already."""

    name: Literal["resume"] = "resume"


class Extend(AboutVisit):
    """More time. Refused where the end has moved since (`gone`), or where others have the place
    then (`not_allowed_now`, with the reason)."""

    name: Literal["extend"] = "extend"
    minutes: Literal[5, 10, 15]
    ends_at: SentInstant
    """The end that the officer saw."""


class HandOver(AboutVisit):
    """Give a visit into somebody's hands. Refused where somebody else has done so since."""

    name: Literal["hand_over"] = "hand_over"
    to: PublicId
    """An officer."""
    assigned_officer: PublicId
    """The tile's `assigned_officer_ref`."""


Intervention = Message | Warn | Mute | Unmute | Pause | Resume | Extend | HandOver
WallIntent = Annotated[
    Open | Shut | Terminate | Note | AnswerCall | Intervention, Field(discriminator="name")
]

WALL_INTENTS: TypeAdapter[WallIntent] = TypeAdapter(WallIntent)
