"""The screens of a monitor in the lobby."""

from typing import Literal

from parloir.protocol.base import Instant
from parloir.protocol.intents import (
    Acknowledge,
    Begin,
    CallStaff,
    Confirm,
    EnterPin,
    Leave,
    NotMe,
    SetLanguage,
)
from parloir.protocol.screens.devices import UnusedDeviceScreen
from parloir.protocol.screens.screen import Language, Refusal, Rule, Screen
from parloir.protocol.screens.visit import VisitScreen


class PinScreen(Screen):
    """Nobody has come in."""

    allows = frozenset({EnterPin, SetLanguage, CallStaff})

    name: Literal["pin"] = "pin"
    facility: str
    clock: str
    languages: list[Language]
    refusal: Refusal | None
    wait_until: Instant | None
    """Slowed down after wrong PINs."""


class GreetScreen(Screen):
    """Are these the right people?"""

    allows = frozenset({Confirm, NotMe, SetLanguage})

    name: Literal["greet"] = "greet"
    facility: str
    clock: str
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
    """A look at oneself before the visit."""

    allows = frozenset({Begin, Leave, SetLanguage})

    name: Literal["check"] = "check"
    title: str
    text: str
    other_name: str
    languages: list[Language]


MonitorScreen = (
    UnusedDeviceScreen
    | PinScreen
    | GreetScreen
    | MonitorRulesScreen
    | MonitorCheckScreen
    | VisitScreen
)
