"""A new agency with its first facility and administrator, which the operator adds."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from parloir.accounts.models import Role, StaffRole, User
from parloir.audit.actors import Actor
from parloir.credentials.links import send_first_link
from parloir.facilities.models import Agency, Facility
from parloir.facts.configuration import configure
from parloir.facts.edits import Added


@dataclass(frozen=True, slots=True)
class NewAgency:
    """What was added. `is_invited` is false if the administrator had an account before."""

    facility: Facility
    administrator: User
    is_invited: bool


def add_agency(
    *, agency: Agency, facility: Facility, administrator: User, by: Actor, now: datetime
) -> NewAgency:
    """Add an agency, a facility of it, and its administrator, in one transaction.

    The agency and the facility are not saved yet. Neither is the administrator, unless they serve
    at another facility: then they only get the role. A new one is mailed a link to choose a
    password, since nobody else is to know it. Raises ValidationError and ChangeRefused.
    """
    is_invited = administrator._state.adding
    role = StaffRole(user=administrator, role=Role.ADMINISTRATOR, facility_slug=facility.slug)
    with transaction.atomic():
        configure(Added(agency), by=by, now=now)
        facility.agency = agency
        if is_invited:
            administrator.password = make_password(None)
            configure(Added(facility), by=by, now=now)
            configure(Added(administrator), Added(role), by=by, now=now)
            send_first_link(user=administrator, by=by, now=now)
        else:
            configure(Added(facility), Added(role), by=by, now=now)
    return NewAgency(facility, administrator, is_invited)
