"""Follow the rules of time zones: what was typed or chosen as a wall time keeps it.

Instants are stored in UTC. When the rules of a facility's zone change, what the clock shows at a
stored instant changes too. So everything that is ahead moves with the clock, in one transaction.
"""

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.operations import lock_bookings, lock_facts
from parloir.bookings.operations.wall_times import Changes, bookings_ahead
from parloir.bookings.queries import request_of_booking
from parloir.changes.operations import append_change
from parloir.facilities.models import Facility
from parloir.facilities.models.zone_files import keep_current_file
from parloir.facts.guard import writing_facts
from parloir.facts.wall_times import KeptAhead, keep_times_ahead
from parloir.scheduling.zone_changes import ZoneChange
from parloir.scheduling.zone_data import current_digest, data_version

log = logging.getLogger(__name__)


def follow_zone_data(*, by: Actor, now: datetime) -> list[Facility]:
    """Take over this process's zone data for the facilities that have older rules.

    What is ahead there keeps its wall time: closures, commitments and bookings. A booking that
    cannot take place then loses its time, with a letter. Returns the facilities.

    Several processes may call this at the same time, and any may be killed in the middle: the rules
    of a facility and its times change in one transaction.
    """
    if not _with_older_rules():
        return []
    with transaction.atomic():
        lock_facts()
        facilities = _with_older_rules()
        changes = {one.pk: change for one in facilities if (change := _change_of(one)) is not None}
        _lock_all_ahead(changes, facilities, now=now)
        for facility in facilities:
            _take_over_rules(facility)
        kept = keep_times_ahead(changes, by=by, now=now)
        for facility in facilities:
            _record(facility, kept, by=by, now=now)
    log.info("Zone data %s: new rules for %d facilities", data_version(), len(facilities))
    return facilities


def _with_older_rules() -> list[Facility]:
    """Return the facilities for which this process has newer rules than the database.

    A process with older data leaves everything as it is.
    """
    outdated = [
        one
        for one in Facility.objects.select_related("zone_file").order_by("pk")
        if current_digest(one.time_zone) not in {None, one.zone_file_id}
    ]
    return [one for one in outdated if not _has_newer_rules(one)]


def _has_newer_rules(facility: Facility) -> bool:
    kept = facility.zone_file
    return kept is not None and kept.name == facility.time_zone and kept.version > data_version()


def _change_of(facility: Facility) -> ZoneChange | None:
    """Return the change of the zone. None if no older rules are known."""
    before, after = facility.zone, ZoneInfo(facility.time_zone)
    return None if before is after else ZoneChange(before, after)


def _lock_all_ahead(changes: Changes, facilities: list[Facility], *, now: datetime) -> None:
    ahead = [one for one in bookings_ahead(changes, now=now) if one.closed_at is None]
    lock_bookings(ahead, map(request_of_booking, ahead), facilities=[one.pk for one in facilities])


def _take_over_rules(facility: Facility) -> None:
    facility.zone_file = keep_current_file(facility.time_zone)
    with writing_facts():
        facility.save(update_fields=["zone_file"])


def _record(facility: Facility, kept: KeptAhead, *, by: Actor, now: datetime) -> None:
    record(
        "follow_zone_data",
        by=by,
        on=facility,
        at=now,
        facility=facility.slug,
        version=data_version(),
        kept=sum(one.facility_id == facility.pk for one in kept.bookings),
        displaced=sum(one.facility_id == facility.pk for one in kept.displaced),
    )
    append_change(f"facility:{facility.slug}", now=now)
