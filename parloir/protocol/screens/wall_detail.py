"""The opened visit on the wall."""

from parloir.protocol.base import Instant, ToBrowser
from parloir.protocol.wall_intents import Side


class LogLine(ToBrowser):
    """Something that happened in the visit."""

    at: Instant
    time: str
    """`at` on the facility's clock, in words."""
    text: str


class LineRead(ToBrowser):
    """A line that one side has written to the other."""

    id: str
    at: Instant
    time: str
    """`at` on the facility's clock, in words."""
    side: Side
    name: str
    text: str


class PersonKnown(ToBrowser):
    """An adult who came, or the inmate."""

    name: str
    history: list[str]
    """Violations on record, a sentence each."""
    visits: list[str]
    """The latest ones, a sentence each."""


class VisitDetail(ToBrowser):
    """What happened in a visit, and what is known of the people in it."""

    visit: str
    log: list[LogLine]
    lines: list[LineRead]
    """The last lines that they wrote to each other, the latest at the end."""
    people: list[PersonKnown]
    """Each adult who came, then the inmate."""
