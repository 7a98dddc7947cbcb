"""Time in which nothing takes place, and its end."""

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
    """Nothing takes place from `starts_at` to `ends_at`: in the facility, an area, at a device.

    One action for what is booked and for what is under way: live visits end where it has begun
    already, and when it begins elsewhere. Raises ValidationError, as where it does not end after
    it begins.
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
    """Raises ValidationError and FactGone."""
    return configure(Changed(closure, fields), by=by, now=now)


def reopen(*, closure: Closure, by: Actor, now: datetime) -> bool:
    """The time is open again from this moment: one that has begun ends now, another goes.

    False where it was over. Bookings that had lost their time stay on the list, where staff
    restore them.
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
