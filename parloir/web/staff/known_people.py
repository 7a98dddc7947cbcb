"""The visitor that a page is about, if an agency of the person who asks knows them."""

from django.http import Http404

from parloir.accounts.models import Role
from parloir.audit.operations import record
from parloir.facilities.models import Agency, Facility
from parloir.people.known_visitors import agencies_that_know, visitor_known_at
from parloir.people.models import Visitor
from parloir.web.staff.staff_context import StaffContext


def known_visitor(staff: StaffContext, visitor_id: str, *roles: Role) -> Visitor:
    """Return the visitor if this person has one of these roles at an agency that they have asked.

    Any other is answered with 404.
    """
    visitor = visitor_known_at(staff.agencies_for(*roles), public_id=visitor_id)
    if visitor is None:
        raise Http404
    return visitor


def agencies_between(staff: StaffContext, visitor: Visitor, *roles: Role) -> list[Agency]:
    """Return the agencies that know the visitor and where this person has one of these roles."""
    return agencies_that_know(visitor, among=staff.agencies_for(*roles))


def first_facility_between(staff: StaffContext, visitor: Visitor, *roles: Role) -> Facility:
    """Return the first facility, by its slug, of the agencies that know the visitor, where this
    person has one of these roles."""
    facilities = Facility.objects.filter(
        slug__in=staff.slugs_for(*roles), agency__in=agencies_between(staff, visitor, *roles)
    )
    return facilities.order_by("slug")[0]


def record_look(staff: StaffContext, visitor: Visitor, *roles: Role) -> None:
    """Record for each of these agencies that somebody has looked at the visitor's page."""
    for agency in agencies_between(staff, visitor, *roles):
        record(
            "look_at_visitor",
            by=staff.actor,
            on=visitor,
            at=staff.now,
            agency=agency.public_id,
            person=visitor.public_id,
        )
