"""The PIN of a booking: 8 digits, unique among a facility's open bookings (P12)."""

from parloir.bookings.models import Booking
from parloir.vault.names import new_digits
from parloir.vault.sealing import keyed_hash, seal, unseal

PIN_DIGITS = 8
_PURPOSE = "booking-pin"


def give_new_pin(booking: Booking) -> None:
    pin = new_digits(PIN_DIGITS)
    booking.pin_hash = pin_hash(pin)
    booking.sealed_pin = seal(pin.encode(), purpose=_PURPOSE, context=booking.public_id)


def pin_of(booking: Booking) -> str:
    return unseal(booking.sealed_pin, purpose=_PURPOSE, context=booking.public_id).decode()


def pin_hash(pin: str) -> str:
    return keyed_hash(pin, purpose=_PURPOSE)


def in_groups(pin: str) -> str:
    """'12345678' as people read it: '1234 5678'."""
    return f"{pin[:4]} {pin[4:]}"
