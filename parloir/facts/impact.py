"""The impact of changed facts on bookings and visits, in the same transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from parloir.audit.actors import Actor
from parloir.bookings.affected import bookings_affected_by, displaced_that_return
from parloir.bookings.availability.revalidation import revalidate
from parloir.bookings.models import Booking
from parloir.bookings.operations import cancel_by_facility, lock_bookings
from parloir.bookings.operations.repairs import Repaired, repair_bookings
from parloir.bookings.operations.restoring import outlook_of, restore_all_clear
from parloir.bookings.queries import displaced_among, request_of_booking
from parloir.facilities.models import Facility, Monitor, VisitingHours
from parloir.people.models import Inmate
from parloir.sanctions.models import Ground, LadderPolicy, LadderStep
from parloir.visits.models import Visit
from parloir.visits.operations import end, lock_visit
from parloir.visits.queries import visits_closed_at
from parloir.visits.states import Outcome, VisitState
from parloir.workflows.consequences import recompute_everybody

NOTHING_REPAIRED = Repaired((), ())
# These concern the bookings that name them.
_CONCERN_THEIR_OWN = Facility | Monitor | Inmate


@dataclass(frozen=True, slots=True)
class ChangeImpact:
    """What a change of facts has caused. `restrictions_changed` is a number of people.

    `restored` are bookings that lost their time before and have it again.
    """

    repaired: Repaired = NOTHING_REPAIRED
    ended: tuple[Visit, ...] = ()
    restrictions_changed: int = 0
    restored: tuple[Booking, ...] = ()

    @property
    def is_empty(self) -> bool:
        repaired = self.repaired
        return not (
            repaired.reassigned
            or repaired.displaced
            or self.ended
            or self.restrictions_changed
            or self.restored
        )


@dataclass(frozen=True, slots=True)
class Affected:
    """The locked bookings that a change of facts affects.

    `booked` have their time. `refused` are displaced, and were refused before the change: it may
    take back what refused them. Those that nothing refused are left to staff.
    """

    booked: tuple[Booking, ...]
    refused: tuple[Booking, ...]


def lock_affected(facts: Iterable[Model], *, now: datetime) -> Affected:
    """Lock the bookings that these facts affect, with everybody in them, before the facts change.

    `facts` are the rows as they are and as they will be. The order is that of `parloir.locks`; the
    caller has called `lock_facts` before.
    """
    facts = list(facts)
    booked = _affected_by(facts, now=now)
    displaced = _displaced_by(facts, now=now)
    lock_bookings([*booked, *displaced], map(request_of_booking, [*booked, *displaced]))
    refused = [one for one in displaced_among(displaced) if outlook_of(one, now=now).refusals]
    return Affected(tuple(booked), tuple(refused))


def revalidate_bookings(
    facts: Iterable[Model], *, affected: Affected, by: Actor, now: datetime
) -> ChangeImpact:
    """Revalidate the locked bookings that the changed facts affect, and end visits that cannot go
    on. Then restore the displaced bookings that the change has made possible again.

    Runs in the transaction of the change.
    """
    keys = {booking.pk for booking in affected.booked}
    bookings = [one for one in _affected_by(facts, now=now) if one.pk in keys]
    open_visits = _open_visits_of(bookings)
    ahead = [booking for booking in bookings if booking.pk not in open_visits]
    repaired = repair_bookings(bookings=ahead, by=by, now=now)
    closed = {visit.pk for visit in visits_closed_at(now)}
    ended = [
        _end(visit, by=by, now=now)
        for visit in open_visits.values()
        if visit.pk in closed or _may_not_begin(visit, now=now)
    ]
    restored = restore_all_clear(bookings=affected.refused, by=by, now=now)
    return ChangeImpact(repaired, tuple(ended), restored=restored)


def recompute_restrictions(facts: Sequence[Model], *, by: Actor, now: datetime) -> int:
    """Recompute restrictions if a ladder or a ground has changed. Returns how many people's
    restrictions have changed.
    """
    facilities = {one.facility for one in facts if isinstance(one, LadderPolicy | Ground)}
    facilities |= {one.policy.facility for one in facts if isinstance(one, LadderStep)}
    return sum(
        recompute_everybody(facility=one, by=by, now=now)
        for one in sorted(facilities, key=lambda facility: facility.pk)
    )


def _affected_by(facts: Iterable[Model], *, now: datetime) -> list[Booking]:
    """Return the bookings that these facts affect, in order of time."""
    by_key = {
        booking.pk: booking
        for fact in _without_duplicates(facts)
        for booking in bookings_affected_by(fact, now=now)
    }
    return sorted(by_key.values(), key=lambda booking: (booking.starts_at, booking.pk))


def _displaced_by(facts: Iterable[Model], *, now: datetime) -> list[Booking]:
    return [
        booking
        for fact in _without_duplicates(facts)
        for booking in displaced_that_return(fact, now=now)
    ]


def _without_duplicates(facts: Iterable[Model]) -> Iterator[Model]:
    """Yield the facts to look up bookings by: a facility once for all its hours, and no new rows
    that cannot have bookings yet."""
    facilities = set()
    for fact in facts:
        judged = fact.facility if isinstance(fact, VisitingHours) else fact
        if isinstance(judged, _CONCERN_THEIR_OWN) and judged._state.adding:
            continue
        if isinstance(judged, Facility):
            facilities.add(judged)
        else:
            yield judged
    yield from facilities


def _open_visits_of(bookings: list[Booking]) -> dict[int, Visit]:
    found = Visit.objects.filter(booking__in=bookings)
    found = found.exclude(state=VisitState.ENDED).select_related("booking__facility", "facility")
    return {visit.booking_id: visit for visit in found.order_by("pk")}


def _may_not_begin(visit: Visit, *, now: datetime) -> bool:
    """Return whether a visit that has not begun can no longer begin, by its booking's rules."""
    if visit.is_live:
        return False
    return bool(revalidate(visit.booking, now=now).refusals)


def _end(visit: Visit, *, by: Actor, now: datetime) -> Visit:
    """End a visit. If it had not begun, its booking is cancelled, with notices."""
    locked = lock_visit(visit)
    if not locked.is_live:
        cancel_by_facility(booking=visit.booking, by=by, now=now)
    end(visit=locked, outcome=Outcome.CLOSED, by=by, now=now, ended_by=str(by))
    return locked
