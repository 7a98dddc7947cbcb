"""Whom a change of a booking is told: the live surfaces, and all its adults by mail."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from parloir.bookings.models import Booking
from parloir.bookings.queries import adults_of
from parloir.changes.operations import append_change
from parloir.notices.operations import enqueue_notice
from parloir.people.models import Visitor

SHOWN_AHEAD = timedelta(days=1)
"""Further ahead no live surface shows a booking, at the latest when it looks again by itself."""


def append_booking_change(
    booking: Booking, *, now: datetime, was_at: datetime | None = None
) -> None:
    """Where a live surface may show it; `was_at` is when a booking that was moved began before.

    On PostgreSQL an appended change makes commits wait for one another.
    """
    first = min(booking.starts_at, was_at or booking.starts_at)
    if first > now + SHOWN_AHEAD:
        return
    append_change(f"facility:{booking.facility.slug}", f"booking:{booking.public_id}", now=now)


def tell_visitor(kind: str, booking: Booking, *, now: datetime) -> None:
    """The one who booked; runs in the caller's transaction."""
    _tell(kind, booking, booking.visitor, now=now)


def tell_party(kind: str, booking: Booking, *, now: datetime) -> None:
    """The one who booked, and each adult who comes along."""
    tell_adults(kind, booking, adults_of(booking), now=now)


def tell_adults(kind: str, booking: Booking, adults: Sequence[Visitor], *, now: datetime) -> None:
    """The same, for who knows them already; whoever booked stands first."""
    tell_visitor(kind, booking, now=now)
    for recipient in adults[1:]:
        _tell(kind, booking, recipient, now=now, recipient=recipient.public_id)


def _tell(kind: str, booking: Booking, to: Visitor, *, now: datetime, **params: str) -> None:
    enqueue_notice(
        kind,
        email=to.user.email,
        language=to.language,
        now=now,
        booking=booking.public_id,
        **params,
    )
