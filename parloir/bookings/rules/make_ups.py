"""The make-up from which a visit is to be booked, and what refuses it."""

from dataclasses import dataclass
from datetime import date, datetime

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import MakeUp
from parloir.facilities.models import Facility
from parloir.scheduling.judging import EVERY_RULE, Judges
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.wall_time import local_date


@dataclass(frozen=True, slots=True)
class MakeUpFacts:
    """A make-up on the facility-local date `today`, on which somebody books from it."""

    today: date
    last_date: date
    is_spent: bool
    is_withdrawn: bool


MAKE_UP_RULES = Judges[[MakeUpFacts]]()


def make_up_facts(*, booking_request: BookingRequest, now: datetime) -> MakeUpFacts | None:
    """Return the facts, or None for a request without a make-up, and for that of a booking.

    What was booked from a make-up stays booked, also when the make-up has ended since.
    """
    if booking_request.made_from is None or booking_request.is_booked:
        return None
    make_up = MakeUp.objects.get(pk=booking_request.made_from)
    return _facts_of(make_up, facility=booking_request.facility, now=now)


def make_up_refusals(make_up: MakeUp, *, facility: Facility, now: datetime) -> list[Refusal]:
    """Return why nothing can be booked from this make-up now; nothing if something can."""
    return list(MAKE_UP_RULES.refusals(EVERY_RULE, _facts_of(make_up, facility=facility, now=now)))


def _facts_of(make_up: MakeUp, *, facility: Facility, now: datetime) -> MakeUpFacts:
    return MakeUpFacts(
        today=local_date(now, facility.zone),
        last_date=make_up.last_date,
        is_spent=make_up.spent_by() is not None,
        is_withdrawn=make_up.withdrawn_at is not None,
    )


@MAKE_UP_RULES.of(Rule.MAKE_UP_SPENT)
def _make_up_spent(facts: MakeUpFacts) -> Refusal | None:
    return Refusal(Rule.MAKE_UP_SPENT) if facts.is_spent else None


@MAKE_UP_RULES.of(Rule.MAKE_UP_OVER)
def _make_up_over(facts: MakeUpFacts) -> Refusal | None:
    """Facts: `make_up_last_date`, up to which it could be booked; none if it was withdrawn."""
    if facts.is_withdrawn:
        return Refusal(Rule.MAKE_UP_OVER)
    if facts.today <= facts.last_date:
        return None
    return Refusal(Rule.MAKE_UP_OVER, {"make_up_last_date": facts.last_date})
