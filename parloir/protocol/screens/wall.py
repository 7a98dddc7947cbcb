"""The officers' wall: one screen, with all that is on it."""

from typing import Literal

from parloir.protocol.base import Instant, ToBrowser
from parloir.protocol.screens.screen import Screen
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
    Shut,
    Terminate,
    Unmute,
    Warn,
)


class FacilityServed(ToBrowser):
    """One that the officer serves."""

    slug: str
    name: str


class VisitorThere(ToBrowser):
    """One of those who came; who booked comes first."""

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
    visitor: str
    """The names of all who came."""
    visitors: list[VisitorThere]
    inmate: str
    """A name."""
    names: str
    """Those of all of them, as a sentence lists them."""
    visitor_here: bool
    inmate_here: bool
    started_at: Instant
    ends_at: Instant
    clock_stopped_at: Instant | None
    paused: str | None
    """Why."""
    muted: list[str]
    """Sides."""
    warnings: int
    """Warnings of officers in this visit."""
    assigned_officer: str | None
    """In whose hands it was given."""
    assigned_officer_ref: str
    is_yours_to_take: bool
    went_unwatched: bool
    """It went on with nobody at the console."""
    unseen_after_minutes: int
    last_seen_at: Instant | None
    watched_by: list[str]
    """The other officers who watch it."""
    spoken_by: str | None
    """The officer who speaks in it."""
    violations: int
    """Violations of everybody there that are on record."""
    opened: bool


class WaitingVisit(ToBrowser):
    """Somebody was let in, and the visit has not begun."""

    visit: str
    visitor: str
    inmate: str
    starts_at: Instant
    since_at: Instant
    status_text: str
    """Who is missing, as a sentence."""


class SoonBooking(ToBrowser):
    """Begins within 30 minutes, and nobody has been let in."""

    booking: str
    visitor: str
    inmate: str
    kind_text: str
    place: str
    starts_at: Instant


class BookingNotHeld(ToBrowser):
    """Did not take place, within the last 60 minutes."""

    booking: str
    visitor: str
    inmate: str
    starts_at: Instant
    status_text: str
    """Who did not come, as a sentence."""


class HelpCall(ToBrowser):
    """Somebody pressed for help."""

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
    """A visit that is over, of which the media server has not said within 1.5 s that picture and
    sound stopped."""

    visit: str
    text: str


class Ground(ToBrowser):
    """Of a warning or a termination."""

    code: str
    text: str


class ReadyMessage(ToBrowser):
    """What officers often have to say. Each reader gets it in their own language."""

    code: str
    text: str


class WallScreen(Screen):
    """Every live visit, and who waits, is due, did not come or calls for help."""

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
    """Of each facility by its slug: the six of all, those of its own, and `other` as the last."""
    messages: list[ReadyMessage]
    detail: VisitDetail | None
    """Of the opened visit."""
    notice: str | None
    """A sentence to all (mail not configured, media server away)."""
