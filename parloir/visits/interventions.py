"""What officers do in a live visit.

Each is a committed row first: then the media reconciler makes the media server match it, and both
sides read about it (`screens.banners`). Each is refused where the visit is not live, or where
another officer has changed the visit since.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TypedDict

from django.db import transaction

from parloir.accounts.models import User
from parloir.audit.actors import Actor
from parloir.bookings.operations.extending import extend as extend_booking
from parloir.bookings.operations.extending import lock_place
from parloir.bookings.queries import party_of
from parloir.protocol.wall_intents import LONGEST_MESSAGE
from parloir.sanctions.catalogue import is_ground_of
from parloir.sides import BOTH_SIDES, Side
from parloir.visits.intervention_log import (
    InterventionRefused,
    Kind,
    change_as_seen,
    lock_live,
    log_intervention,
)
from parloir.visits.models import Intervention, PausedFor, Visit
from parloir.visits.operations import lock_visit
from parloir.visits.ready_messages import READY_MESSAGES
from parloir.visits.states import VisitState

EXTENSIONS = (5, 10, 15)


def send_message(
    *,
    visit: Visit,
    sides: Collection[str],
    code: str,
    text: str,
    by: Actor,
    now: datetime,
    person: str = "",
) -> Intervention:
    """Send a ready message (`code`) or the officer's own words (`text`) to one side or both.

    `person` is the public id of one of several visitors, who alone is addressed. Raises
    InterventionRefused.
    """
    text = text.strip()
    if (code not in READY_MESSAGES) == (not text) or len(text) > LONGEST_MESSAGE:
        raise InterventionRefused(InterventionRefused.Reason.INVALID)
    with transaction.atomic():
        locked = lock_live(visit)
        addressed = _addressed(locked, sides, person)
        return log_intervention(
            Kind.MESSAGE, locked, **addressed, code=code, text=text, by=by, now=now
        )


def warn(
    *,
    visit: Visit,
    sides: Collection[str],
    ground: str,
    warnings: int,
    by: Actor,
    now: datetime,
    person: str = "",
) -> Intervention:
    """Warn one side or both on a ground, or one of several visitors (`person`).

    `warnings` is how many warnings the officer saw: of two officers who warn at the same time, the
    second is refused.
    """
    if not is_ground_of(visit.facility, ground):
        raise InterventionRefused(InterventionRefused.Reason.INVALID)
    with transaction.atomic():
        locked = lock_live(visit)
        change_as_seen(locked, {"warnings": warnings}, warnings=warnings + 1)
        addressed = _addressed(locked, sides, person)
        return log_intervention(Kind.WARNING, locked, **addressed, code=ground, by=by, now=now)


def mute(*, visit: Visit, side: str, by: Actor, now: datetime) -> Intervention:
    """Mute a side on the media server, so that nobody hears it."""
    return _set_sound(visit, side, muted=True, by=by, now=now)


def unmute(*, visit: Visit, side: str, by: Actor, now: datetime) -> Intervention:
    return _set_sound(visit, side, muted=False, by=by, now=now)


def pause(
    *, visit: Visit, by: Actor, now: datetime, paused_for: PausedFor = PausedFor.OFFICER
) -> Intervention:
    """Turn picture and sound off for both. The facility says whether the clock stops."""
    with transaction.atomic():
        locked = lock_live(visit)
        stopped_at = now if locked.facility.pause_stops_clock else None
        change_as_seen(
            locked,
            {"paused_at": None},
            paused_at=now,
            paused_for=paused_for,
            clock_stopped_at=stopped_at,
        )
        return log_intervention(Kind.PAUSE, locked, code=paused_for, by=by, now=now)


def extend(
    *, visit: Visit, minutes: int, ends_at: datetime, by: Actor, now: datetime
) -> Intervention:
    """Move the end by 5, 10 or 15 `minutes`. `ends_at` is the end that the officer saw.

    Raises InterventionRefused, or ExtensionRefused where people or place are taken.
    """
    if minutes not in EXTENSIONS:
        raise InterventionRefused(InterventionRefused.Reason.INVALID)
    later = ends_at + timedelta(minutes=minutes)
    with transaction.atomic():
        lock_place(booking=visit.booking, until=later)
        locked = lock_live(visit)
        if locked.ends_at != ends_at:
            raise InterventionRefused(InterventionRefused.Reason.OUTDATED)
        extend_booking(booking=locked.booking, until=later, by=by, now=now)
        change_as_seen(locked, {"ends_at": ends_at}, ends_at=later)
        return log_intervention(Kind.EXTEND, locked, minutes=minutes, by=by, now=now)


def hand_over(
    *, visit: Visit, to: User, assigned_officer: str, by: Actor, now: datetime
) -> Intervention:
    """Assign a live visit to another officer. `assigned_officer` is who had it when it was seen."""
    if to.public_id == by.ref:
        raise InterventionRefused(InterventionRefused.Reason.INVALID)
    with transaction.atomic():
        locked = lock_live(visit)
        change_as_seen(
            locked,
            {"assigned_officer_ref": assigned_officer},
            assigned_officer_ref=to.public_id,
            assigned_at=now,
            assignment_accepted_at=None,
        )
        return log_intervention(Kind.HAND_OVER, locked, to_ref=to.public_id, by=by, now=now)


def take_over(*, visit: Visit, by: Actor, now: datetime) -> bool:
    """Note that the officer to whom a visit was handed has opened it.

    Returns False where it was handed to nobody or to somebody else, or was taken over before.
    """
    with transaction.atomic():
        locked = lock_visit(visit)
        took = Visit.objects.filter(
            pk=locked.pk,
            state=VisitState.LIVE,
            assigned_officer_ref=by.ref,
            assignment_accepted_at=None,
        ).update(assignment_accepted_at=now)
        if took:
            log_intervention(Kind.TAKE_OVER, locked, by=by, now=now)
        return bool(took)


def _set_sound(visit: Visit, side: str, *, muted: bool, by: Actor, now: datetime) -> Intervention:
    if side not in Side.values:
        raise InterventionRefused(InterventionRefused.Reason.INVALID)
    field = f"{side}_muted"
    with transaction.atomic():
        locked = lock_live(visit)
        change_as_seen(locked, {field: not muted}, **{field: muted})
        kind = Kind.MUTE if muted else Kind.UNMUTE
        return log_intervention(kind, locked, sides=frozenset({Side(side)}), by=by, now=now)


class _Addressed(TypedDict):
    sides: frozenset[Side]
    person_ref: str


def _addressed(visit: Visit, sides: Collection[str], person: str) -> _Addressed:
    """Return the fields that say who is addressed. A visitor who came alone is not named.

    Raises InterventionRefused for an unknown side, or a person who is not on that side.
    """
    if not sides or not set(sides) <= BOTH_SIDES:
        raise InterventionRefused(InterventionRefused.Reason.INVALID)
    visitors = [one.public_id for one in party_of(visit.booking)]
    if person and (set(sides) != {Side.VISITOR} or person not in visitors):
        raise InterventionRefused(InterventionRefused.Reason.INVALID)
    return {
        "sides": frozenset(map(Side, sides)),
        "person_ref": person if len(visitors) > 1 else "",
    }
