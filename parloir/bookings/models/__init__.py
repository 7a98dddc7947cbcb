"""Bookings, what they claim, and what a facility allows."""

from parloir.bookings.models.booking import Booking
from parloir.bookings.models.claims import SlotClaim
from parloir.bookings.models.companions import BookingCompanion
from parloir.bookings.models.limits import PartyLimit, Quota
from parloir.bookings.models.make_ups import MakeUp
from parloir.bookings.models.repairs import Repair
from parloir.bookings.models.restorations import Restoration

__all__ = [
    "Booking",
    "BookingCompanion",
    "MakeUp",
    "PartyLimit",
    "Quota",
    "Repair",
    "Restoration",
    "SlotClaim",
]
