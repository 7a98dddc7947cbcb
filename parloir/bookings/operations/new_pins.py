"""Replace PINs that somebody knows who should not."""

from datetime import datetime

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.models import Booking
from parloir.bookings.operations.notify import append_booking_change, notify_adult
from parloir.bookings.pins import give_new_pin
from parloir.bookings.queries import adults_of, shared_with
from parloir.bookings.states import WITH_A_PIN
from parloir.people.models import Visitor


def replace_known_pins(*, visitor: Visitor, by: Actor, now: datetime) -> None:
    """Give every booking that this visitor's account shows another PIN, and tell the others whose
    visit it is.

    The visitor, and those who come along to their visits, are told by `tell_new_pins` when the
    account is open again. Runs in a transaction that has locked the visitor's open bookings.
    """
    for booking in _bookings_ahead(visitor, now=now):
        give_new_pin(booking)
        booking.save(update_fields=["pin_hash", "sealed_pin"])
        record("replace_known_pins", by=by, on=booking, at=now, facility=booking.facility.slug)
        append_booking_change(booking, now=now)
        if booking.visitor != visitor:
            _tell(booking, without=visitor, now=now)


def tell_new_pins(*, visitor: Visitor, now: datetime) -> None:
    """Tell this visitor, and those who come along to their visits, the PINs that are valid now."""
    for booking in _bookings_ahead(visitor, now=now):
        if booking.visitor == visitor:
            _tell(booking, now=now)
        else:
            notify_adult("booking_new_pin", booking, visitor, now=now)


def _bookings_ahead(visitor: Visitor, *, now: datetime) -> list[Booking]:
    found = shared_with(visitor).filter(state__in=WITH_A_PIN, ends_at__gt=now)
    return list(found.order_by("pk"))


def _tell(booking: Booking, *, now: datetime, without: Visitor | None = None) -> None:
    for adult in adults_of(booking):
        if adult != without:
            notify_adult("booking_new_pin", booking, adult, now=now)
