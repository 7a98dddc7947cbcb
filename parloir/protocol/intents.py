"""What people at a monitor, at a station or in a remote room can ask for."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter
from pydantic import StringConstraints as Limits

from parloir.protocol.base import Code, FromBrowser, Number, PublicId

LONGEST_LINE = 280

Typed = Annotated[str, Limits(max_length=20)]
LanguageCode = Annotated[str, Limits(max_length=15)]
"""The code of a language of the settings, such as `es` or `zh-hans`."""


class Intent(FromBrowser):
    """`name` says what a person wants, the other fields are its arguments."""

    name: str

    @classmethod
    def called(cls) -> str:
        """Return its name on the wire."""
        return str(cls.model_fields["name"].default)


class TakeOver(Intent):
    """Continue in this window instead of the other one."""

    name: Literal["take_over"] = "take_over"


class SetLanguage(Intent):
    """Read and hear everything in this language."""

    name: Literal["set_language"] = "set_language"
    lang: LanguageCode


class CallStaff(Intent):
    """Ask for help; the console shows it."""

    name: Literal["call_staff"] = "call_staff"


class EnterPin(Intent):
    """Be admitted with the PIN of a booking."""

    name: Literal["enter_pin"] = "enter_pin"
    pin: Typed
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    """The visitor's month of birth, where the screen asks for it."""
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    """The visitor's day of birth, where the screen asks for it."""


class SignIn(Intent):
    """Be admitted with an inmate's master ID number and PIN."""

    name: Literal["sign_in"] = "sign_in"
    master_id: Typed
    pin: Typed


class Confirm(Intent):
    """The names are right."""

    name: Literal["confirm"] = "confirm"


class NotMe(Intent):
    """The names are somebody else's."""

    name: Literal["not_me"] = "not_me"


class Acknowledge(Intent):
    """The rules were read."""

    name: Literal["acknowledge"] = "acknowledge"


class Begin(Intent):
    """Join the visit as soon as it can begin."""

    name: Literal["begin"] = "begin"


class Leave(Intent):
    """Leave before the visit has begun."""

    name: Literal["leave"] = "leave"


class End(Intent):
    """End the visit."""

    name: Literal["end"] = "end"


class Finish(Intent):
    """Leave the last screen."""

    name: Literal["finish"] = "finish"


class DisputeVisit(Intent):
    """That is not what happened in this past visit, but what the choice says."""

    name: Literal["dispute_visit"] = "dispute_visit"
    visit: PublicId
    choice: Code


class AskForTextLine(Intent):
    """Write to each other in the visit, in addition to sound and picture, or not any more. Both
    sides have the line if one of them asks for it."""

    name: Literal["ask_for_text_line"] = "ask_for_text_line"
    wanted: bool


class WriteLine(Intent):
    """Write a line to the other side. The same `key` is written once."""

    name: Literal["write_line"] = "write_line"
    key: Number
    """The browser's own number of the line, which stays the same when it is sent again."""
    text: Annotated[str, Limits(max_length=LONGEST_LINE)]


VisitIntent = Begin | Leave | End | AskForTextLine | WriteLine
DeviceIntent = VisitIntent | SetLanguage | TakeOver | CallStaff | Finish

MonitorIntent = Annotated[
    DeviceIntent | EnterPin | Confirm | NotMe | Acknowledge, Field(discriminator="name")
]
StationIntent = Annotated[DeviceIntent | SignIn | DisputeVisit, Field(discriminator="name")]
RoomIntent = Annotated[VisitIntent | TakeOver, Field(discriminator="name")]

MONITOR_INTENTS: TypeAdapter[MonitorIntent] = TypeAdapter(MonitorIntent)
STATION_INTENTS: TypeAdapter[StationIntent] = TypeAdapter(StationIntent)
ROOM_INTENTS: TypeAdapter[RoomIntent] = TypeAdapter(RoomIntent)
