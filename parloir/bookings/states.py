"""The states of a booking and the transitions between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BookingState(models.TextChoices):
    RESERVED = "reserved", _("reserved")
    BOOKED = "booked", _("booked")
    DISPLACED = "displaced", _("needs a new time")
    CANCELLED = "cancelled", _("cancelled")
    FULFILLED = "fulfilled", _("took place")
    NOT_HELD = "not_held", _("did not take place")


TRANSITIONS: dict[BookingState, frozenset[BookingState]] = {
    # A reservation is deleted when its booking is made, when it lapses, or for another one.
    BookingState.RESERVED: frozenset(),
    BookingState.BOOKED: frozenset(
        {
            BookingState.DISPLACED,
            BookingState.CANCELLED,
            BookingState.FULFILLED,
            BookingState.NOT_HELD,
        }
    ),
    BookingState.DISPLACED: frozenset({BookingState.BOOKED, BookingState.CANCELLED}),
    BookingState.CANCELLED: frozenset(),
    BookingState.FULFILLED: frozenset(),
    BookingState.NOT_HELD: frozenset(),
}

OPEN = (BookingState.RESERVED, BookingState.BOOKED, BookingState.DISPLACED)
WITH_A_PIN = (BookingState.BOOKED, BookingState.DISPLACED)
COUNTED = (BookingState.RESERVED, BookingState.BOOKED, BookingState.FULFILLED)
"""The states in which a visit counts towards a quota."""

SPENDS_A_MAKE_UP = (BookingState.BOOKED, BookingState.DISPLACED, BookingState.FULFILLED)
"""The states in which a booking spends the make-up that it was made from."""


def sources_of(state: BookingState) -> list[BookingState]:
    """Return the states from which a booking may change to this one."""
    return [source for source, goals in TRANSITIONS.items() if state in goals]
