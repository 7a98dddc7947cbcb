"""The screens of a remote room, on the visitor's own device."""

from typing import Literal

from parloir.protocol.base import Instant
from parloir.protocol.intents import AskForTextLine, Begin, TakeOver
from parloir.protocol.screens.screen import Rule, Screen, TextLineChoice
from parloir.protocol.screens.visit import VisitScreen


class TooEarlyScreen(Screen):
    """The room opens later; the page then continues by itself."""

    name: Literal["too_early"] = "too_early"
    title: str
    text: str
    opens_at: Instant


class RefusedScreen(Screen):
    """This visit cannot be joined."""

    name: Literal["refused"] = "refused"
    title: str
    text: str
    next: str | None


class RoomCheckScreen(Screen):
    """The own picture and the rules before the visit: "Begin visit" acknowledges them."""

    allows = frozenset({Begin, AskForTextLine})

    name: Literal["check"] = "check"
    title: str
    text: str
    rules: list[Rule]
    consequences: str
    """What follows from breaking them."""
    other_name: str
    text_line: TextLineChoice


class ElsewhereScreen(Screen):
    """The visit is open in another window."""

    allows = frozenset({TakeOver})

    name: Literal["elsewhere"] = "elsewhere"
    title: str
    text: str


RoomScreen = TooEarlyScreen | RefusedScreen | RoomCheckScreen | VisitScreen | ElsewhereScreen
