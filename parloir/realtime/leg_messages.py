"""What a leg's actor is told besides the browser's own messages, and what it makes of those."""

from dataclasses import dataclass

from parloir.media.events import LegEvent
from parloir.media.protocol import Candidate, MediaLeg
from parloir.protocol.media import MediaCandidate


@dataclass(frozen=True, slots=True)
class Heard:
    """An event of this very leg; those of a leg that was dropped are too late."""

    media: MediaLeg
    event: LegEvent


@dataclass(frozen=True, slots=True)
class LookAgain:
    """What this leg may receive may have changed."""


@dataclass(frozen=True, slots=True)
class MakeReady:
    """Be in the room before the browser joins, or leave it again if it never did."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class VideoUnmuted:
    """Its picture is no longer muted: receivers need a key frame to begin with."""


def candidate_in(message: MediaCandidate) -> Candidate | None:
    """An empty line says the same as null: there are no more."""
    given = message.candidate
    if given is None or not given.line:
        return None
    return Candidate(line=given.line, mid=given.mid, line_index=given.line_index)
