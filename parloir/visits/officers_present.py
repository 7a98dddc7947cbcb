"""Whether an officer is present at a facility: the console is open, and its page is visible."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from parloir.facilities.models import Facility
from parloir.visits.models import OnDuty

FRESH = timedelta(seconds=25)
"""How old the last heartbeat may be. A console sends one every ten seconds; two may be lost."""

UnwatchedPolicy = Facility.UnwatchedPolicy


def may_begin_unwatched(facility: Facility) -> bool:
    return facility.unattended in {UnwatchedPolicy.ALLOW, UnwatchedPolicy.MARK}


def is_officer_present(facility: Facility, *, now: datetime) -> bool:
    return facility.slug in facilities_with_officers(now=now)


def facilities_with_officers(*, now: datetime) -> frozenset[str]:
    """Return the slugs of the facilities where at least one officer is present."""
    return frozenset(slug for row in present_officers(now=now) for slug in row.facility_slugs)


def present_officers(*, now: datetime) -> QuerySet[OnDuty]:
    """Return the visible consoles with a recent heartbeat."""
    return OnDuty.objects.filter(is_visible=True, seen_at__gt=now - FRESH)
