"""A booking that the rules refuse, and the record of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.rules.catalog import OCCUPANCY_RULES
from parloir.scheduling.refusals import Refusal


class BookingRefused(Exception):
    """The rules that say no; `bookings.texts.refusal_texts` turns them into words."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(", ".join(refusal.rule for refusal in refusals))
        self.refusals = refusals


class SlotTaken(BookingRefused):
    """Somebody else was faster: offer other times."""


def raise_any(refusals: list[Refusal]) -> None:
    """Raises `SlotTaken` if only the bookings of others are in the way, else `BookingRefused`.

    Does nothing without refusals.
    """
    if not refusals:
        return
    if all(refusal.rule in OCCUPANCY_RULES for refusal in refusals):
        raise SlotTaken(refusals)
    raise BookingRefused(refusals)


@contextmanager
def refusal_recorded(
    action: str, booking_request: BookingRequest, *, by: Actor, now: datetime
) -> Iterator[None]:
    """Put a `BookingRefused` that passes on record, after its transaction was undone."""
    try:
        yield
    except BookingRefused as error:
        record_refusal(action, booking_request, error.refusals[0], by=by, now=now)
        raise


def record_refusal(
    action: str, booking_request: BookingRequest, refusal: Refusal, *, by: Actor, now: datetime
) -> None:
    record(
        action,
        by=by,
        on=booking_request.visitor,
        at=now,
        facility=booking_request.facility.slug,
        outcome="refused",
        rule=str(refusal.rule),
    )
