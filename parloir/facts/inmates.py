"""People on the roster: they come in, move, are released, and have other things to do."""

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
    """`inmate` is not saved yet; `pin` are the digits they sign in with. Raises ValidationError."""
    with transaction.atomic():
        impact = configure(Added(inmate), by=by, now=now)
        change_inmates_pin(inmate=inmate, pin=pin, by=by, now=now)
    return impact


def change_inmate(
    *, inmate: Inmate, by: Actor, now: datetime, **fields: Unpack[InmateFields]
) -> ChangeImpact:
    """Raises ValidationError and FactGone."""
    return configure(Changed(inmate, fields), by=by, now=now)


def move_inmate(*, inmate: Inmate, area: Area, by: Actor, now: datetime) -> ChangeImpact:
    """To another area, and to its facility where that is another one."""
    return change_inmate(inmate=inmate, area=area, facility=area.facility, by=by, now=now)


def release_inmate(*, inmate: Inmate, by: Actor, now: datetime) -> ChangeImpact:
    """Nobody can visit them any more: what is booked loses its time."""
    return change_inmate(inmate=inmate, status=Inmate.Status.RELEASED, by=by, now=now)


def forbid_visits(*, inmate: Inmate, until: date | None, by: Actor, now: datetime) -> ChangeImpact:
    """Until this day of the facility, and including it. None: visits are possible again."""
    return change_inmate(inmate=inmate, no_visits_until=until, by=by, now=now)


def remove_inmate(*, inmate: Inmate, by: Actor, now: datetime) -> ChangeImpact:
    """For one who was entered by mistake. Raises ProtectedError where they have had a booking."""
    return configure(Removed(inmate), by=by, now=now)


def change_inmates_pin(*, inmate: Inmate, pin: str, by: Actor, now: datetime) -> None:
    """Raises ValidationError."""
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
    """They have something else to do: court, a class. Raises ValidationError."""
    commitment = Commitment(inmate=inmate, kind=kind, starts_at=starts_at, ends_at=ends_at)
    return commitment, configure(Added(commitment), by=by, now=now)


def cancel_commitment(*, commitment: Commitment, by: Actor, now: datetime) -> ChangeImpact:
    """Raises FactGone."""
    return configure(Removed(commitment), by=by, now=now)
