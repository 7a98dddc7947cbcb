"""Who may visit whom, and who must not meet."""

from datetime import datetime

from parloir.audit.actors import Actor
from parloir.facts.configuration import configure
from parloir.facts.edits import Added, Removed
from parloir.facts.impact import ChangeImpact
from parloir.people.models import ApprovedVisitor, Inmate, NoContact, Separation, Visitor


def approve_visitor(
    *, inmate: Inmate, visitor: Visitor, by: Actor, now: datetime
) -> tuple[ApprovedVisitor, ChangeImpact]:
    """Add the visitor to the inmate's list. Raises ValidationError."""
    entry = ApprovedVisitor(inmate=inmate, visitor=visitor)
    return entry, configure(Added(entry), by=by, now=now)


def take_off_list(*, entry: ApprovedVisitor, by: Actor, now: datetime) -> ChangeImpact:
    """Raises FactGone."""
    return configure(Removed(entry), by=by, now=now)


def set_no_contact(
    *, inmate: Inmate, visitor: Visitor, reason: str, by: Actor, now: datetime
) -> tuple[NoContact, ChangeImpact]:
    """The two must not see each other. Raises ValidationError."""
    order = NoContact(inmate=inmate, visitor=visitor, reason=reason)
    return order, configure(Added(order), by=by, now=now)


def lift_no_contact(*, order: NoContact, by: Actor, now: datetime) -> ChangeImpact:
    """Raises FactGone."""
    return configure(Removed(order), by=by, now=now)


def separate_inmates(
    *, one: Inmate, other: Inmate, reason: str, by: Actor, now: datetime
) -> tuple[Separation, ChangeImpact]:
    """The two, and their families, must not meet. Raises ValidationError."""
    first, second = sorted((one, other), key=lambda inmate: inmate.pk)
    pair = Separation(first=first, second=second, reason=reason)
    return pair, configure(Added(pair), by=by, now=now)


def end_separation(*, pair: Separation, by: Actor, now: datetime) -> ChangeImpact:
    """Raises FactGone."""
    return configure(Removed(pair), by=by, now=now)
