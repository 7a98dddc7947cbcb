"""What happens to live visits while nobody watches, as each facility has chosen."""

from datetime import datetime, timedelta

from django.db import transaction

from parloir.audit.actors import CLOCK
from parloir.audit.operations import record
from parloir.changes.operations import append_change
from parloir.facilities.models import Facility
from parloir.visits.attendance import Unattended, attended_facilities
from parloir.visits.changes import append_visit_change
from parloir.visits.intervention_log import InterventionRefused
from parloir.visits.interventions import pause
from parloir.visits.models import Attendance, PausedFor, Visit
from parloir.visits.pausing import resume
from parloir.visits.states import VisitState

PATIENCE = timedelta(seconds=20)
"""A page that is loaded anew is away for a moment, and nobody is paused for that."""


def look_who_watches(*, now: datetime) -> int:
    """Called every second. Returns how many visits were marked, paused, or let go on."""
    attended = attended_facilities(now=now)
    moved = 0
    for facility in Facility.objects.exclude(unattended=Unattended.ALLOW):
        since = _note_attendance(facility, is_attended=facility.slug in attended, now=now)
        if since is None:
            moved += _let_go_on(facility, now=now)
        elif since <= now - PATIENCE:
            moved += _leave_alone(facility, now=now)
    return moved


def _note_attendance(facility: Facility, *, is_attended: bool, now: datetime) -> datetime | None:
    """Since when nobody is there, None while somebody is."""
    row, _created = Attendance.objects.get_or_create(facility=facility)
    if is_attended == (row.unattended_since is None):
        return row.unattended_since
    with transaction.atomic():
        since = None if is_attended else now
        moved = Attendance.objects.filter(pk=row.pk, unattended_since=row.unattended_since).update(
            unattended_since=since
        )
        if moved:
            action = "attended" if is_attended else "unattended"
            record(action, by=CLOCK, on=facility, at=now, facility=facility.slug)
            append_change(f"facility:{facility.slug}", now=now)
    return since


def _leave_alone(facility: Facility, *, now: datetime) -> int:
    live = Visit.objects.filter(facility=facility, state=VisitState.LIVE)
    if facility.unattended == Unattended.PAUSE:
        return sum(_pause(visit, now=now) for visit in live.filter(paused_at=None))
    if facility.unattended == Unattended.MARK:
        return sum(_mark(visit, now=now) for visit in live.filter(went_unattended=False))
    return 0


def _pause(visit: Visit, *, now: datetime) -> bool:
    try:
        pause(visit=visit, by=CLOCK, now=now, paused_for=PausedFor.UNATTENDED)
    except InterventionRefused:
        return False
    return True


def _mark(visit: Visit, *, now: datetime) -> bool:
    with transaction.atomic():
        marked = Visit.objects.filter(pk=visit.pk, went_unattended=False).update(
            went_unattended=True
        )
        if marked:
            record("mark_unattended", by=CLOCK, on=visit, at=now, facility=visit.facility.slug)
            append_visit_change(visit, now=now)
    return bool(marked)


def _let_go_on(facility: Facility, *, now: datetime) -> int:
    paused = Visit.objects.filter(
        facility=facility, state=VisitState.LIVE, paused_for=PausedFor.UNATTENDED
    )
    return sum(_resume(visit, now=now) for visit in paused)


def _resume(visit: Visit, *, now: datetime) -> bool:
    try:
        resume(visit=visit, by=CLOCK, now=now, paused_for=PausedFor.UNATTENDED)
    except InterventionRefused:
        return False
    return True
