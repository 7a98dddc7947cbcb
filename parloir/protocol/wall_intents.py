"""What an officer can ask for at the wall."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter
from pydantic import StringConstraints as Limits

from parloir.protocol.base import Code, PublicId, SentInstant
from parloir.protocol.intents import Intent

LONGEST_NOTE = 2000
LONGEST_MESSAGE = 300
LONGEST_NAME = 120
MOST_VISITORS = 20

Side = Literal["visitor", "inmate"]
Sides = Annotated[list[Side], Field(min_length=1, max_length=2)]


class AboutVisit(Intent):
    """An intent about one visit."""

    visit: PublicId


class Open(AboutVisit):
    """Open a visit. It counts as seen, and is taken over if it was handed to this officer."""

    name: Literal["open"] = "open"


class Shut(AboutVisit):
    """Close the opened visit."""

    name: Literal["shut"] = "shut"


class Terminate(AboutVisit):
    """End a visit immediately, on a ground."""

    name: Literal["terminate"] = "terminate"
    ground: Code
    conduct: Sides
    persons: Annotated[list[PublicId], Field(max_length=MOST_VISITORS)] = []
    """The visitors whose conduct it was. Required where several adults came."""
    note: Annotated[str, Limits(max_length=LONGEST_NOTE)] = ""


class Note(AboutVisit):
    """Add a note to a termination; only the officer who terminated can."""

    name: Literal["note"] = "note"
    note: Annotated[str, Limits(max_length=LONGEST_NOTE)]


class AnswerCall(Intent):
    """Answer a call for help: somebody goes to the device."""

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
    """Warn a side, both, or one of several visitors. Refused where somebody else has warned
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
    """Pause the visit: nobody sees or hears the other. Refused where it is paused already."""

    name: Literal["pause"] = "pause"


class Resume(AboutVisit):
    """Resume the visit. Refused where it is not paused."""

    name: Literal["resume"] = "resume"


class Extend(AboutVisit):
    """Give more time. Refused where the end has moved since (`gone`), or where others have the
    place then (`not_allowed_now`, with the reason)."""

    name: Literal["extend"] = "extend"
    minutes: Literal[5, 10, 15]
    ends_at: SentInstant
    """The end that the officer saw."""


class HandOver(AboutVisit):
    """Assign a visit to an officer. Refused where somebody else has done so since."""

    name: Literal["hand_over"] = "hand_over"
    to: PublicId
    """An officer."""
    assigned_officer: PublicId
    """The tile's `assigned_officer_ref`."""


class StillHere(Intent):
    """Somebody is at the screen: it is not locked yet."""

    name: Literal["still_here"] = "still_here"


class SayWhoPressed(Intent):
    """Say who pressed what was pressed while the screen was locked."""

    name: Literal["say_who_pressed"] = "say_who_pressed"
    press: PublicId
    presser: Annotated[str, Limits(max_length=LONGEST_NAME)] = ""
    """The name of another officer; empty for the officer whose screen it was."""


Intervention = Message | Warn | Mute | Unmute | Pause | Resume | Extend | HandOver
WHILE_LOCKED = (Terminate, Mute, Pause)
"""What is carried out at a locked screen too."""

WallIntent = Annotated[
    Open | Shut | Terminate | Note | AnswerCall | StillHere | SayWhoPressed | Intervention,
    Field(discriminator="name"),
]

WALL_INTENTS: TypeAdapter[WallIntent] = TypeAdapter(WallIntent)
