"""A jail that is nearly full, for the suite `booking`.

Its rows are inserted in bulk and not by operations, which would need an hour for a million
claims. They are what the operations would have written: times that the hours offer, a station of
the inmate's own area, the claims that `claims_of` names, a PIN that works. The tests of this
module check all of that with a small jail.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from bench.full_days import Block, Filling, insert_bookings
from parloir.accounts.models import User
from parloir.facilities.models import (
    Agency,
    Area,
    Facility,
    Monitor,
    State,
    Station,
    VisitingHours,
    VisitKind,
)
from parloir.people.models import (
    IdentityDecision,
    IdentityDocument,
    IdentityRequest,
    Inmate,
    Visitor,
)

SLUG = "full-county-jail"
CLIENT = "Client"

Piece = IdentityDocument.Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The size of a jail. At every time `free_monitors` of the lobby and `free_stations` of each
    area stay free.

    `clients` are visitors without a booking, who will request one.
    """

    areas: int = 5
    stations_an_area: int = 10
    free_stations: int = 1
    inmates_an_area: int = 200
    monitors: int = 20
    free_monitors: int = 2
    days: int = 60
    clients: int = 100


@transaction.atomic
def build_full_jail(*, size: Size, now: datetime) -> Facility:
    """Fill each day from tomorrow on as `size` says, with random numbers that are always equal."""
    jail = _facility()
    monitors = Monitor.objects.bulk_create(
        Monitor(facility=jail, name=f"Monitor {number:02d}") for number in range(size.monitors)
    )
    blocks = [build_block(jail, number, size, now) for number in range(size.areas)]
    _visitors(CLIENT, size.clients, jail.agency, now)
    filling = Filling(
        jail=jail,
        monitors=monitors,
        blocks=blocks,
        free_monitors=size.free_monitors,
        free_stations=size.free_stations,
        now=now,
    )
    insert_bookings(filling.bookings(days=size.days))
    return jail


def clients_of_full_jail() -> list[Visitor]:
    """Return the visitors without a booking, in order."""
    clients = Visitor.objects.filter(first_name=CLIENT)
    return list(clients.select_related("user").order_by("pk"))


def _facility() -> Facility:
    """Create a facility with the hours of P14 and P15, and visits of half an hour."""
    state, _ = State.objects.get_or_create(code="MO", defaults={"name": "Missouri"})
    agency = Agency.objects.first() or Agency.objects.create(name="Full County")
    jail = Facility.objects.create(
        slug=SLUG,
        agency=agency,
        state=state,
        name="Full County Jail",
        official_name="Full County Detention Center",
        short_zone_name="Central",
        time_zone="America/Chicago",
        street="1300 Cherry Street",
        city="Kansas City",
        postal_code="64106",
        phone="+18165550100",
        effective_date=date(2018, 11, 19),
    )
    windows = {
        VisitKind.REMOTE: (range(7), ((time(8), time(17, 30)), (time(18), time(21, 30)))),
        VisitKind.ONSITE: (range(5), ((time(8), time(19)),)),
    }
    VisitingHours.objects.bulk_create(
        VisitingHours(facility=jail, kind=kind, weekday=weekday, opens=opens, closes=closes)
        for kind, (weekdays, spans) in windows.items()
        for weekday in weekdays
        for opens, closes in spans
    )
    return jail


def build_block(jail: Facility, number: int, size: Size, now: datetime) -> Block:
    area = Area.objects.create(facility=jail, name=f"Block {number:02d}")
    stations = Station.objects.bulk_create(
        Station(area=area, name=f"Station {place:02d}") for place in range(size.stations_an_area)
    )
    inmates = Inmate.objects.bulk_create(
        _inmate(jail, area, f"{number:02d}{place:04d}") for place in range(size.inmates_an_area)
    )
    visitors = _visitors(f"Family {number:02d}", len(inmates), jail.agency, now)
    return Block(stations, inmates, visitors)


def _inmate(jail: Facility, area: Area, master_id: str) -> Inmate:
    return Inmate(
        facility=jail,
        area=area,
        master_id=master_id,
        first_name="Inmate",
        last_name=f"Number {master_id}",
    )


def _visitors(first_name: str, count: int, agency: Agency, now: datetime) -> list[Visitor]:
    """Create registered and approved visitors, without passwords, so that nobody can sign in."""
    slug = first_name.lower().replace(" ", "-")
    users = User.objects.bulk_create(
        User(email=f"{slug}-{number:04d}@bench.example", full_name=first_name)
        for number in range(count)
    )
    visitors = Visitor.objects.bulk_create(
        Visitor(
            user=user,
            first_name=first_name,
            last_name=f"Number {number:04d}",
            date_of_birth=date(1980, 2, 29),
            phone="+18165550199",
            street="1 Main Street",
            city="Kansas City",
            region="Missouri",
            postal_code="64105",
            registered_at=now,
        )
        for number, user in enumerate(users)
    )
    IdentityRequest.objects.bulk_create(
        IdentityRequest(visitor=visitor, agency=agency, asked_at=now) for visitor in visitors
    )
    documents = IdentityDocument.objects.bulk_create(
        IdentityDocument(visitor=visitor, piece=piece, submitted_at=now)
        for visitor in visitors
        for piece in Piece
    )
    IdentityDecision.objects.bulk_create(
        IdentityDecision(
            document=document,
            agency=agency,
            state=IdentityDocument.State.APPROVED,
            decided_at=now,
        )
        for document in documents
    )
    return visitors
