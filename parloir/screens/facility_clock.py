"""The facility's clock on a screen: the browser lets it tick, so that no screen is rendered again
each minute."""

from datetime import datetime, timedelta

from parloir.facilities.models import Facility
from parloir.protocol.screens.screen import FacilityClock, RepeatedHour
from parloir.scheduling.repeated_times import coming_showings
from parloir.scheduling.wall_time import local_time, next_jump

KNOWN_AHEAD = timedelta(days=7)
"""A browser without a connection still shows the right time after the clock has jumped."""

_MINUTE = timedelta(minutes=1)


def facility_clock(facility: Facility, *, now: datetime) -> FacilityClock:
    changes_at = next_jump(now, facility.zone, within=KNOWN_AHEAD)
    offset = _offset_minutes(now, facility)
    return FacilityClock(
        zone=facility.short_zone_name,
        offset_minutes=offset,
        changes_at=changes_at,
        offset_minutes_then=offset if changes_at is None else _offset_minutes(changes_at, facility),
        repeated_hours=_repeated_hours(facility, now),
    )


def _repeated_hours(facility: Facility, now: datetime) -> list[RepeatedHour]:
    return [
        RepeatedHour(starts_at=one.starts_at, ends_at=one.ends_at, zone=one.letters)
        for one in coming_showings(now, facility.zone, within=KNOWN_AHEAD)
    ]


def _offset_minutes(instant: datetime, facility: Facility) -> int:
    offset = local_time(instant, facility.zone).utcoffset()
    assert offset is not None  # noqa: S101 - the time has a zone
    return offset // _MINUTE
