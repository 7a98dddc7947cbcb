"""The screens of an inmate's station."""

from typing import Literal

from parloir.protocol.base import Code, Instant, PublicId, ToBrowser
from parloir.protocol.intents import (
    AskForTextLine,
    Begin,
    CallStaff,
    DisputeVisit,
    Finish,
    Leave,
    SetLanguage,
    SignIn,
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

    allows = frozenset({Begin, Leave, SetLanguage, AskForTextLine})

    name: Literal["rules"] = "rules"
    title: str
    text: str
    """Who the visit is with, and when."""
    rules: list[Rule]
    consequences: str
    """What follows from breaking them."""
    languages: list[Language]
    text_line: TextLineChoice


class Fact(ToBrowser):
    """A line of what was measured or noted."""

    name: str
    value: str


class TimelineBar(ToBrowser):
    """A part of a visit in which a side received the same, in units of its timeline."""

    x: int
    y: int
    width: int
    height: int
    state: Literal["both", "sound", "picture", "nothing"]


class Timeline(ToBrowser):
    """The small picture of a visit: above what the visitor received, below the inmate."""

    width: int
    height: int
    bars: list[TimelineBar]


class PastVisit(ToBrowser):
    """A visit that is over, with its account."""

    visit: PublicId
    title: str
    """Who the visit was with, and when."""
    sentence: str
    """Whether it took place, who failed it, and whether it counts."""
    decided: str
    """A person has decided this; empty otherwise."""
    facts: list[Fact]
    timeline: Timeline | None
    dispute: str
    """What goes on where somebody says that this is not what happened; empty otherwise."""
    said: list[str]
    """What the inmate has said."""
    reason: str
    """Why a person decided as they did; empty otherwise."""
    last_day: str
    """Until when the inmate can say that this is not what happened; empty where they cannot."""


class Choice(ToBrowser):
    """What an inmate can say with one press."""

    code: Code
    text: str


class PastVisitsScreen(Screen):
    """An inmate has signed in and has no visit now: their visits of the last days."""

    allows = frozenset({DisputeVisit, Finish, SetLanguage, CallStaff})

    name: Literal["past_visits"] = "past_visits"
    facility: str
    station: str
    phone: str
    """The facility's phone number, for a device that has lost the server; empty without one."""
    clock: FacilityClock
    languages: list[Language]
    refusal: Refusal
    """Why there is no visit now, and what has changed."""
    visits: list[PastVisit]
    choices: list[Choice]
    timeline_text: str
    """How the pictures are to be read."""
    until_at: Instant
    """When the screen is cleared if nothing is pressed."""


StationScreen = (
    UnusedDeviceScreen | SignInScreen | StationRulesScreen | PastVisitsScreen | VisitScreen
)
