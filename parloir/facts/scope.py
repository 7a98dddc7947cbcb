"""What a fact belongs to: its facility, its agency, its subject in the audit, and the screens that
show it."""

from collections.abc import Iterable

from django.db.models import Model

from parloir.accounts.models import StaffRole, User
from parloir.audit.operations import Subject
from parloir.bookings.models import PartyLimit, Quota
from parloir.facilities.enrolment import topic_of
from parloir.facilities.models import (
    Agency,
    Area,
    Closure,
    Facility,
    Monitor,
    Station,
    VisitingHours,
)
from parloir.facts.edits import AppliedEdit
from parloir.people.models import ApprovedVisitor, Commitment, Inmate, NoContact, Separation
from parloir.sanctions.models import Ground, GroundText, LadderPolicy, LadderStep

OfFacility = (
    Area
    | Monitor
    | Station
    | Closure
    | VisitingHours
    | Quota
    | PartyLimit
    | Inmate
    | LadderPolicy
    | Ground
)
OfInmate = Commitment | ApprovedVisitor | NoContact
# A change of these may be seen on every screen of their facility.
_SHOWN_EVERYWHERE = (
    Facility | Area | VisitingHours | Closure | LadderPolicy | LadderStep | Ground | GroundText
)


def facility_of(row: Model) -> Facility | None:
    """Return a row's facility. None for agencies and members of staff, who may have several."""
    if isinstance(row, Facility):
        return row
    if isinstance(row, OfFacility):
        return row.facility
    if isinstance(row, OfInmate):
        return row.inmate.facility
    if isinstance(row, Separation):
        return row.first.facility
    if isinstance(row, LadderStep):
        return row.policy.facility
    if isinstance(row, GroundText):
        return row.ground.facility
    return None


def facilities_of(row: Model) -> list[Facility]:
    """Return all facilities to which a row belongs. A role has only the slug of one."""
    if isinstance(row, Agency):
        return list(row.facilities.all()) if row.pk else []
    if isinstance(row, Separation):
        return [row.first.facility, row.second.facility]
    facility = facility_of(row)
    return [facility] if facility else []


def slug_of(row: Model) -> str:
    """Return the slug of a row's facility, or an empty text."""
    if isinstance(row, StaffRole):
        return row.facility_slug
    facility = facility_of(row)
    return facility.slug if facility else ""


def agency_of(row: Model) -> str:
    """Return the public id of the agency that a row without a facility belongs to.

    A member of staff belongs to the agency of all their facilities; it is empty if these have
    several, and for anything else.
    """
    if isinstance(row, Agency):
        return row.public_id
    user = row.user if isinstance(row, StaffRole) else row
    if not isinstance(user, User):
        return ""
    slugs = {one.facility_slug for one in user.roles.all()}
    slugs |= {row.facility_slug} if isinstance(row, StaffRole) else set()
    agencies = Agency.objects.filter(facilities__slug__in=slugs).values_list("public_id", flat=True)
    found = set(agencies)
    return found.pop() if len(found) == 1 else ""


def subject_of(row: Model) -> Subject:
    """Return the audit's subject for a row. Rows without a public id belong to their facility or
    their member of staff."""
    if isinstance(row, StaffRole):
        return row.user
    if isinstance(row, Agency | User | Separation):
        return row
    if isinstance(row, Facility | Monitor | Station | Closure | Inmate):
        return row
    if isinstance(row, OfInmate):
        return row
    facility = facility_of(row)
    if facility is None:
        raise TypeError(f"{type(row).__name__} is not a fact")
    return facility


def topics_of(done: Iterable[AppliedEdit]) -> list[str]:
    """Return the topics of the change feed, for the screens that show these rows."""
    rows = [row for one in done for row in one.rows]
    facilities = {facility for row in rows if (facility := facility_of(row))}
    everywhere = {facility_of(row) for row in rows if isinstance(row, _SHOWN_EVERYWHERE)}
    devices = [row for row in rows if isinstance(row, Monitor | Station)]
    devices += Monitor.objects.filter(facility__in=everywhere)
    devices += Station.objects.filter(area__facility__in=everywhere)
    topics = {f"facility:{facility.slug}" for facility in facilities}
    return sorted(topics | {topic_of(device) for device in devices})
