"""Closures: times without visits."""

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from parloir.audit.actors import Actor
from parloir.bookings.operations import lock_facts
from parloir.facilities.models import Area, Closure, Facility, Monitor, Station
from parloir.facts.configuration import configure
from parloir.facts.edits import Added, Changed, Removed
from parloir.facts.impact import ChangeImpact


class ClosureFields(TypedDict, total=False):
    facility: Facility
    area: Area | None
    monitor: Monitor | None
    station: Station | None
    starts_at: datetime
    ends_at: datetime
    reason: str


def close_time(
    *,
    facility: Facility,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    area: Area | None = None,
    monitor: Monitor | None = None,
    station: Station | None = None,
    by: Actor,
    now: datetime,
) -> tuple[Closure, ChangeImpact]:
    """Close a facility, an area or a device from `starts_at` to `ends_at`.

    This affects bookings and visits under way: live visits end now if the closure has begun, and
    otherwise when it begins. Returns the closure and its impact. Raises ValidationError, for
    example if it does not end after it begins.
    """
    closure = Closure(
        facility=facility,
        area=area,
        monitor=monitor,
        station=station,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip(),
    )
    return closure, configure(Added(closure), action="close_time", by=by, now=now)


def change_closure(
    *, closure: Closure, by: Actor, now: datetime, **fields: Unpack[ClosureFields]
) -> ChangeImpact:
    """Change a closure. Raises ValidationError and FactGone."""
    return configure(Changed(closure, fields), by=by, now=now)


def reopen(*, closure: Closure, by: Actor, now: datetime) -> bool:
    """End a closure now, or remove it if it has not begun.

    Returns False if it was over. Displaced bookings stay on the list, where staff restore them.
    """
    with transaction.atomic():
        lock_facts()
        still = Closure.objects.filter(pk=closure.pk, ends_at__gt=now).first()
        if still is None:
            return False
        has_begun = still.starts_at < now
        edit = Changed(still, {"ends_at": now}) if has_begun else Removed(still)
        configure(edit, action="reopen", by=by, now=now)
    return True
