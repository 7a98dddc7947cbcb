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
    event = event_of(
        action,
        by=by,
        on=on,
        at=at,
        facility=facility,
        agency=agency,
        person=person,
        outcome=outcome,
        **details,
    )
    event.save(force_insert=True)


def event_of(
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
) -> AuditEvent:
    """Return the event that `record` writes."""
    return AuditEvent(
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
        details=details | ({"while_locked": True} if by.while_locked else {}),
    )


def _kind_of(subject: Subject) -> str:
    """Return the name of the subject's class. The user of a request is loaded when it is used, and
    `type` names the class that waits for that."""
    return subject.__class__.__name__
