"""Messages from browsers, and how they are read and validated."""

from dataclasses import dataclass
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field, JsonValue, TypeAdapter, ValidationError
from pydantic import StringConstraints as Limits

from parloir.protocol.base import FromBrowser, Number
from parloir.protocol.errors import BadMessage, ErrorCode
from parloir.protocol.intents import Intent
from parloir.protocol.json_text import read_json
from parloir.protocol.media import MediaFromBrowser

LARGEST_FRAME = 64 * 1024
MOST_WATCHED = 36

IntentT = TypeVar("IntentT", bound=Intent)


class Ping(FromBrowser):
    """A heartbeat: the page is open."""

    type: Literal["ping"] = "ping"
    touched: bool = False
    """Somebody has pressed, typed or moved something since the last one: a device in use is not
    released."""
    visible: bool = False
    """From the wall: the page can be seen. An officer is present only then."""
    watching: Annotated[
        list[Annotated[str, Limits(max_length=20)]], Field(max_length=MOST_WATCHED)
    ] = []
    """From the wall: the visits whose tiles are on the screen and move."""


class IntentMessage(FromBrowser):
    """What the person wants to do."""

    type: Literal["intent"] = "intent"
    id: Number
    name: Number
    args: dict[str, JsonValue] = {}
    """What the intent needs."""


class UnknownIntent:
    """No screen of the surface has an intent of this name."""


@dataclass(frozen=True, slots=True)
class BadArguments:
    """The surface has such an intent, with other arguments."""

    name: str


@dataclass(frozen=True, slots=True)
class IntentRequest(Generic[IntentT]):
    """An intent, and the number under which the browser waits for its answer."""

    id: str
    intent: IntentT | BadArguments | UnknownIntent


_MESSAGES: TypeAdapter[Ping | IntentMessage | MediaFromBrowser] = TypeAdapter(
    Annotated[Ping | IntentMessage | MediaFromBrowser, Field(discriminator="type")]
)
_NO_TYPE = {"union_tag_invalid", "union_tag_not_found"}


def read_message(
    frame: str, intents: TypeAdapter[IntentT]
) -> Ping | IntentRequest[IntentT] | MediaFromBrowser:
    """The message in this text frame, to a surface that has these intents. Raises BadMessage."""
    if len(frame) > LARGEST_FRAME:
        raise BadMessage(ErrorCode.TOO_LARGE)
    try:
        message = _MESSAGES.validate_python(_object_in(frame))
    except ValidationError as error:
        has_type = _NO_TYPE.isdisjoint(one["type"] for one in error.errors(include_input=False))
        raise BadMessage(ErrorCode.MALFORMED if has_type else ErrorCode.UNKNOWN_TYPE) from None
    if isinstance(message, IntentMessage):
        return IntentRequest(message.id, _intent_in(message, intents))
    return message


def _object_in(frame: str) -> dict[str, JsonValue]:
    try:
        value = read_json(frame)
    except ValueError:
        raise BadMessage(ErrorCode.MALFORMED) from None
    if not isinstance(value, dict):
        raise BadMessage(ErrorCode.MALFORMED)
    return value


def _intent_in(
    message: IntentMessage, intents: TypeAdapter[IntentT]
) -> IntentT | BadArguments | UnknownIntent:
    try:
        return intents.validate_python({**message.args, "name": message.name})
    except ValidationError as error:
        kinds = {one["type"] for one in error.errors(include_input=False)}
        return UnknownIntent() if "union_tag_invalid" in kinds else BadArguments(message.name)
