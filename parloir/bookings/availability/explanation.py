"""What each group of rules answers to the question why these people cannot have this visit."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from parloir.bookings.availability.offers import refusals_for
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.rules.catalog import GROUPS
from parloir.scheduling.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Answer:
    """One group's refusals; none if it allows the visit."""

    name: Promise
    refusals: tuple[Refusal, ...]

    @property
    def allows(self) -> bool:
        return not self.refusals


def answers_of_every_group(
    *, booking_request: BookingRequest, starts_at: datetime, now: datetime
) -> list[Answer]:
    """Return the answer of each group of rules, in the order in which they are asked."""
    refusals = refusals_for(booking_request=booking_request, starts_at=starts_at, now=now)
    return [
        Answer(name, tuple(one for one in refusals if one.rule.group == group))
        for group, name in GROUPS.items()
    ]
