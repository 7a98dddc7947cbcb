"""The times of audit events, by the clock of the facility that each is about."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from zoneinfo import ZoneInfo

from parloir.audit.models import AuditEvent
from parloir.facilities.models import Facility

OF_NO_FACILITY = ""


def zones_for(facilities: Sequence[Facility]) -> Mapping[str, tzinfo]:
    """Return the zone of each facility by its slug, and that of the first one for events that are
    about none."""
    usual = facilities[0].zone if facilities else ZoneInfo("UTC")
    return {OF_NO_FACILITY: usual} | {one.slug: one.zone for one in facilities}


def say_when(event: AuditEvent, zones: Mapping[str, tzinfo]) -> str:
    """Return day, time and the zone's letters: "2026-05-11 09:00:00 CDT"."""
    zone = zones.get(event.facility_ref, zones[OF_NO_FACILITY])
    return f"{event.at.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"
