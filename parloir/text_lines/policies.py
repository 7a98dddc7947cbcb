"""Whether a side may write now, and if not, why."""

from datetime import datetime, timedelta
from enum import StrEnum, auto

from parloir.bookings.models import Booking
from parloir.sides import Side
from parloir.text_lines.models import WrittenLine
from parloir.visits.models import Admission, Visit
from parloir.visits.states import AdmissionState

MOST_AT_ONCE = 5
AT_ONCE = timedelta(seconds=10)
LINES_KEPT = timedelta(days=60)
MOST_IN_A_VISIT = 500
"""As many one side can write in one visit."""


class WhyNot(StrEnum):
    """Why a side cannot write."""

    NOT_IN_THE_VISIT = auto()
    """The visit is not live, or this side has not pressed "Begin visit"."""
    NOT_ASKED = auto()
    """Nobody has asked for a text line."""
    PAUSED = auto()
    MUTED = auto()
    TOO_FAST = auto()
    TOO_MANY = auto()
    INVALID = auto()
    """There is nothing in the line, or more than fits into one."""


def has_text_line(booking: Booking) -> bool:
    """Return whether one of the two has asked for a text line: then both have it."""
    return booking.visitor_writes or booking.inmate_writes


def why_not_open(visit: Visit, side: str) -> WhyNot | None:
    """Return why nothing can be written at the moment; None while the line is open.

    It is never open where sound and picture of this side reach nobody.
    """
    if not visit.is_live:
        return WhyNot.NOT_IN_THE_VISIT
    if not has_text_line(visit.booking):
        return WhyNot.NOT_ASKED
    if visit.is_paused:
        return WhyNot.PAUSED
    return WhyNot.MUTED if visit.is_muted(side) else None


def why_not(visit: Visit, admission: Admission, *, now: datetime) -> WhyNot | None:
    """Return why this side cannot write another line now; None if it can."""
    has_begun = Admission.objects.filter(pk=admission.pk, state=AdmissionState.READY).exists()
    if not has_begun:
        return WhyNot.NOT_IN_THE_VISIT
    return why_not_open(visit, admission.side) or _too_much(visit, Side(admission.side), now=now)


def _too_much(visit: Visit, side: Side, *, now: datetime) -> WhyNot | None:
    written = WrittenLine.objects.filter(visit=visit, side=side)
    if written.count() >= MOST_IN_A_VISIT:
        return WhyNot.TOO_MANY
    if written.filter(written_at__gt=now - AT_ONCE).count() >= MOST_AT_ONCE:
        return WhyNot.TOO_FAST
    return None
