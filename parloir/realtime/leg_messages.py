"""The messages that a leg's actor receives in addition to the browser's."""

from dataclasses import dataclass

from parloir.media.events import LegEvent
from parloir.media.protocol import MediaLeg


@dataclass(frozen=True, slots=True)
class MediaEvent:
    """An event of the media server. It is ignored if `media` is a leg that was dropped."""

    media: MediaLeg
    event: LegEvent


@dataclass(frozen=True, slots=True)
class UpdateSubscription:
    """The feeds that this leg may receive may have changed."""


@dataclass(frozen=True, slots=True)
class Prepare:
    """Enter the room before the browser joins, or (not `wanted`) leave it if it never did."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class LetGo:
    """The side has stood one press before the visit for too long."""


@dataclass(frozen=True, slots=True)
class VideoUnmuted:
    """Its picture is no longer muted: receivers need a key frame to begin with."""


@dataclass(frozen=True, slots=True)
class LookAtArrivals:
    """Nothing may have arrived from the browser for some seconds."""
