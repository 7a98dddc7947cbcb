"""The text line: what both write to each other, and the choice of one."""

from django.utils.translation import gettext as _

from parloir.bookings.models import Booking
from parloir.facilities.wording import say_time
from parloir.protocol.screens.screen import TextLineChoice
from parloir.protocol.screens.visit import Line, TextLine
from parloir.protocol.screens.wall_detail import LineRead
from parloir.screens.common import first_names_of_visitors
from parloir.sides import Side
from parloir.text_lines.policies import has_text_line, why_not_open
from parloir.text_lines.queries import latest_lines
from parloir.text_lines.wording import say_why_not
from parloir.visits.models import Admission, Visit

MOST_SHOWN = 8
"""On the screens of the two. An officer reads more."""
MOST_FOR_OFFICERS = 60


def text_line(admission: Admission) -> TextLine | None:
    """Return the text line of a live visit, or None if nobody has asked for one."""
    visit = admission.visit
    if not has_text_line(visit.booking):
        return None
    closed = why_not_open(visit, admission.side)
    return TextLine(
        lines=[] if visit.is_paused else _lines(admission),
        closed=say_why_not(closed) if closed else None,
    )


def _lines(admission: Admission) -> list[Line]:
    names = _names(admission.visit)
    return [
        Line(
            id=one.public_id,
            is_own=one.side == admission.side,
            name=names[Side(one.side)],
            text=one.text,
        )
        for one in latest_lines(admission.visit, most=MOST_SHOWN)
    ]


def _names(visit: Visit) -> dict[Side, str]:
    return {
        Side.VISITOR: first_names_of_visitors(visit),
        Side.INMATE: visit.booking.inmate.first_name,
    }


def lines_for_officers(visit: Visit) -> list[LineRead]:
    names = _names(visit)
    return [
        LineRead(
            id=one.public_id,
            at=one.written_at.replace(microsecond=0),
            time=say_time(one.written_at, visit.facility),
            side="visitor" if one.side == Side.VISITOR else "inmate",
            name=names[Side(one.side)],
            text=one.text,
        )
        for one in latest_lines(visit, most=MOST_FOR_OFFICERS)
    ]


def text_line_choice(booking: Booking, side: Side) -> TextLineChoice:
    """Return what a side reads about the text line before it begins."""
    wanted, other_wants = booking.visitor_writes, booking.inmate_writes
    if side == Side.INMATE:
        wanted, other_wants = other_wants, wanted
    return TextLineChoice(wanted=wanted, text=_say_choice(booking, side, wanted, other_wants))


def _say_choice(booking: Booking, side: Side, wanted: bool, other_wants: bool) -> str:
    if other_wants and not wanted:
        other = booking.inmate if side == Side.VISITOR else booking.visitor
        return _(
            "%(name)s wants to write: you both have a line to write in, under the picture. Sound "
            "and picture stay on. Officers can read what you write, and it is kept."
        ) % {"name": other.first_name}
    if wanted:
        return _(
            "You both have a line to write in, under the picture. Sound and picture stay on. "
            "Officers can read what you write, and it is kept."
        )
    return _(
        "For people who are deaf or hard of hearing, or have no microphone: you both get a line to "
        "write in, under the picture."
    )
