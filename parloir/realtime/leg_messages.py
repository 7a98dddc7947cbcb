"""What a leg's actor is told besides the browser's own messages, and what it makes of those."""

from dataclasses import dataclass

from parloir.media.events import LegEvent
from parloir.media.protocol import Candidate, MediaLeg
from parloir.realtime.messages import IceCandidate


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
class LetThrough:
    """Its picture comes through again: whoever receives it needs a whole one to begin with."""


def candidate_in(message: IceCandidate) -> Candidate | None:
    """The browser's RTCIceCandidateInit; an empty line says the same as null: no more."""
    given = message.candidate
    if not given or not given.get("candidate"):
        return None
    return Candidate(
        line=str(given["candidate"]),
        mid=given.get("sdpMid"),
        line_index=given.get("sdpMLineIndex"),
    )
