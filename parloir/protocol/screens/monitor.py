"""The screens of a monitor in the lobby."""

from typing import Literal

from parloir.protocol.base import Instant
from parloir.protocol.intents import (
    Acknowledge,
    AskForTextLine,
    Begin,
    CallStaff,
    Confirm,
    EnterPin,
    Leave,
    NotMe,
    SetLanguage,
)
from parloir.protocol.screens.devices import UnusedDeviceScreen
from parloir.protocol.screens.screen import (
    FacilityClock,
    Language,
    Refusal,
    Rule,
    Screen,
    TextLineChoice,
)
from parloir.protocol.screens.visit import VisitScreen


class PinScreen(Screen):
    """The keypad, while nobody is admitted."""

    allows = frozenset({EnterPin, SetLanguage, CallStaff})

    name: Literal["pin"] = "pin"
    facility: str
    phone: str
    """The facility's phone number, for a device that has lost the server; empty without one."""
    clock: FacilityClock
    languages: list[Language]
    refusal: Refusal | None
    wait_until: Instant | None
    """No PIN is accepted before, after wrong ones."""
    birth_months: list[str] | None
    """The names of the months, if the visitor's day and month of birth are asked for in addition to
    the PIN."""


class GreetScreen(Screen):
    """The names, to be confirmed."""

    allows = frozenset({Confirm, NotMe, SetLanguage})

    name: Literal["greet"] = "greet"
    facility: str
    clock: FacilityClock
    languages: list[Language]
    title: str
    """Such as: Hello Maria."""
    text: str
    """Such as: You are visiting Jordan Miles on Tuesday, 24 November, 6:30 PM Central."""
    own_name: str
    other_name: str


class MonitorRulesScreen(Screen):
    """The rules, to be read."""

    allows = frozenset({Acknowledge, Leave, SetLanguage})

    name: Literal["rules"] = "rules"
    title: str
    rules: list[Rule]
    consequences: str
    """What follows from breaking them."""
    languages: list[Language]


class MonitorCheckScreen(Screen):
    """The own picture and sound before the visit."""

    allows = frozenset({Begin, Leave, SetLanguage, AskForTextLine})

    name: Literal["check"] = "check"
    title: str
    text: str
    other_name: str
    languages: list[Language]
    text_line: TextLineChoice


MonitorScreen = (
    UnusedDeviceScreen
    | PinScreen
    | GreetScreen
    | MonitorRulesScreen
    | MonitorCheckScreen
    | VisitScreen
)
