"""Add the minutes that facility and system lost at the end of a live visit."""

import logging
from copy import copy
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from parloir.audit.actors import CLOCK
from parloir.bookings.availability.revalidation import revalidate
from parloir.bookings.models import Booking
from parloir.bookings.operations import owes_make_up
from parloir.bookings.operations.extending import ExtensionRefused, lock_place
from parloir.bookings.operations.extending import extend as extend_booking
from parloir.facilities.models import Facility
from parloir.ledger.half_minutes import half_minute_of
from parloir.ledger.models import Interruption
from parloir.ledger.settling import account_of
from parloir.ledger.verdict import verdict
from parloir.scheduling.ticks import TICK
from parloir.visits.intervention_log import (
    InterventionRefused,
    Kind,
    change_as_seen,
    lock_live,
    log_intervention,
)
from parloir.visits.models import Intervention, Visit

BEFORE_THE_END = timedelta(minutes=2)
"""From when on before the end time is added. What is lost later is no longer added."""
WRITTEN_AFTER = timedelta(minutes=1)
"""How old a half-minute is until all processes have written what they measured of it."""
MOST_MINUTES = 15
"""As many as an officer can give at a time. What was lost above that may owe a make-up visit."""

log = logging.getLogger(__name__)


def add_lost_time(*, now: datetime) -> int:
    """Add lost minutes to each live visit that is owed some and ends soon. Returns to how many.

    A visit gets them once, at a facility whose rule says so, if its place and its people are free
    then and the facility is open. Where they are not yet free, it is tried again until the end.
    """
    return sum(_add_and_log_errors(visit, now=now) for visit in _visits_that_end_soon(now))


def _visits_that_end_soon(now: datetime) -> list[Visit]:
    """Return those in which an interruption was noted. Nothing else is judged before the end."""
    added = Intervention.objects.filter(visit=OuterRef("pk"), kind=Kind.ADD_TIME)
    interrupted = Interruption.objects.filter(visit=OuterRef("pk"))
    soon = Visit.objects.live().filter(
        ~Exists(added),
        Exists(interrupted),
        facility__make_up=Facility.MakeUpRule.AT_END,
        paused_at=None,
        ends_at__gt=now,
        ends_at__lte=now + BEFORE_THE_END,
    )
    return list(soon.select_related("facility", "booking__facility"))


def _add_and_log_errors(visit: Visit, *, now: datetime) -> bool:
    try:
        return _add_to(visit, now=now)
    except (ExtensionRefused, InterventionRefused):
        return False
    except Exception:  # one visit must not keep others from their time
        log.exception("No time could be added to the visit %s", visit.public_id)
        return False


def _add_to(visit: Visit, *, now: datetime) -> bool:
    """Raises ExtensionRefused where people or place are taken, and InterventionRefused where the
    visit has changed meanwhile."""
    minutes = _minutes_to_add(visit, now=now)
    if not minutes:
        return False
    later = visit.ends_at + timedelta(minutes=minutes)
    with transaction.atomic():
        lock_place(booking=visit.booking, until=later)
        locked = lock_live(visit)
        if _is_added(locked) or _is_forbidden(locked.booking, until=later, now=now):
            return False
        extend_booking(booking=locked.booking, until=later, by=CLOCK, now=now)
        change_as_seen(locked, {"ends_at": visit.ends_at, "paused_at": None}, ends_at=later)
        log_intervention(Kind.ADD_TIME, locked, minutes=minutes, by=CLOCK, now=now)
    return True


def _minutes_to_add(visit: Visit, *, now: datetime) -> int:
    """Return the whole minutes that were lost so far, if they are as many as the rule says."""
    so_far = copy(visit)
    so_far.ended_at = half_minute_of(now - WRITTEN_AFTER)
    if visit.started_at is None or so_far.ended_at <= visit.started_at:
        return 0
    lost = timedelta(milliseconds=verdict(account_of(so_far)).owed_ms)
    if not owes_make_up(visit.facility, lost=lost, is_failed=False):
        return 0
    return min(MOST_MINUTES, lost // timedelta(minutes=1))


def _is_added(visit: Visit) -> bool:
    return visit.interventions.filter(kind=Kind.ADD_TIME).exists()


def _is_forbidden(booking: Booking, *, until: datetime, now: datetime) -> bool:
    """Return whether a rule that holds until a visit takes place refuses this end: hours, closures,
    the inmate's other appointments, people who must not meet. A booking ends with a whole tick."""
    longer = copy(booking)
    longer.ends_at += max(0, -(-(until - booking.ends_at) // TICK)) * TICK
    return bool(revalidate(longer, now=now).refusals)
