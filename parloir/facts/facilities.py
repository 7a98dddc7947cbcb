"""Facilities with what belongs to them, and their hours."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TypedDict, Unpack

from parloir.accounts.models import Role, StaffRole
from parloir.audit.actors import Actor
from parloir.facilities.models import Agency, Area, Facility, State, VisitingHours, VisitKind
from parloir.facts.authority import is_exempt, member_of_staff
from parloir.facts.configuration import configure
from parloir.facts.edits import Added, Changed, Edit, Removed
from parloir.facts.impact import ChangeImpact

Window = tuple[time, time]


class FacilityFields(TypedDict, total=False):
    slug: str
    agency: Agency
    state: State
    name: str
    official_name: str
    language: str
    short_zone_name: str
    time_zone: str
    street: str
    city: str
    postal_code: str
    phone: str
    effective_date: date
    visit_minutes: int
    grid_minutes: int
    turnover_minutes: int
    notice_minutes: int
    horizon_days: int
    week_begins: int
    intake_wait_hours: int
    keeps_visitor_lists: bool
    told_apart_by: str
    early_minutes: int
    grace_minutes: int
    cancel_minutes: int
    approval: str
    four_eyes: bool
    appeal_days: int
    appeal_answer_days: int
    still_days: int
    unattended: str
    pause_stops_clock: bool
    unseen_minutes: int
    make_up: str
    make_up_minutes: int
    make_up_days: int
    answer_hours: int


def add_facility(
    *, facility: Facility, parts: Sequence[Edit] = (), by: Actor, now: datetime
) -> ChangeImpact:
    """Add a facility, which is not saved yet, with its `parts`.

    The member of staff who adds it becomes its administrator, so that somebody is; superusers, who
    may change it anyway, do not. Raises ValidationError and ChangeRefused.
    """
    return configure(Added(facility), *parts, *_role_for(by, facility), by=by, now=now)


def _role_for(by: Actor, facility: Facility) -> Iterable[Edit]:
    user = None if is_exempt(by) else member_of_staff(by)
    if user is not None:
        role = StaffRole(user=user, role=Role.ADMINISTRATOR, facility_slug=facility.slug)
        yield Added(role)


def change_facility(
    *,
    facility: Facility,
    parts: Sequence[Edit] = (),
    by: Actor,
    now: datetime,
    **fields: Unpack[FacilityFields],
) -> ChangeImpact:
    """Change a facility and its `parts`: hours, quotas, party limits, areas and monitors.

    Raises ValidationError, FactGone and ProtectedError.
    """
    return configure(Changed(facility, fields), *parts, by=by, now=now)


def change_hours(
    *,
    facility: Facility,
    kind: VisitKind,
    windows: Mapping[int, Collection[Window]],
    area: Area | None = None,
    by: Actor,
    now: datetime,
) -> ChangeImpact:
    """Replace the visiting hours of a kind, by weekday, for the area, or for all areas without
    their own hours. Raises ValidationError.
    """
    wanted = {(day, opens, closes) for day, of_day in windows.items() for opens, closes in of_day}
    there = VisitingHours.objects.filter(facility=facility, kind=kind, area=area)
    kept = {(row.weekday, row.opens, row.closes): row for row in there}
    gone: Iterable[Edit] = (Removed(row) for key, row in kept.items() if key not in wanted)
    new = (
        Added(
            VisitingHours(
                facility=facility, kind=kind, area=area, weekday=day, opens=opens, closes=closes
            )
        )
        for day, opens, closes in sorted(wanted - set(kept))
    )
    return change_facility(facility=facility, parts=[*gone, *new], by=by, now=now)
