"""Rows of every page of the administration, at a facility of somebody's own and at others."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Model

from parloir.accounts.models import Role, StaffRole, User
from parloir.bookings.models import Booking
from parloir.clients.models import ApiClient
from parloir.clients.operations import create_client
from parloir.disputes.models import Dispute
from parloir.facilities.models import Agency, Area, Closure, Facility, Monitor, Station
from parloir.people.models import (
    ApprovedVisitor,
    Commitment,
    Inmate,
    NoContact,
    Separation,
    Visitor,
)
from parloir.sanctions.models import (
    Appeal,
    Ground,
    InmateRestriction,
    LadderPolicy,
    Restriction,
    Review,
    Ruling,
    Violation,
)
from parloir.visits.models import Visit
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, TUESDAY, at
from tests.factories.people import (
    OPERATOR,
    VisitorFactory,
    ask,
    make_inmate,
    make_staff,
    restrict,
    separate_inmates,
)
from tests.factories.places import AreaFactory, FacilityFactory, MonitorFactory, StationFactory

MARK: Final = "Zyxwvutsr"
"""Is in every name at the facilities of others, and nowhere else. It is long, so that no random
token of a page holds it by chance."""


@dataclass(frozen=True)
class Place:
    """A facility and a row of each page there, by model."""

    facility: Facility
    rows: dict[type[Model], Model]


def make_place(*, agency: Agency, slug: str, mark: str, of_visitor: str) -> Place:
    """Return a facility with every kind of row. All have `mark` in their names, and the visitor has
    `of_visitor`."""
    jail = FacilityFactory(
        slug=slug, agency=agency, name=f"{mark} Jail {slug}", official_name=f"{mark} Jail"
    )
    MonitorFactory(facility=jail, name=f"{mark} monitor")
    area = AreaFactory(facility=jail, name=f"{mark} area")
    StationFactory(area=area, name=f"{mark} station")
    inmate = make_inmate(jail, last_name=mark)
    visitor = VisitorFactory(last_name=of_visitor)
    ask(visitor, agency)
    rows: dict[type[Model], Model] = {
        Agency: agency,
        Facility: jail,
        Area: area,
        Monitor: jail.monitors.get(),
        Station: area.stations.get(),
        Inmate: inmate,
        Visitor: visitor,
        User: make_staff(Role.OFFICER, jail, full_name=mark, email=f"{mark}.{slug}@example.org"),
    }
    rows |= _facts(jail, inmate, visitor, mark)
    rows |= _records(jail, inmate, visitor)
    return Place(jail, rows)


def _facts(jail, inmate, visitor, mark) -> dict[type[Model], Model]:
    pair = {"inmate": inmate, "visitor": visitor}
    hour = {"starts_at": at(TUESDAY, 10), "ends_at": at(TUESDAY, 11)}
    ground = Ground.objects.create(facility=jail, code="noise")
    ground.texts.create(language="en", text=f"{mark} noise")
    client, _ = create_client(
        name=f"{mark} program", facilities=[jail], scopes=[], by=OPERATOR, now=NINE_ON_MONDAY
    )
    return {
        StaffRole: StaffRole.objects.get(facility_slug=jail.slug),
        Closure: Closure.objects.create(facility=jail, reason=mark, **hour),
        ApprovedVisitor: ApprovedVisitor.objects.create(**pair),
        NoContact: NoContact.objects.create(reason=mark, **pair),
        Separation: separate_inmates(inmate, make_inmate(jail, last_name=mark)),
        Commitment: Commitment.objects.create(inmate=inmate, kind="court", **hour),
        LadderPolicy: LadderPolicy.objects.create(facility=jail),
        Ground: ground,
        ApiClient: client,
    }


def _records(jail, inmate, visitor) -> dict[type[Model], Model]:
    booking = Booking.objects.create(
        facility=jail, kind="onsite", visitor=visitor, inmate=inmate,
        monitor=jail.monitors.get(), station=Station.objects.get(area__facility=jail),
        starts_at=at(MONDAY, 10), ends_at=at(MONDAY, 11), booked_at=NINE_ON_MONDAY,
        pin_hash=jail.slug,
    )  # fmt: skip
    visit = Visit.objects.create(
        booking=booking, facility=jail, opened_at=at(MONDAY, 10), ends_at=at(MONDAY, 11)
    )
    restriction = restrict(visitor, inmate, from_date=MONDAY, until_date=TUESDAY)
    violation = restriction.violation
    return {
        Booking: booking,
        Visit: visit,
        Violation: violation,
        Restriction: restriction,
        Review: Review.objects.create(violation=violation, opened_at=NINE_ON_MONDAY),
        Dispute: Dispute.objects.create(visit=visit, opened_at=at(MONDAY, 11)),
        Appeal: Appeal.objects.create(
            restriction=restriction, channel="page", text="Please.", received_date=MONDAY,
            answer_by_date=TUESDAY, filed_at=NINE_ON_MONDAY, filed_by="x",
        ),
        Ruling: Ruling.objects.create(
            violation=violation, kind="dismiss", reason="Because.",
            made_at=NINE_ON_MONDAY, made_by="x",
        ),
        InmateRestriction: InmateRestriction.objects.create(
            facility=jail, inmate=inmate, violation=violation, from_date=MONDAY,
            until_date=TUESDAY, imposed_at=NINE_ON_MONDAY,
        ),
    }  # fmt: skip
