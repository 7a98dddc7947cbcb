"""Ask what is booked, refused and offered, in every way that the code has."""

from datetime import date, datetime

import pytest

from parloir.bookings.availability.offers import offer, refusals_for
from parloir.bookings.models import Booking
from parloir.bookings.operations import BookingRefused, book
from parloir.scheduling.refusals import Refusal, Rule
from tests.factories.people import as_visitor


def is_booked(booking_request, starts_at: datetime, now: datetime) -> bool:
    """Book it, and return whether that was possible."""
    assert starts_at in offered_starts(booking_request, local_day(booking_request, starts_at), now)
    return book(
        booking_request=booking_request,
        starts_at=starts_at,
        by=as_visitor(booking_request.visitor),
        now=now,
    ).is_open


def local_day(booking_request, starts_at: datetime) -> date:
    return starts_at.astimezone(booking_request.facility.zone).date()


def refusal_of(booking_request, starts_at: datetime, now: datetime) -> Refusal:
    """Return the only refusal. The operation that books gives the same."""
    (rule,) = refused_rules(booking_request, starts_at, now)
    (refusal,) = refusals_for(booking_request=booking_request, starts_at=starts_at, now=now)
    assert refusal.rule == rule
    return refusal


def refused_rules(booking_request, starts_at: datetime, now: datetime) -> list[Rule]:
    with pytest.raises(BookingRefused) as caught:
        book(
            booking_request=booking_request,
            starts_at=starts_at,
            by=as_visitor(booking_request.visitor),
            now=now,
        )
    rules = [refusal.rule for refusal in caught.value.refusals]
    assert rules == [
        one.rule
        for one in refusals_for(booking_request=booking_request, starts_at=starts_at, now=now)
    ]
    assert starts_at not in offered_starts(
        booking_request, local_day(booking_request, starts_at), now
    )
    assert not Booking.objects.filter(visitor=booking_request.visitor, starts_at=starts_at).exists()
    return rules


def offered_starts(booking_request, day: date, now: datetime) -> list[datetime]:
    (offered,) = offer(booking_request=booking_request, first=day, last=day, now=now)
    return [visit.starts_at for visit in offered.times]


def why_none(booking_request, day: date, now: datetime) -> list[Rule]:
    (offered,) = offer(booking_request=booking_request, first=day, last=day, now=now)
    assert offered.times == ()
    return [refusal.rule for refusal in offered.refusals]
