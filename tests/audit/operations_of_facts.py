"""Carry out each operation that changes facts in a scene."""

from datetime import time

from parloir.accounts.models import StaffRole, User
from parloir.audit.actors import Actor
from parloir.facilities.models import Agency, Facility, VisitKind, ZoneFile
from parloir.facts import (
    agencies,
    closures,
    configuration,
    devices,
    facilities,
    inmates,
    relations,
    staff,
    visitor_accounts,
    zone_rules,
)
from parloir.facts.edits import Changed
from parloir.people.models import Commitment, Inmate
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, TUESDAY, at
from tests.factories.people import OPERATOR, make_inmate, make_staff, make_visitor
from tests.factories.places import AreaFactory, FacilityFactory
from tests.factories.zone_tables import WINTER, zone_file_of

ON_TUESDAY = {"starts_at": at(TUESDAY, 9), "ends_at": at(TUESDAY, 12)}
PASSWORD = "a-long-quiet-evening"


def at_nine(operation, **fields):
    return lambda: operation(by=OPERATOR, now=NINE_ON_MONDAY, **fields)


def closed(s):
    return at_nine(closures.close_time, facility=s.jail, reason="Count", **ON_TUESDAY)()[0]


def newcomer(s) -> Inmate:
    return Inmate(
        facility=s.jail, area=s.jail.areas.first(), master_id="900001", first_name="Jordan",
        last_name="Alvarez",
    )  # fmt: skip


def pair(s):
    return {"inmate": s.booking.inmate, "visitor": s.booking.visitor}


def stolen(s):
    """Return the visitor of the scene's booking, whose account is closed."""
    at_nine(visitor_accounts.close_account, visitor=s.booking.visitor)()
    s.booking.visitor.user.refresh_from_db()
    return s.booking.visitor


def with_older_rules(s):
    """Let the scene's facility have rules of a zone that have changed since."""
    s.jail.zone_file = ZoneFile.objects.create(
        digest="0" * 64, name=s.jail.time_zone, version="2000a", content=zone_file_of(WINTER)
    )
    s.jail.save(update_fields=["zone_file"])
    return s


def approved(s):
    return at_nine(relations.approve_visitor, **pair(s))()[0]


def forbidden(s):
    return at_nine(relations.set_no_contact, **pair(s), reason="Maria Alvarez")()[0]


def separated(s):
    both = {"one": s.booking.inmate, "other": make_inmate(s.jail)}
    return at_nine(relations.separate_inmates, **both, reason="Maria Alvarez")


def committed(s):
    return at_nine(
        inmates.commit_inmate, inmate=s.booking.inmate, kind=Commitment.Kind.COURT, **ON_TUESDAY
    )


def end_of_service(s):
    """Return the operation on somebody who serves at another facility as well."""
    elsewhere = FacilityFactory()
    by = Actor("staff", make_staff("administrator", s.jail).public_id)
    user = make_staff("officer", s.jail, elsewhere)
    return lambda: staff.end_service(user=user, by=by, now=NINE_ON_MONDAY)


def second_facility(s) -> Facility:
    return FacilityFactory.build(agency=s.jail.agency, state=s.jail.state)


def new_agency(s):
    return at_nine(
        agencies.add_agency,
        agency=Agency(name="Clay County"),
        facility=FacilityFactory.build(state=s.jail.state, agency=None),
        administrator=User(email="maria@example.org", full_name="Maria Alvarez"),
    )


FACTS = {
    "follow_zone_data": lambda s: with_older_rules(s) and at_nine(zone_rules.follow_zone_data),
    "configure": lambda s: at_nine(
        configuration.configure, subject=Changed(s.jail, {"grace_minutes": 20})
    ),
    "close_time": lambda s: at_nine(
        closures.close_time, facility=s.jail, reason="Maria Alvarez", **ON_TUESDAY
    ),
    "change_closure": lambda s: at_nine(
        closures.change_closure, closure=closed(s), ends_at=at(TUESDAY, 11)
    ),
    "reopen": lambda s: at_nine(closures.reopen, closure=closed(s)),
    "put_in_service": lambda s: at_nine(
        devices.put_in_service, device=s.monitor(), in_service=False
    ),
    "change_facility": lambda s: at_nine(
        facilities.change_facility, facility=s.jail, grace_minutes=20
    ),
    "add_agency": new_agency,
    "add_facility": lambda s: at_nine(facilities.add_facility, facility=second_facility(s)),
    "change_hours": lambda s: at_nine(
        facilities.change_hours, facility=s.jail, kind=VisitKind.ONSITE,
        windows={0: [(time(9), time(12))]},
    ),
    "add_inmate": lambda s: at_nine(inmates.add_inmate, inmate=newcomer(s), pin="111222"),
    "change_inmate": lambda s: at_nine(
        inmates.change_inmate, inmate=s.booking.inmate, last_name="Alvarez", language="es"
    ),
    "move_inmate": lambda s: at_nine(
        inmates.move_inmate, inmate=s.booking.inmate, area=AreaFactory(facility=s.jail)
    ),
    "release_inmate": lambda s: at_nine(inmates.release_inmate, inmate=s.booking.inmate),
    "forbid_visits": lambda s: at_nine(
        inmates.forbid_visits, inmate=s.booking.inmate, until=MONDAY
    ),
    "remove_inmate": lambda s: at_nine(inmates.remove_inmate, inmate=make_inmate(s.jail)),
    "change_inmates_pin": lambda s: at_nine(
        inmates.change_inmates_pin, inmate=s.booking.inmate, pin="111222"
    ),
    "commit_inmate": committed,
    "cancel_commitment": lambda s: at_nine(
        inmates.cancel_commitment, commitment=committed(s)()[0]
    ),
    "approve_visitor": lambda s: at_nine(relations.approve_visitor, **pair(s)),
    "take_off_list": lambda s: at_nine(relations.take_off_list, entry=approved(s)),
    "set_no_contact": lambda s: at_nine(
        relations.set_no_contact, inmate=s.booking.inmate, visitor=make_visitor(), reason="Maria"
    ),
    "lift_no_contact": lambda s: at_nine(relations.lift_no_contact, order=forbidden(s)),
    "separate_inmates": separated,
    "end_separation": lambda s: at_nine(relations.end_separation, pair=separated(s)()[0]),
    "add_staff": lambda s: at_nine(
        staff.add_staff, user=User(email="Maria@example.org", full_name="Maria"), password=PASSWORD
    ),
    "invite_staff": lambda s: at_nine(
        staff.invite_staff, user=User(email="Maria@example.org", full_name="Maria")
    ),
    "change_staff": lambda s: at_nine(
        staff.change_staff, user=make_staff("officer", s.jail), email="alvarez@example.org",
        password=PASSWORD, is_active=False,
    ),
    "give_role": lambda s: at_nine(
        staff.give_role,
        role=StaffRole(
            user=make_staff("officer", s.jail), role="registrar", facility_slug=s.jail.slug
        ),
    ),
    "take_role": lambda s: at_nine(
        staff.take_role, role=make_staff("officer", s.jail).roles.get()
    ),
    "end_service": end_of_service,
    "close_account": lambda s: at_nine(visitor_accounts.close_account, visitor=s.booking.visitor),
    "reopen_account": lambda s: at_nine(visitor_accounts.reopen_account, visitor=stolen(s)),
}  # fmt: skip
