"""What somebody sees at the console is on record before it is shown.

If the event cannot be written, the page fails, and nothing is shown.
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from parloir.accounts.models import Role
from parloir.audit.looks import Look, record_looks
from parloir.audit.operations import Subject, record
from parloir.facilities.models import Facility
from parloir.people.models import Inmate, Visitor
from parloir.web.staff.staff_context import StaffContext


class AboutTwo(Protocol):
    """A violation or a booking: what is about a visitor and an inmate."""

    facility: Facility
    visitor: Visitor
    inmate: Inmate


def note_look_at_case(staff: StaffContext, action: str, *, on: Subject, about: AboutTwo) -> None:
    """Record that somebody looks at a case or a booking, for each of the two people."""
    slug = about.facility.slug
    people = (about.visitor.public_id, about.inmate.public_id)
    looks = [Look(on, facility=slug, person=person) for person in people]
    record_looks(action, looks, by=staff.actor, now=staff.now)


def note_look_at_inmate(staff: StaffContext, inmate: Inmate) -> None:
    look = Look(inmate, facility=inmate.facility.slug, person=inmate.public_id)
    record_looks("look_at_inmate", [look], by=staff.actor, now=staff.now)


def note_question(staff: StaffContext, visitor: Visitor, inmate: Inmate, *, at: Facility) -> None:
    """Record that somebody asks why these two can have no visit then."""
    looks = [
        Look(visitor, facility=at.slug, person=visitor.public_id),
        Look(inmate, facility=at.slug, person=inmate.public_id),
    ]
    record_looks("ask_why", looks, by=staff.actor, now=staff.now)


def note_list(staff: StaffContext, action: str, *roles: Role, at: Facility | None = None) -> None:
    """Record that somebody reads a list of what there is at the facilities of these roles, or at
    one of them."""
    facilities = [at] if at is not None else staff.facilities_for(*roles)
    looks = [Look(one, facility=one.slug) for one in facilities]
    record_looks(action, looks, by=staff.actor, now=staff.now)


def note_search(
    staff: StaffContext, *roles: Role, visitors: Sequence[Visitor], inmates: Sequence[Inmate]
) -> None:
    """Record for each of somebody's agencies that they have searched, and whom they have found:
    never what they typed."""
    people: list[Visitor | Inmate] = [*visitors, *inmates]
    found = " ".join(person.public_id for person in people)
    for agency in staff.agencies_for(*roles):
        record(
            "search_people",
            by=staff.actor,
            on=staff.user,
            at=staff.now,
            agency=agency.public_id,
            found=found,
        )


def note_export(staff: StaffContext, action: str, *, of: Facility, first: date, last: date) -> None:
    """Record that somebody takes a file away with what happened there on these days."""
    days = f"{first} {last}"
    record(action, by=staff.actor, on=of, at=staff.now, facility=of.slug, days=days)
