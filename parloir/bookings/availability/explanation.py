"""Why can't these people have this visit? What each group of rules answers."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from parloir.bookings.availability.offers import refusals_for
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.rules.catalog import GROUPS
from parloir.scheduling.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Answer:
    """What a group of rules says; `refusals` is empty where it has nothing against the visit."""

    name: Promise
    refusals: tuple[Refusal, ...]

    @property
    def allows(self) -> bool:
        return not self.refusals


def answers_of_every_group(
    *, booking_request: BookingRequest, starts_at: datetime, now: datetime
) -> list[Answer]:
    """Why these people can, or can't, have a visit that begins then: in the order of asking."""
    refusals = refusals_for(booking_request=booking_request, starts_at=starts_at, now=now)
    return [
        Answer(name, tuple(one for one in refusals if one.rule.group == group))
        for group, name in GROUPS.items()
    ]
