"""Give displaced bookings their old time back, if nothing stands in the way any more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from parloir.audit.actors import Actor
from parloir.bookings.availability.revalidation import Revalidation, revalidate_displaced
from parloir.bookings.models import Booking, Repair
from parloir.bookings.operations.locking import lock_party
from parloir.bookings.operations.moving import take_back
from parloir.bookings.operations.notify import notify_party
from parloir.bookings.operations.reservations import release_new_time
from parloir.bookings.operations.settlement import RepairRefused, settle
from parloir.bookings.queries import displaced_among, request_of_booking, shared_with
from parloir.bookings.states import COUNTED
from parloir.scheduling.refusals import Refusal, Rule


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whether a displaced booking can take place as it was.

    `has_another` says that the visitor has booked another visit with the inmate since then. Staff
    may still restore it alone; together with others it is left out.
    """

    revalidation: Revalidation
    refusals: tuple[Refusal, ...]
    has_another: bool

    @property
    def is_clear(self) -> bool:
        return not (self.refusals or self.has_another)


def outlook_of(booking: Booking, *, now: datetime) -> Outlook:
    """Judge a displaced booking by the current facts."""
    revalidation = revalidate_displaced(booking, now=now)
    refusals = revalidation.refusals
    if booking.starts_at <= now:
        refusals = (Refusal(Rule.IN_THE_PAST), *refusals)
    return Outlook(revalidation, refusals, _has_another(booking))


def restore(*, booking: Booking, by: Actor, now: datetime) -> Booking:
    """Give a displaced booking its old time back, notify the party, and return the booking.

    Raises `RepairRefused` if a rule refuses that time now, or if the repair was already settled.
    """
    with transaction.atomic():
        lock_party(request_of_booking(booking))
        for current in displaced_among([booking]):
            outlook = outlook_of(current, now=now)
            if outlook.refusals:
                raise RepairRefused(outlook.refusals)
            _restore(current, outlook.revalidation, by=by, now=now)
            booking.refresh_from_db()
            return booking
        raise RepairRefused


def restore_all_clear(
    *, bookings: Iterable[Booking], by: Actor, now: datetime
) -> tuple[Booking, ...]:
    """Restore those of these bookings that are displaced and clear, and return them.

    Each is judged after those before it have their times. Runs in the caller's transaction, which
    has locked the bookings and everybody in them.
    """
    restored = []
    for booking in displaced_among(bookings):
        outlook = outlook_of(booking, now=now)
        if outlook.is_clear and _is_restored(booking, outlook.revalidation, by=by, now=now):
            restored.append(booking)
    return tuple(restored)


def _is_restored(booking: Booking, revalidation: Revalidation, *, by: Actor, now: datetime) -> bool:
    try:
        _restore(booking, revalidation, by=by, now=now)
    except RepairRefused:
        return False
    return True


def _restore(booking: Booking, revalidation: Revalidation, *, by: Actor, now: datetime) -> None:
    """Raises `RepairRefused`, and then changes nothing."""
    monitor = revalidation.monitors[0] if revalidation.monitors else None
    try:
        with transaction.atomic():
            settle(booking, Repair.Settlement.RESTORED, by=by, now=now)
            release_new_time(booking, now=now)
            take_back(
                booking=booking,
                monitor=monitor,
                station=revalidation.stations[0],
                by=by,
                now=now,
            )
    except IntegrityError as error:
        raise RepairRefused([Refusal(Rule.ALREADY_TAKEN)]) from error
    notify_party("booking_restored", booking, now=now)


def _has_another(booking: Booking) -> bool:
    """Return whether the visitor has a visit with this inmate that was booked after this one lost
    its time, also one that somebody else booked for them."""
    repair = Repair.objects.filter(booking=booking, state=Repair.State.OPEN).first()
    if repair is None:
        return False
    theirs = shared_with(booking.visitor).filter(inmate=booking.inmate_id, state__in=COUNTED)
    return theirs.filter(booked_at__gt=repair.opened_at).exclude(pk=booking.pk).exists()
