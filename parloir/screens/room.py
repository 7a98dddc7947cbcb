"""The screens of a remote visit, on the visitor's own device (P14)."""

from datetime import datetime

from django.utils.translation import gettext as _

from parloir.bookings.models import Booking
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.wording import say_moment, say_time
from parloir.people.models import Visitor
from parloir.protocol.screens.room import (
    ElsewhereScreen,
    RefusedScreen,
    RoomCheckScreen,
    RoomScreen,
    TooEarlyScreen,
)
from parloir.scheduling.refusals import Refusal, Rule
from parloir.screens.common import consequences, rules
from parloir.screens.devices import RELATED
from parloir.screens.ended import ended_at_home
from parloir.screens.live import in_the_visit
from parloir.screens.text_line import text_line_choice
from parloir.sides import Side
from parloir.visits.admission_rules import refusal_for_remote
from parloir.visits.models import Admission
from parloir.visits.states import AdmissionState, VisitState

EARLY = frozenset({Rule.PIN_TOO_EARLY, Rule.PIN_WRONG_DAY})


def room_admission(*, booking: Booking, visitor: Visitor) -> Admission | None:
    """Return the visitor's current admission, or the last one once the visit has ended."""
    mine = Admission.objects.filter(
        visit__booking=booking, visit__booking__visitor=visitor, side=Side.VISITOR
    ).select_related(*RELATED)
    current = mine.exclude(state=AdmissionState.LEFT).first()
    return current or mine.exclude(visit__ended_at__isnull=True).order_by("-left_at").first()


def room_screen(
    *, booking: Booking, visitor: Visitor, home: str, now: datetime
) -> tuple[RoomScreen, Admission | None]:
    """Return the whole screen, and the admission that it shows."""
    admission = room_admission(booking=booking, visitor=visitor)
    if admission is None or admission.state == AdmissionState.CHECKING:
        refusal = refusal_for_remote(booking=booking, visitor=visitor, now=now)
        if refusal is not None:
            return _refused(booking, refusal), None
        return _check(booking), admission
    if admission.visit.state == VisitState.ENDED:
        return ended_at_home(admission, home=home), admission
    return in_the_visit(admission, now=now), admission


def _refused(booking: Booking, refusal: Refusal) -> TooEarlyScreen | RefusedScreen:
    if refusal.rule in EARLY and refusal.next_at is not None:
        return TooEarlyScreen(
            title=_("Your visit begins %(moment)s.")
            % {"moment": say_moment(booking.starts_at, booking.facility)},
            text=_("The room opens at %(time)s. You can leave this page open.")
            % {"time": say_time(booking.opens_at, booking.facility)},
            opens_at=booking.opens_at,
        )
    return RefusedScreen(
        title=_("This visit cannot be joined."),
        text=sentence_for(refusal, facility=booking.facility, to=booking.visitor.phone),
        next=None,
    )


def _check(booking: Booking) -> RoomCheckScreen:
    return RoomCheckScreen(
        title=_("Can you see and hear yourself?"),
        text=_(
            "You are about to visit %(name)s. Sit so that your face is in the picture, and say "
            "a few words."
        )
        % {"name": booking.inmate.full_name},
        rules=rules(booking.facility),
        consequences=consequences(booking.facility),
        other_name=booking.inmate.full_name,
        text_line=text_line_choice(booking, Side.VISITOR),
    )


def elsewhere() -> ElsewhereScreen:
    return ElsewhereScreen(
        title=_("This visit is open in another window."),
        text=_("You can close this window, or go on here."),
    )
