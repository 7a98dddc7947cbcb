"""Inmates on the roster: intake, moves, release, commitments and restrictions of visits."""

from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import transaction

from parloir.audit.actors import Actor
from parloir.facilities.models import Area, Facility
from parloir.facts.configuration import configure
from parloir.facts.edits import Added, Changed, Removed
from parloir.facts.impact import ChangeImpact
from parloir.people.models import Commitment, Inmate
from parloir.people.models.inmates import must_be_pin
from parloir.people.operations import set_inmate_pin


class InmateFields(TypedDict, total=False):
    facility: Facility
    area: Area
    master_id: str
    first_name: str
    last_name: str
    status: str
    language: str
    intake_at: datetime | None
    no_visits_until: date | None


def add_inmate(*, inmate: Inmate, pin: str, by: Actor, now: datetime) -> ChangeImpact:
    """Add an inmate, who is not saved yet. `pin` is for signing in. Raises ValidationError."""
    with transaction.atomic():
        impact = configure(Added(inmate), by=by, now=now)
        change_inmates_pin(inmate=inmate, pin=pin, by=by, now=now)
    return impact


def change_inmate(
    *, inmate: Inmate, by: Actor, now: datetime, **fields: Unpack[InmateFields]
) -> ChangeImpact:
    """Change an inmate. Raises ValidationError and FactGone."""
    return configure(Changed(inmate, fields), by=by, now=now)


def move_inmate(*, inmate: Inmate, area: Area, by: Actor, now: datetime) -> ChangeImpact:
    """Move an inmate to another area, and to its facility."""
    return change_inmate(inmate=inmate, area=area, facility=area.facility, by=by, now=now)


def release_inmate(*, inmate: Inmate, by: Actor, now: datetime) -> ChangeImpact:
    """Release an inmate. Nobody can visit them any more, and their bookings are displaced."""
    return change_inmate(inmate=inmate, status=Inmate.Status.RELEASED, by=by, now=now)


def forbid_visits(*, inmate: Inmate, until: date | None, by: Actor, now: datetime) -> ChangeImpact:
    """Forbid visits until this date of the facility, inclusive. None allows visits again."""
    return change_inmate(inmate=inmate, no_visits_until=until, by=by, now=now)


def remove_inmate(*, inmate: Inmate, by: Actor, now: datetime) -> ChangeImpact:
    """Remove an inmate who was entered by mistake. Raises ProtectedError if they had a booking."""
    return configure(Removed(inmate), by=by, now=now)


def change_inmates_pin(*, inmate: Inmate, pin: str, by: Actor, now: datetime) -> None:
    """Change an inmate's PIN. Raises ValidationError."""
    must_be_pin(pin)
    set_inmate_pin(inmate=inmate, pin=pin, by=by, now=now)


def commit_inmate(
    *,
    inmate: Inmate,
    kind: Commitment.Kind,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    now: datetime,
) -> tuple[Commitment, ChangeImpact]:
    """Add an inmate's commitment, such as court or a class. Raises ValidationError."""
    commitment = Commitment(inmate=inmate, kind=kind, starts_at=starts_at, ends_at=ends_at)
    return commitment, configure(Added(commitment), by=by, now=now)


def cancel_commitment(*, commitment: Commitment, by: Actor, now: datetime) -> ChangeImpact:
    """Raises FactGone."""
    return configure(Removed(commitment), by=by, now=now)
