"""What was pressed while a screen was locked, in words: as a question, and in a visit's log."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from parloir.bookings.texts.wording import say_everybody
from parloir.facilities.models import Facility
from parloir.facilities.wording import say_time
from parloir.protocol.screens.wall import PressedWhileLocked
from parloir.sides import Side
from parloir.visits.locked_presses import presses_to_explain
from parloir.visits.models import Intervention, LockedPress


def pressed_while_locked(
    officer: str, *, facilities: Collection[Facility]
) -> list[PressedWhileLocked]:
    """Return what this officer has to explain of these facilities, the earliest first."""
    if not facilities:
        return []
    presses = presses_to_explain(officer=officer, facilities=[one.slug for one in facilities])
    return [PressedWhileLocked(press=one.public_id, text=_in_words(one)) for one in presses]


def with_press(line: str, press: LockedPress | None, names: dict[str, str]) -> str:
    """Return a line of the log, and who pressed it if the screen was locked."""
    if press is None:
        return line
    if press.said_at is None:
        return _("%(line)s (while the screen was locked)") % {"line": line}
    presser = names.get(press.presser_ref) or press.presser_name
    return _("%(line)s (while the screen was locked; %(name)s pressed it)") % {
        "line": line,
        "name": presser,
    }


def _in_words(press: LockedPress) -> str:
    return _("%(time)s, visit of %(names)s: %(pressed)s") % {
        "time": say_time(press.at, press.visit.facility),
        "names": say_everybody(press.visit.booking),
        "pressed": _what(press.intervention),
    }


def _what(done: Intervention | None) -> str:
    if done is None:
        return _("terminated")
    if done.kind == Intervention.Kind.PAUSE:
        return _("paused")
    if done.sides == frozenset({Side.VISITOR}):
        return _("visitor's sound turned off")
    return _("inmate's sound turned off")
