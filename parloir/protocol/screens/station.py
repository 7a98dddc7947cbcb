"""The screens of an inmate's station."""

from typing import Literal

from parloir.protocol.base import Instant
from parloir.protocol.intents import Begin, CallStaff, Leave, SetLanguage, SignIn
from parloir.protocol.screens.devices import UnusedDeviceScreen
from parloir.protocol.screens.screen import FacilityClock, Language, Refusal, Rule, Screen
from parloir.protocol.screens.visit import VisitScreen


class SignInScreen(Screen):
    """Nobody has signed in."""

    allows = frozenset({SignIn, SetLanguage, CallStaff})

    name: Literal["sign_in"] = "sign_in"
    facility: str
    station: str
    phone: str
    """The facility's phone number, for a device that has lost the server; empty without one."""
    clock: FacilityClock
    languages: list[Language]
    next_starts_at: Instant | None
    next_text: str | None
    """When the next visit at this station begins; never a name."""
    next_until_at: Instant | None
    """When `next_text` is over, and another one may follow."""
    refusal: Refusal | None
    wait_until: Instant | None
    """No PIN is accepted before, after wrong ones."""


class StationRulesScreen(Screen):
    """The rules, beside the own picture."""

    allows = frozenset({Begin, Leave, SetLanguage})

    name: Literal["rules"] = "rules"
    title: str
    text: str
    """Who the visit is with, and when."""
    rules: list[Rule]
    consequences: str
    """What follows from breaking them."""
    languages: list[Language]


StationScreen = UnusedDeviceScreen | SignInScreen | StationRulesScreen | VisitScreen
