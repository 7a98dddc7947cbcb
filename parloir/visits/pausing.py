"""Resume a paused visit, and credit the time for which its clock was stopped."""

from datetime import datetime, timedelta

from django.db import transaction

from parloir.audit.actors import CLOCK, Actor
from parloir.bookings.operations.extending import ExtensionRefused, lock_place
from parloir.bookings.operations.extending import extend as extend_booking
from parloir.visits.intervention_log import (
    InterventionRefused,
    Kind,
    change_as_seen,
    lock_live,
    log_intervention,
)
from parloir.visits.models import Intervention, PausedFor, Visit

CREDIT_PAUSE_EVERY = timedelta(seconds=20)
"""How often the end moves on during a pause. Each step claims the place for that much longer."""


def resume(
    *, visit: Visit, by: Actor, now: datetime, paused_for: PausedFor | None = None
) -> Intervention:
    """Turn picture and sound on again.

    With `paused_for` only if the visit was paused for this reason. Raises InterventionRefused.
    """
    with transaction.atomic():
        lock_place(booking=visit.booking, until=_owed_end(visit, now))
        locked = lock_live(visit)
        if locked.paused_at is None or paused_for not in {None, locked.paused_for}:
            raise InterventionRefused(InterventionRefused.Reason.OUTDATED)
        _extend_by_pause(locked, now=now)
        nothing = {"paused_at": None, "paused_for": "", "clock_stopped_at": None}
        change_as_seen(locked, {"paused_at": locked.paused_at}, **nothing)
        return log_intervention(Kind.RESUME, locked, by=by, now=now)


def visits_with_stopped_clock(now: datetime) -> list[Visit]:
    """Return the live visits to which at least `CREDIT_PAUSE_EVERY` is to be credited."""
    return list(Visit.objects.live().filter(clock_stopped_at__lte=now - CREDIT_PAUSE_EVERY))


def credit_paused_time(visit: Visit, now: datetime) -> bool:
    """Move the end of a visit whose clock is stopped by the time since the last credit.

    Where others have the place then, the clock runs again and both sides are told. Returns False
    if the clock was not stopped.
    """
    with transaction.atomic():
        lock_place(booking=visit.booking, until=_owed_end(visit, now))
        locked = lock_live(visit)
        if locked.clock_stopped_at is None:
            return False
        if not _extend_by_pause(locked, now=now):
            change_as_seen(
                locked, {"clock_stopped_at": locked.clock_stopped_at}, clock_stopped_at=None
            )
            log_intervention(Kind.CLOCK_RUNS, locked, by=CLOCK, now=now)
    return True


def _owed_end(visit: Visit, now: datetime) -> datetime:
    """Return when the visit would end if its clock ran again now."""
    return visit.ends_at + (now - (visit.clock_stopped_at or now))


def _extend_by_pause(visit: Visit, *, now: datetime) -> bool:
    """Move the end by the time since the last credit.

    Returns False where others have the place: that time is lost then.
    """
    if visit.clock_stopped_at is None:
        return True
    later = _owed_end(visit, now)
    try:
        with transaction.atomic():
            extend_booking(booking=visit.booking, until=later, by=CLOCK, now=now)
    except ExtensionRefused:
        return False
    Visit.objects.filter(pk=visit.pk).update(ends_at=later, clock_stopped_at=now)
    visit.ends_at, visit.clock_stopped_at = later, now
    return True
