"""Who has looked at whose photo and ID: an event for each look, and one for the same look again."""

from datetime import datetime, timedelta
from typing import Final

from parloir.audit.actors import Actor
from parloir.audit.operations import Subject, record, was_recorded
from parloir.facilities.models import Agency
from parloir.people.models import IdentityDocument, Visitor

SAME_LOOK: Final = timedelta(minutes=15)
"""How long the same person can look again without another event: a page is often reloaded."""


def look_at_identity(*, visitor: Visitor, agency: Agency, by: Actor, now: datetime) -> None:
    """Record that somebody has opened a visitor's identity, as this agency sees it."""
    _record_look("look_at_identity", visitor, agency, by, now)


def look_at_picture(
    *, document: IdentityDocument, agency: Agency, by: Actor, now: datetime
) -> None:
    """Record that somebody has looked at a picture, for an agency that sees it. Each picture that
    a visitor has sent is a document of its own."""
    visitor, piece = document.visitor.public_id, str(document.piece)
    _record_look("look_at_picture", document, agency, by, now, visitor=visitor, piece=piece)


def _record_look(
    action: str, on: Subject, agency: Agency, by: Actor, now: datetime, **details: str
) -> None:
    of_agency = agency.public_id
    if not was_recorded(action, by=by, on=on, since=now - SAME_LOOK, agency=of_agency):
        record(action, by=by, on=on, at=now, agency=of_agency, **details)
