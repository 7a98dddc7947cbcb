"""What a surface has looked up for one screen."""

from dataclasses import dataclass
from typing import Generic

from parloir.protocol.screens.screen import ScreenT
from parloir.visits.models import Admission


@dataclass(frozen=True, slots=True)
class Drawing(Generic[ScreenT]):
    """What was looked up for one screen. `about` is the admission that it speaks of, if any."""

    screen: ScreenT
    topics: frozenset[str]
    about: Admission | None = None


class NotAdmitted(Exception):
    """This socket is nobody's: not enrolled, not signed in, or no longer."""
