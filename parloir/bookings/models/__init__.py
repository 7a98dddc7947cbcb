"""Bookings, what they claim, and what a facility allows."""

from parloir.bookings.models.attendees import Attendee
from parloir.bookings.models.booking import Booking
from parloir.bookings.models.claims import SlotClaim
from parloir.bookings.models.limits import PartyLimit, Quota
from parloir.bookings.models.repairs import Repair

__all__ = ["Attendee", "Booking", "PartyLimit", "Quota", "Repair", "SlotClaim"]
