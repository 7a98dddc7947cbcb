"""The officers' wall: one screen, with all that is on it."""

from typing import Literal

from parloir.protocol.base import Instant, ToBrowser
from parloir.protocol.screens.screen import Screen, SideDevices
from parloir.protocol.screens.wall_detail import VisitDetail
from parloir.protocol.wall_intents import (
    AnswerCall,
    Extend,
    HandOver,
    Message,
    Mute,
    Note,
    Open,
    Pause,
    Resume,
    SayWhoPressed,
    Shut,
    StillHere,
    Terminate,
    Unmute,
    Warn,
)

LockWord = Literal["open", "soon", "idle", "age"]


class FacilityServed(ToBrowser):
    """A facility that the officer serves."""

    slug: str
    name: str


class VisitorPresent(ToBrowser):
    """A visitor who came; the one who booked comes first."""

    person: str
    name: str
    is_child: bool


class Tile(ToBrowser):
    """A live visit."""

    visit: str
    facility: str
    area: str
    kind: str
    kind_text: str
    is_make_up: bool
    """It makes up for a visit that was lost."""
    visitor: str
    """The names of all who came."""
    visitors: list[VisitorPresent]
    inmate: str
    """A name."""
    names: str
    """All names, as a sentence lists them."""
    visitor_here: bool
    inmate_here: bool
    started_at: Instant
    ends_at: Instant
    clock_stopped_at: Instant | None
    paused: str | None
    """Why it is paused."""
    muted: list[str]
    """The sides that are muted."""
    visitor_devices: SideDevices
    inmate_devices: SideDevices
    writes: bool
    """Both sides have a text line."""
    warnings: int
    """How many warnings were given in this visit."""
    assigned_officer: str | None
    """The name of the officer to whom it was handed."""
    assigned_officer_ref: str
    awaits_you: bool
    went_unwatched: bool
    """It went on while no officer was present."""
    unseen_after_minutes: int
    last_seen_at: Instant | None
    watched_by: list[str]
    """The other officers who watch it."""
    spoken_by: str | None
    """The officer who speaks in it."""
    violations: int
    """How many violations the people in it have on record."""
    opened: bool


class WaitingVisit(ToBrowser):
    """A visit to which somebody was admitted and which has not begun."""

    visit: str
    visitor: str
    inmate: str
    starts_at: Instant
    since_at: Instant
    status_text: str
    """Who is missing, as a sentence."""


class SoonBooking(ToBrowser):
    """A booking that begins within 30 minutes, and nobody is admitted yet."""

    booking: str
    visitor: str
    inmate: str
    kind_text: str
    place: str
    starts_at: Instant


class BookingNotHeld(ToBrowser):
    """A booking that did not take place, within the last 60 minutes."""

    booking: str
    visitor: str
    inmate: str
    starts_at: Instant
    status_text: str
    """Who did not come, as a sentence."""


class HelpCall(ToBrowser):
    """A device at which somebody pressed the help button."""

    device: str
    kind: Literal["monitor", "station"]
    name: str
    since_at: Instant


class OfficerOnDuty(ToBrowser):
    """An open console."""

    officer: str
    name: str
    present: bool
    """The page can be seen."""


class Unconfirmed(ToBrowser):
    """An ended visit for which the media server has not confirmed within 1.5 s that picture and
    sound stopped."""

    visit: str
    text: str


class Ground(ToBrowser):
    """A ground of a warning or a termination."""

    code: str
    text: str


class ReadyMessage(ToBrowser):
    """A message that officers often send. Each reader gets it in their own language."""

    code: str
    text: str


class PressedWhileLocked(ToBrowser):
    """What was pressed at this officer's locked screen, and nobody has said by whom."""

    press: str
    text: str
    """What was pressed, in which visit, and when, as a sentence."""


class WallScreen(Screen):
    """All live visits, and who waits, is due, did not come or calls for help."""

    allows = frozenset(
        {
            Open,
            Shut,
            Terminate,
            Note,
            AnswerCall,
            Message,
            Warn,
            Mute,
            Unmute,
            Pause,
            Resume,
            Extend,
            HandOver,
            StillHere,
            SayWhoPressed,
        }
    )

    name: Literal["wall"] = "wall"
    officer: str
    """The officer's own public id."""
    facilities: list[FacilityServed]
    tiles: list[Tile]
    """In a stable order."""
    waiting: list[WaitingVisit]
    soon: list[SoonBooking]
    not_held: list[BookingNotHeld]
    calls: list[HelpCall]
    on_duty: list[OfficerOnDuty]
    unconfirmed: list[Unconfirmed]
    grounds: dict[str, list[Ground]]
    """The grounds of each facility by its slug: the six of all, its own, and `other` last."""
    messages: list[ReadyMessage]
    detail: VisitDetail | None
    """The opened visit."""
    lock: LockWord
    """Whether the screen is locked: `soon` asks whether somebody is there; `idle` because nobody
    was, `age` because the last sign-in is long ago. A locked screen has the live visits alone, and
    allows `mute`, `pause` and `terminate`."""
    pressed: list[PressedWhileLocked]
    """Empty while the screen is locked."""
    notice: str | None
    """A sentence for all officers (mail not configured, media server away)."""
