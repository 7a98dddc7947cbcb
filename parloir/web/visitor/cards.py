"""Bookings as the pages show them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from parloir.audit.actors import Actor
from parloir.bookings.models import Booking
from parloir.bookings.pins import pin_of
from parloir.bookings.policies import may_move
from parloir.bookings.states import BookingState
from parloir.bookings.texts.wording import facts_of, what_to_bring
from parloir.facilities.models import VisitKind
from parloir.facilities.wording import say_clock, say_moment
from parloir.ledger.wording import say_how_it_went
from parloir.visits.models import Visit
from parloir.visits.states import Outcome


@dataclass(frozen=True, slots=True)
class NextVisit:
    """The next visit on the first page.

    `can_join` shows "Join visit"; before that, `join_from` says from when. `is_own` is false if
    somebody else booked the visit and the reader is a companion.
    """

    booking: Booking
    is_own: bool
    pin: str
    facts: list[tuple[str, str]]
    bring: list[str]
    is_remote: bool
    can_join: bool
    join_from: str


def next_visit(booking: Booking, *, by: Actor, now: datetime) -> NextVisit:
    is_remote = booking.kind == VisitKind.REMOTE
    is_own = is_booked_by(by, booking)
    is_on = booking.is_open and booking.opens_at <= now < booking.ends_at
    return NextVisit(
        booking=booking,
        is_own=is_own,
        pin=pin_of(booking),
        facts=facts_of(booking),
        bring=what_to_bring(booking),
        is_remote=is_remote,
        can_join=is_remote and is_own and is_on,
        join_from=say_clock(booking.opens_at, booking.facility) if is_remote else "",
    )


def line_of(booking: Booking, *, by: Actor, now: datetime) -> dict[str, object]:
    """Return one line of a list: with whom, when, the outcome, and what can be done."""
    is_own = is_booked_by(by, booking)
    return {
        "public_id": booking.public_id,
        "name": booking.inmate.full_name,
        "booked_by": "" if is_own else booking.visitor.full_name,
        "is_displaced": booking.is_displaced,
        "may_move": is_own and may_move(booking, by=by, now=now),
        "when": say_moment(booking.starts_at, booking.facility),
        "kind": str(booking.get_kind_display()),
        "facility": booking.facility.name,
        "phone": booking.facility.phone_for(booking.visitor.phone),
        "outcome": outcome_of(booking),
    }


def is_booked_by(by: Actor, booking: Booking) -> bool:
    """Return whether the user booked it; otherwise they are a companion. Makes no query if the
    booking was loaded with its visitor's user."""
    return booking.visitor.user.public_id == by.ref


def outcome_of(booking: Booking) -> str:
    """Return the outcome in words, empty before the visit. Makes no query if the booking was
    loaded with its visit and the settled account."""
    if booking.state == BookingState.BOOKED:
        return ""
    if booking.state == BookingState.CANCELLED:
        return str(booking.get_cancelled_for_display() or booking.get_state_display())
    visit: Visit | None = getattr(booking, "visit", None)
    if visit is None or not visit.outcome:
        return str(booking.get_state_display())
    if visit.outcome in _HELD and (words := say_how_it_went(visit)):
        return words
    return _OUTCOMES[Outcome(visit.outcome)]()


_HELD = {Outcome.COMPLETED, Outcome.ENDED_EARLY}
_OUTCOMES = {
    Outcome.COMPLETED: lambda: _("took place"),
    Outcome.ENDED_EARLY: lambda: _("took place, and ended early"),
    Outcome.TERMINATED: lambda: _("ended by an officer"),
    Outcome.VISITOR_ABSENT: lambda: _("did not take place: not joined in time"),
    Outcome.INMATE_ABSENT: lambda: _("did not take place: the other person could not come"),
    Outcome.NOBODY_CAME: lambda: _("did not take place: not joined in time"),
    Outcome.TECHNICAL: lambda: _("did not take place: our equipment failed"),
    Outcome.CANCELLED: lambda: _("cancelled before it began"),
    Outcome.RESTRICTED: lambda: _("ended: visits are not open to you for now"),
    Outcome.CLOSED: lambda: _("ended because the facility had to close"),
}
