from datetime import datetime
from typing import Protocol

from parloir.audit.actors import Actor
from parloir.audit.models import AuditEvent

DONE = "done"


class Subject(Protocol):
    """Anything with a public id: the audit names it by its class and that id."""

    @property
    def public_id(self) -> str: ...


def record(
    action: str,
    *,
    by: Actor,
    on: Subject,
    at: datetime,
    facility: str = "",
    agency: str = "",
    person: str = "",
    outcome: str = DONE,
    **details: str | int | bool | None,
) -> None:
    """Write one event, in the transaction of what it records.

    `facility` is a slug. `agency` is the public id of the one agency that reads an event about none
    of its facilities. `person` is that of the visitor or inmate whose data was looked at. `details`
    never carry names of people, PINs or addresses. Where it comes from is added (`parloir.source`).
    """
    AuditEvent.objects.create(
        at=at,
        actor_kind=by.kind,
        actor_ref=by.ref,
        action=action,
        subject_kind=_kind_of(on),
        subject_ref=on.public_id,
        facility_ref=facility,
        agency_ref=agency,
        person_ref=person,
        outcome=outcome,
        details=details,
    )


def was_recorded(action: str, *, by: Actor, on: Subject, since: datetime, agency: str = "") -> bool:
    """Return whether this actor has done this to the same subject after `since`."""
    of_subject = AuditEvent.objects.filter(
        subject_kind=_kind_of(on), subject_ref=on.public_id, at__gt=since
    )
    return of_subject.filter(
        action=action, actor_kind=by.kind, actor_ref=by.ref, agency_ref=agency
    ).exists()


def _kind_of(subject: Subject) -> str:
    """Return the name of the subject's class. The user of a request is loaded when it is used, and
    `type` names the class that waits for that."""
    return subject.__class__.__name__
