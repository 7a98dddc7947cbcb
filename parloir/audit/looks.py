"""What somebody has looked at: an event for each look, and one for the same look again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from parloir.audit.actors import Actor
from parloir.audit.models import AuditEvent
from parloir.audit.operations import DONE, Subject, event_of

SAME_LOOK: Final = timedelta(minutes=15)
"""How long the same person can look again without another event: a page is often reloaded."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was looked at, who reads of it (as for `record`), and whose data it was.

    `kind` names the subject in place of its class.
    """

    on: Subject
    facility: str = ""
    agency: str = ""
    person: str = ""
    kind: str = ""


def record_looks(
    action: str,
    looks: Sequence[Look],
    *,
    by: Actor,
    now: datetime,
    **details: str | int | bool | None,
) -> None:
    """Write an event for each look, except for those that are known already."""
    events = [_event_of(look, action, by=by, now=now, **details) for look in looks]
    known = _known(action, events, by=by, since=now - SAME_LOOK)
    new = [event for event in events if _what_is_seen(event) not in known]
    if new:
        AuditEvent.objects.bulk_create(new)


def _event_of(
    look: Look, action: str, *, by: Actor, now: datetime, **details: str | int | bool | None
) -> AuditEvent:
    event = event_of(
        action,
        by=by,
        on=look.on,
        at=now,
        facility=look.facility,
        agency=look.agency,
        person=look.person,
        outcome=DONE,
        **details,
    )
    event.subject_kind = look.kind or event.subject_kind
    return event


_Seen = tuple[str, str, str, str, str]


def _what_is_seen(event: AuditEvent) -> _Seen:
    return (
        event.subject_kind,
        event.subject_ref,
        event.facility_ref,
        event.agency_ref,
        event.person_ref,
    )


def _known(
    action: str, events: Sequence[AuditEvent], *, by: Actor, since: datetime
) -> frozenset[_Seen]:
    """Return what this actor has seen since then of the same subjects."""
    found = AuditEvent.objects.filter(
        subject_kind__in={event.subject_kind for event in events},
        subject_ref__in={event.subject_ref for event in events},
        at__gt=since,
        action=action,
        actor_kind=by.kind,
        actor_ref=by.ref,
    )
    return frozenset(
        found.values_list("subject_kind", "subject_ref", "facility_ref", "agency_ref", "person_ref")
    )
