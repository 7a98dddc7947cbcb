"""Messages from the server."""

from typing import Literal

from pydantic import SerializeAsAny

from parloir.protocol.base import Instant, ToBrowser
from parloir.protocol.errors import ErrorCode
from parloir.protocol.media import MediaRelays, MediaToBrowser
from parloir.protocol.screens.screen import Screen
from parloir.scheduling.refusals import Rule


class UiStringsMessage(ToBrowser):
    """All fixed texts of the surface: the first message of a connection, sent again after a change
    of language. The page itself carries the same object for the time before and without a
    connection (`<script type="application/json" id="ui-strings">`). A sentence with a number has a
    key for each plural form of the language; `minutes_left_0` is the form of one. `number_forms`
    has a digit for each number below 200, which is its form; above that only the last two digits
    count (222 is as 122)."""

    type: Literal["ui_strings"] = "ui_strings"
    lang: str
    strings: dict[str, str]


class ScreenMessage(ToBrowser):
    """Render this screen. It replaces the whole former one."""

    type: Literal["screen"] = "screen"
    now: Instant
    screen: SerializeAsAny[Screen]


class DoneMessage(ToBrowser):
    """The intent was carried out: a new `screen` has been or will be sent."""

    type: Literal["done"] = "done"
    reply_to: str


class ErrorMessage(ToBrowser):
    """The message was refused; nothing changed."""

    type: Literal["error"] = "error"
    reply_to: str | None
    """The id of the intent, or null."""
    code: ErrorCode | Rule
    message: str
    """A sentence for the person."""


class PongMessage(ToBrowser):
    """The answer to a ping."""

    type: Literal["pong"] = "pong"
    now: Instant


ServerMessage = (
    UiStringsMessage
    | ScreenMessage
    | DoneMessage
    | ErrorMessage
    | PongMessage
    | MediaRelays
    | MediaToBrowser
)
