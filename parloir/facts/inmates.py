"""Inmates on the roster: intake, moves, release, commitments and restrictions of visits."""

from datetime import date, datetime
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction

from parloir.audit.actors import Actor
from parloir.facilities.models import Area, Facility
from parloir.facts.authority import check_authority
from parloir.facts.configuration import configure
from parloir.facts.edits import Added, Changed, Removed
from parloir.facts.impact import ChangeImpact
from parloir.people.inmate_pins import TEXTS, weakness_of
from parloir.people.models import Commitment, Inmate
from parloir.people.operations import set_inmate_pin
from parloir.people.pin_sheets import judge_for_new_number


class InmateFields(TypedDict, total=False):
    facility: Facility
    area: Area
    master_id: str
    first_name: str
    last_name: str
    year_of_birth: int | None
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
    with transaction.atomic():
        impact = configure(Changed(inmate, fields), by=by, now=now)
        if "master_id" in fields:
            judge_for_new_number(inmate)
    return impact


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
    """Change an inmate's PIN. Raises ChangeRefused, and ValidationError if the new one is easy to
    guess."""
    check_authority([Changed(inmate)], by=by)
    weakness = weakness_of(pin, master_id=inmate.master_id)
    if weakness is not None:
        raise ValidationError(str(TEXTS[weakness]), code=str(weakness))
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
