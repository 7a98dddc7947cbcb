"""What a surface has rendered for one screen."""

from dataclasses import dataclass
from typing import Generic

from parloir.protocol.screens.screen import ScreenT
from parloir.visits.models import Admission


@dataclass(frozen=True, slots=True)
class RenderedScreen(Generic[ScreenT]):
    """A screen, the topics whose changes render it again, and the admission that it is about."""

    screen: ScreenT
    topics: frozenset[str]
    subject: Admission | None = None


class NotAdmitted(Exception):
    """The socket's browser is not enrolled or not signed in, or is so no longer."""
