"""Keep the wall times of what is ahead at a facility whose clock changes.

Closures, commitments and the moments at which inmates come in are typed as wall times; bookings are
chosen as such. An instant that is past has happened, and stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Model

from parloir.audit.actors import Actor
from parloir.bookings.affected import bookings_affected_by
from parloir.bookings.models import Booking
from parloir.bookings.operations.wall_times import Changes, keep_wall_times, repair_moved
from parloir.facilities.models import Closure, Facility
from parloir.facts.edits import AppliedEdit
from parloir.facts.guard import writing_facts
from parloir.people.models import Commitment, Inmate
from parloir.scheduling.zone_changes import ZoneChange

Span = TypeVar("Span", Closure, Commitment)


@dataclass(frozen=True, slots=True)
class KeptAhead:
    """The open bookings that kept their wall time, and those that lost it."""

    bookings: tuple[Booking, ...]
    displaced: tuple[Booking, ...]


def zone_changes_in(done: Iterable[AppliedEdit]) -> Changes:
    """Return the zones that these edits have changed, by the key of the facility."""
    return {
        one.after.pk: ZoneChange(one.before.zone, one.after.zone)
        for one in done
        if isinstance(one.before, Facility)
        and isinstance(one.after, Facility)
        and "time_zone" in one.fields
    }


def keep_times_ahead(changes: Changes, *, by: Actor, now: datetime) -> KeptAhead:
    """Let everything that is ahead at these facilities keep its wall time.

    Runs in the caller's transaction, which has locked the facts and all bookings ahead, and has
    changed the zones.
    """
    if not changes:
        return KeptAhead((), ())
    with writing_facts():
        facts = [*_keep_closures(changes, now=now), *_keep_commitments(changes, now=now)]
        _keep_intakes(changes, now=now)
    result = keep_wall_times(changes, by=by, now=now)
    displaced = repair_moved(result, others=_not_begun(facts, now=now), by=by, now=now)
    open_ones = [one for one in (*result.moved, *result.taken) if one.is_open]
    return KeptAhead(
        bookings=tuple(one for one in open_ones if one not in displaced),
        displaced=tuple(displaced),
    )


def _keep_closures(changes: Changes, *, now: datetime) -> list[Closure]:
    ahead = Closure.objects.filter(facility__in=changes, ends_at__gt=now)
    return [one for one in ahead if _keep_span(one, changes[one.facility_id], now=now)]


def _keep_commitments(changes: Changes, *, now: datetime) -> list[Commitment]:
    ahead = Commitment.objects.filter(inmate__facility__in=changes, ends_at__gt=now)
    return [
        one
        for one in ahead.select_related("inmate")
        if _keep_span(one, changes[one.inmate.facility_id], now=now)
    ]


def _keep_intakes(changes: Changes, *, now: datetime) -> None:
    for inmate in Inmate.objects.filter(facility__in=changes, intake_at__gt=now):
        assert inmate.intake_at is not None  # noqa: S101 - the query says so
        intake_at = _kept(inmate.intake_at, changes[inmate.facility_id], now=now)
        if intake_at != inmate.intake_at:
            inmate.intake_at = intake_at
            inmate.save(update_fields=["intake_at"])


def _keep_span(span: Span, change: ZoneChange, *, now: datetime) -> bool:
    """Move both ends, each by itself. Returns whether one has moved.

    A span that would be empty, because the clock skips or repeats it now, keeps its length.
    """
    was = (span.starts_at, span.ends_at)
    span.starts_at = _kept(span.starts_at, change, now=now)
    span.ends_at = _kept(span.ends_at, change, now=now)
    if span.ends_at <= span.starts_at:
        span.ends_at = span.starts_at + (was[1] - was[0])
    if (span.starts_at, span.ends_at) == was:
        return False
    span.save(update_fields=["starts_at", "ends_at"])
    return True


def _kept(instant: datetime, change: ZoneChange, *, now: datetime) -> datetime:
    return change.wall_time_or_next(instant) if instant > now else instant


def _not_begun(facts: Iterable[Model], *, now: datetime) -> list[Booking]:
    """Return the bookings that these facts concern now, and to which nobody was admitted yet."""
    concerned = {one for fact in facts for one in bookings_affected_by(fact, now=now)}
    visited = Booking.objects.filter(
        pk__in=[one.pk for one in concerned], visit__isnull=False
    ).values_list("pk", flat=True)
    begun = set(visited)
    return sorted(
        (one for one in concerned if one.pk not in begun and one.starts_at > now),
        key=lambda one: (one.starts_at, one.pk),
    )
