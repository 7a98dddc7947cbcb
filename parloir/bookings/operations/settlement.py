"""Take a booking off the list of those that need a new time."""

from datetime import datetime

from parloir.audit.actors import Actor
from parloir.bookings.models import Booking, Repair


def settle_open_repair(
    booking: Booking, settlement: Repair.Settlement, *, by: Actor, now: datetime
) -> bool:
    """Settle the open repair, and return whether there was one.

    Runs in the caller's transaction.
    """
    settled = Repair.objects.filter(booking=booking, state=Repair.State.OPEN).update(
        state=Repair.State.SETTLED, settlement=settlement, settled_at=now, settled_by=str(by)
    )
    return bool(settled)


def settlement_by(by: Actor) -> Repair.Settlement:
    """Return how a repair is settled when this actor gives the booking another time."""
    is_visitor = by.kind == "visitor"
    return Repair.Settlement.ACCEPTED if is_visitor else Repair.Settlement.MOVED
