"""Who has looked at whose photo and ID: an event for each look, and one for the same look again."""

from datetime import datetime

from parloir.audit.actors import Actor
from parloir.audit.looks import Look, record_looks
from parloir.facilities.models import Agency
from parloir.people.models import IdentityDocument, Visitor


def look_at_identity(*, visitor: Visitor, agency: Agency, by: Actor, now: datetime) -> None:
    """Record that somebody has opened a visitor's identity, as this agency sees it."""
    look = Look(visitor, agency=agency.public_id, person=visitor.public_id)
    record_looks("look_at_identity", [look], by=by, now=now)


def look_at_picture(
    *, document: IdentityDocument, agency: Agency, by: Actor, now: datetime
) -> None:
    """Record that somebody has looked at a picture, for an agency that sees it. Each picture that
    a visitor has sent is a document of its own."""
    visitor, piece = document.visitor.public_id, str(document.piece)
    look = Look(document, agency=agency.public_id, person=visitor)
    record_looks("look_at_picture", [look], by=by, now=now, visitor=visitor, piece=piece)
