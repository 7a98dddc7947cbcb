"""Take a booking off the list of those that need a new time."""

from collections.abc import Iterable
from datetime import datetime

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.models import Booking, Repair
from parloir.bookings.operations.locking import lock_booking
from parloir.scheduling.refusals import Refusal


class RepairRefused(Exception):
    """The repair was already settled, or the time that was wanted cannot be booked.

    Nothing was changed. `refusals` says why, if a rule refused it.
    """

    def __init__(self, refusals: Iterable[Refusal] = ()) -> None:
        self.refusals = list(refusals)
        super().__init__(", ".join(refusal.rule for refusal in self.refusals))


def settle(booking: Booking, settlement: Repair.Settlement, *, by: Actor, now: datetime) -> None:
    """Settle the open repair of a booking, with its record. Raises `RepairRefused`.

    Of two who do so together, the second is refused. Runs in the caller's transaction; a caller
    who also needs the people has locked them.
    """
    lock_booking(booking.pk)
    if not settle_open_repair(booking, settlement, by=by, now=now):
        raise RepairRefused
    record(
        "settle_repair",
        by=by,
        on=booking,
        at=now,
        facility=booking.facility.slug,
        outcome=str(settlement),
    )


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
