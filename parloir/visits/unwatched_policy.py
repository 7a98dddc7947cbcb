"""What happens to live visits while no officer is present: each facility chooses a policy."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from parloir.audit.actors import CLOCK
from parloir.audit.operations import record
from parloir.changes.operations import append_change
from parloir.facilities.models import Facility
from parloir.visits.changes import append_visit_change
from parloir.visits.intervention_log import InterventionRefused
from parloir.visits.interventions import pause
from parloir.visits.models import OfficerPresence, PausedFor, Visit
from parloir.visits.officers_present import (
    FRESH,
    UnwatchedPolicy,
    facilities_with_officers,
    present_officers,
)
from parloir.visits.pausing import resume

ABSENT_AFTER = timedelta(seconds=20)
"""How long no officer may be present before the policy applies; a page that reloads is away for a
moment."""


def enforce(*, now: datetime) -> int:
    """Apply each facility's policy, and return how many visits were marked, paused or resumed.

    It is called when an officer comes or goes, when a visit goes live, and when `next_due` says.
    """
    staffed = facilities_with_officers(now=now)
    moved = 0
    for facility in _facilities_with_policy():
        since = _note_presence(facility, is_officer_present=facility.slug in staffed, now=now)
        if since is None:
            moved += _resume_visits(facility, now=now)
        elif since <= now - ABSENT_AFTER:
            moved += _apply_policy(facility, now=now)
    return moved


def _facilities_with_policy() -> list[Facility]:
    found = Facility.objects.exclude(unattended=UnwatchedPolicy.ALLOW)
    return list(found.select_related("officer_presence"))


def next_due(*, now: datetime) -> datetime | None:
    """Return when a console may have been silent for too long, or an absence have lasted long
    enough for a policy. None if neither is to be expected."""
    seen = present_officers(now=now).aggregate(at=Min("seen_at"))["at"]
    absent = OfficerPresence.objects.filter(absent_since__gt=now - ABSENT_AFTER)
    since = absent.aggregate(at=Min("absent_since"))["at"]
    moments = [seen + FRESH if seen else None, since + ABSENT_AFTER if since else None]
    return min((moment for moment in moments if moment), default=None)


def _note_presence(
    facility: Facility, *, is_officer_present: bool, now: datetime
) -> datetime | None:
    """Return since when no officer is present, None while one is."""
    row = getattr(facility, "officer_presence", None)
    if row is None:
        row, _created = OfficerPresence.objects.get_or_create(facility=facility)
    if is_officer_present == (row.absent_since is None):
        return row.absent_since
    with transaction.atomic():
        since = None if is_officer_present else now
        moved = OfficerPresence.objects.filter(pk=row.pk, absent_since=row.absent_since).update(
            absent_since=since
        )
        if moved:
            action = "officer_present" if is_officer_present else "no_officer_present"
            record(action, by=CLOCK, on=facility, at=now, facility=facility.slug)
            append_change(f"facility:{facility.slug}", now=now)
    return since


def _apply_policy(facility: Facility, *, now: datetime) -> int:
    live = Visit.objects.live().filter(facility=facility)
    if facility.unattended == UnwatchedPolicy.PAUSE:
        return sum(_pause(visit, now=now) for visit in live.filter(paused_at=None))
    if facility.unattended == UnwatchedPolicy.MARK:
        return sum(_mark(visit, now=now) for visit in live.filter(went_unwatched=False))
    return 0


def _pause(visit: Visit, *, now: datetime) -> bool:
    try:
        pause(visit=visit, by=CLOCK, now=now, paused_for=PausedFor.UNWATCHED)
    except InterventionRefused:
        return False
    return True


def _mark(visit: Visit, *, now: datetime) -> bool:
    with transaction.atomic():
        marked = Visit.objects.filter(pk=visit.pk, went_unwatched=False).update(went_unwatched=True)
        if marked:
            record("mark_unwatched", by=CLOCK, on=visit, at=now, facility=visit.facility.slug)
            append_visit_change(visit, now=now)
    return bool(marked)


def _resume_visits(facility: Facility, *, now: datetime) -> int:
    paused = Visit.objects.live().filter(facility=facility, paused_for=PausedFor.UNWATCHED)
    return sum(_resume(visit, now=now) for visit in paused)


def _resume(visit: Visit, *, now: datetime) -> bool:
    try:
        resume(visit=visit, by=CLOCK, now=now, paused_for=PausedFor.UNWATCHED)
    except InterventionRefused:
        return False
    return True
