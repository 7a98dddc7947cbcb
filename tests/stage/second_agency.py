"""Set a second agency up inside a house: see `tests.stage.inside`.

The operator adds it by the command; its administrator sets the rest up by the operations that the
administration's pages carry out.
"""

from datetime import time

from django.core.management import call_command

from parloir.accounts.models import Role, StaffRole, User
from parloir.accounts.policies import actor_of
from parloir.clock import current_time
from parloir.facilities.models import Area, Facility, Monitor, Station, VisitingHours, VisitKind
from parloir.facts.configuration import configure
from parloir.facts.edits import Added
from parloir.facts.facilities import change_facility
from parloir.facts.inmates import add_inmate
from parloir.facts.staff import add_staff
from parloir.people.models import Inmate
from parloir.scheduling.wall_time import local_date

MIDNIGHT = time(0, 0)


def add(agency: str, facility: str, email: str) -> None:
    """Add the agency, its facility and an administrator, who is mailed a link."""
    call_command(
        "add_agency",
        agency,
        facility=facility,
        state="MO",
        time_zone="America/Chicago",
        phone="816 555 0177",
        email=email,
        person="Kim Albers",
        slug="clay",
        verbosity=0,
    )


def set_up(administrator: str, password: str, staff: dict[str, str], inmate: str) -> None:
    """Open the facility round the clock, with an inmate, and staff by role with this password."""
    now = current_time()
    by = actor_of(User.objects.get(email=administrator))
    clay = Facility.objects.get(slug="clay")
    area = Area(facility=clay, name="North")
    hours = [
        VisitingHours(facility=clay, kind=kind, weekday=day, opens=MIDNIGHT, closes=MIDNIGHT)
        for kind in VisitKind
        for day in range(7)
    ]
    parts = [Added(row) for row in (area, Monitor(facility=clay, name="Monitor 1"), *hours)]
    change_facility(
        facility=clay, parts=parts, effective_date=local_date(now, clay.zone), by=by, now=now
    )
    configure(Added(Station(area=area, name="N1")), by=by, now=now)
    first, last = inmate.split()
    somebody = Inmate(
        facility=clay, area=area, master_id="880011", first_name=first, last_name=last
    )
    add_inmate(inmate=somebody, pin="418207", by=by, now=now)
    for role, email in staff.items():
        user = User(email=email, full_name=f"Clay's {role}")
        serves = StaffRole(user=user, role=Role(role), facility_slug=clay.slug)
        add_staff(user=user, password=password, roles=[Added(serves)], by=by, now=now)
