"""Tell live surfaces, and a booking's adults by mail, that the booking has changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from parloir.bookings.models import Booking
from parloir.bookings.queries import adults_of
from parloir.bookings.texts.left_out import LeftOutFor
from parloir.changes.operations import append_change
from parloir.facilities.models import Station
from parloir.notices.operations import enqueue_notice
from parloir.people.models import Visitor

SHOWN_AHEAD = timedelta(days=1)
"""No live surface shows a booking that is further ahead. A surface that was open when the booking
was made shows it when it next reads by itself."""


def append_booking_change(
    booking: Booking,
    *,
    now: datetime,
    was_at: datetime | None = None,
    was_station: Station | None = None,
) -> None:
    """Append a change if a live surface may show the booking.

    `was_at` and `was_station` are when and where a booking that was moved began before. Other
    bookings append nothing, because on PostgreSQL an appended change makes commits wait for each
    other.
    """
    first = min(booking.starts_at, was_at or booking.starts_at)
    if first > now + SHOWN_AHEAD:
        return
    append_change(*_topics_of(booking, booking.station, was_station), now=now)


def _topics_of(booking: Booking, *stations: Station | None) -> list[str]:
    """Return the topics of the wall, of the visitor's room, and of the stations that show when
    their next visit begins."""
    shown_at = {f"station:{one.public_id}" for one in stations if one is not None}
    return [
        f"facility:{booking.facility.slug}",
        f"booking:{booking.public_id}",
        *sorted(shown_at),
    ]


def notify_visitor(kind: str, booking: Booking, *, now: datetime, **params: str | bool) -> None:
    """Notify the visitor who booked. Runs in the caller's transaction."""
    _notify(kind, booking, booking.visitor, now=now, **params)


def notify_party(kind: str, booking: Booking, *, now: datetime) -> None:
    """Notify the visitor who booked and each adult companion."""
    notify_adults(kind, booking, adults_of(booking), now=now)


def notify_adult(kind: str, booking: Booking, adult: Visitor, *, now: datetime) -> None:
    """Notify one adult of the party."""
    if adult == booking.visitor:
        notify_visitor(kind, booking, now=now)
    else:
        _notify(kind, booking, adult, now=now, recipient=adult.public_id)


def notify_left_out(
    booking: Booking, adult: Visitor, *, why: LeftOutFor, with_children: bool, now: datetime
) -> None:
    """Notify an adult who no longer comes along, unless the visit has begun.

    The letter names the time of this moment: they do not learn where the visit moves later.
    """
    if now < booking.starts_at:
        _notify(
            "left_out",
            booking,
            adult,
            now=now,
            recipient=adult.public_id,
            was_at=booking.starts_at.isoformat(),
            why=str(why),
            with_children=with_children,
        )


def notify_adults(kind: str, booking: Booking, adults: Sequence[Visitor], *, now: datetime) -> None:
    """Notify these adults, of whom the first one booked: `notify_party` without its query."""
    for adult in adults:
        notify_adult(kind, booking, adult, now=now)


def _notify(
    kind: str, booking: Booking, to: Visitor, *, now: datetime, **params: str | bool
) -> None:
    enqueue_notice(
        kind,
        email=to.user.email,
        language=to.language,
        now=now,
        booking=booking.public_id,
        **params,
    )
