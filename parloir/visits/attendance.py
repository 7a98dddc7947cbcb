"""Whether somebody is at the console of a facility: an officer whose page is open and visible."""

from datetime import datetime, timedelta

from parloir.facilities.models import Facility
from parloir.visits.models import OnDuty

FRESH = timedelta(seconds=25)
"""A console says every ten seconds that it is there; two of these may be lost."""

Unattended = Facility.Unattended


def may_begin_unattended(facility: Facility) -> bool:
    return facility.unattended in {Unattended.ALLOW, Unattended.MARK}


def is_attended(facility: Facility, *, now: datetime) -> bool:
    return facility.slug in attended_facilities(now=now)


def attended_facilities(*, now: datetime) -> frozenset[str]:
    """Slugs of the facilities where at least one officer is present."""
    present = OnDuty.objects.filter(is_visible=True, seen_at__gt=now - FRESH)
    return frozenset(slug for row in present for slug in row.facility_slugs)
