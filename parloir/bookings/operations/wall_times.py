"""Keep the wall times of bookings when the rules of a facility's zone change.

All of them move together, so their claims are given up first and made again afterwards: moved one
by one, a booking would meet the one that has not moved yet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.claims import claim, claims_of, claims_that_are_new
from parloir.bookings.models import Booking, Repair, SlotClaim
from parloir.bookings.operations.notify import append_booking_change, notify_party
from parloir.bookings.operations.repairs import open_repair, repair_bookings
from parloir.bookings.queries import party_of
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.zone_changes import ZoneChange

Changes = Mapping[int, ZoneChange]
"""The change of the zone, by the key of the facility."""


@dataclass(slots=True)
class MovedWithClock:
    """The bookings whose stored instants no longer fit the clock.

    `moved` keep their wall time. `taken` would, but something that they need is taken then.
    `skipped` were at a time that the clock skips now. `passed` were at a time that the clock has
    shown already: they begin when they would have, which the clock shows as another time.
    """

    moved: list[Booking] = field(default_factory=list)
    taken: list[Booking] = field(default_factory=list)
    skipped: list[Booking] = field(default_factory=list)
    passed: list[Booking] = field(default_factory=list)


def bookings_ahead(changes: Changes, *, now: datetime) -> list[Booking]:
    """Return what has not begun at these facilities, in order of time, closed bookings as well.

    A visit to which somebody was admitted is left out: its people are there.
    """
    ahead = Booking.objects.filter(
        facility__in=changes, starts_at__gt=now, visit__isnull=True
    ).select_related("facility", "visitor__user", "inmate__area", "monitor", "station__area")
    return list(ahead.order_by("starts_at", "pk"))


def keep_wall_times(changes: Changes, *, by: Actor, now: datetime) -> MovedWithClock:
    """Move the bookings to the instants at which the clock shows their times now.

    Runs in the caller's transaction, which has locked the facts and the bookings and has changed
    the zones. It goes on with `repair_moved`.
    """
    result, moves = MovedWithClock(), dict[Booking, datetime]()
    for booking in bookings_ahead(changes, now=now):
        starts_at = changes[booking.facility_id].same_wall_time(booking.starts_at)
        if starts_at is None:
            result.skipped.append(booking)
        elif starts_at != booking.starts_at:
            if starts_at > now:
                moves[booking] = starts_at
            else:
                result.passed.append(booking)
    _give_up_claims(moves)
    for booking, starts_at in moves.items():
        _move_with_the_clock(booking, starts_at, by=by, now=now)
    for booking in sorted(moves, key=_who_comes_first):
        if _claim_again(booking):
            result.moved.append(booking)
        elif booking.is_reserved:
            booking.delete()
        else:
            result.taken.append(booking)
    return result


def repair_moved(
    result: MovedWithClock, *, others: Iterable[Booking] = (), by: Actor, now: datetime
) -> list[Booking]:
    """Give other devices to the bookings whose own are taken, and take their time from those that
    cannot take place at their wall time. Notify everybody.

    `others` did not move, but something that their rules depend on did. Returns the bookings that
    lost their time. Runs in the caller's transaction.
    """
    there = [one for one in (*result.taken, *result.moved) if one.is_open]
    known = {booking.pk for booking in there}
    there += [one for one in others if one.pk not in known]
    repaired = repair_bookings(bookings=there, by=by, now=now)
    mended = {*repaired.displaced, *repaired.reassigned}
    lost = [
        *repaired.displaced,
        *_displace(
            [one for one in result.taken if one not in mended], Rule.ALREADY_TAKEN, by=by, now=now
        ),
        *_displace(result.skipped, Rule.NO_SUCH_TIME, by=by, now=now),
    ]
    _notify(result, except_for=lost, now=now)
    return lost


def _displace(
    bookings: Iterable[Booking], rule: Rule, *, by: Actor, now: datetime
) -> list[Booking]:
    """Take their time from these bookings, and return those that had it."""
    refusal = Refusal(rule)
    return [one for one in bookings if open_repair(booking=one, refusal=refusal, by=by, now=now)]


def _notify(result: MovedWithClock, *, except_for: list[Booking], now: datetime) -> None:
    """Send a new calendar file to those whose time stays, and the new time to those whose does
    not."""
    for kind, bookings in (
        ("booking_clock_changed", [*result.moved, *result.taken]),
        ("booking_moved", result.passed),
    ):
        for booking in bookings:
            if booking.is_open and booking not in except_for:
                notify_party(kind, booking, now=now)


def _who_comes_first(booking: Booking) -> tuple[bool, datetime, int]:
    """Bookings before reservations, and the one that was made first."""
    return (booking.is_reserved, booking.booked_at, booking.pk)


def _give_up_claims(bookings: Iterable[Booking]) -> None:
    for booking in bookings:
        SlotClaim.objects.filter(booking=booking).delete()


def _move_with_the_clock(
    booking: Booking, starts_at: datetime, *, by: Actor, now: datetime
) -> None:
    was_at, shift = booking.starts_at, starts_at - booking.starts_at
    booking.starts_at, booking.ends_at = starts_at, booking.ends_at + shift
    booking.times_changed += 1
    booking.calendar_sequence += 1
    booking.save(update_fields=["starts_at", "ends_at", "times_changed", "calendar_sequence"])
    Repair.objects.filter(booking=booking, state=Repair.State.OPEN).update(was_at=starts_at)
    record(
        "keep_wall_time",
        by=by,
        on=booking,
        at=now,
        facility=booking.facility.slug,
        before=was_at.isoformat(),
        after=starts_at.isoformat(),
    )
    append_booking_change(booking, now=now, was_at=was_at)


def _claim_again(booking: Booking) -> bool:
    """Claim what the booking needs at its new instant. Returns False if some of it is taken."""
    if not (booking.is_open or booking.is_reserved):
        return True
    try:
        with transaction.atomic():
            claim(
                claims_that_are_new(
                    booking, companions=party_of(booking)[1:], excluding=booking.moves
                )
                if booking.is_reserved
                else claims_of(booking)
            )
    except IntegrityError:
        return False
    return True
