"""The people of the demo. All names are made up."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction

from parloir.accounts.models import Role, StaffRole, User
from parloir.audit.actors import DEMO
from parloir.audit.operations import record
from parloir.demo import drawing
from parloir.facilities.models import Agency, Facility
from parloir.facts.guard import writing_facts
from parloir.people import images
from parloir.people.inmate_pins import new_inmate_pin, weakness_of
from parloir.people.models import (
    IdentityDecision,
    IdentityDocument,
    IdentityRequest,
    Inmate,
    Visitor,
)
from parloir.people.operations import inmate_pin_hash, set_inmate_pin

Piece = IdentityDocument.Piece

# The domain of the addresses of visitors for ready visits. Nobody signs in as one of them.
READY_DOMAIN: Final = "ready.example"
READY_VISITORS = 16

STAFF: Final = {
    "officer": (Role.OFFICER, "officer@parloir.example", "Dana Reyes"),
    "registrar": (Role.REGISTRAR, "registrar@parloir.example", "Robin Castle"),
    "supervisor": (Role.SUPERVISOR, "supervisor@parloir.example", "Alex Morgan"),
    "administrator": (Role.ADMINISTRATOR, "administrator@parloir.example", "Sam Whitfield"),
    "auditor": (Role.AUDITOR, "auditor@parloir.example", "Jamie Holt"),
    "second_officer": (Role.OFFICER, "officer2@parloir.example", "Chris Novak"),
}

VISITORS: Final = (
    ("visitor@parloir.example", "Maria", "Alvarez", date(1984, 5, 17)),
    ("visitor2@parloir.example", "Ruth", "Okafor", date(1957, 2, 3)),
    ("visitor3@parloir.example", "Daniel", "Brandt", date(1990, 10, 29)),
    ("visitor4@parloir.example", "Mei", "Tran", date(1996, 7, 8)),
)

_FIRST_NAMES: Final = (
    "Grace",
    "Walter",
    "Irene",
    "Luis",
    "Hannah",
    "Omar",
    "Joyce",
    "Peter",
    "Aisha",
    "Frank",
    "Nora",
    "Victor",
    "Ellen",
    "Samuel",
    "Teresa",
    "George",
)
_LAST_NAMES: Final = (
    "Hughes",
    "Novak",
    "Delgado",
    "Wright",
    "Bauer",
    "Hassan",
    "Lind",
    "Carver",
    "Moreau",
    "Stone",
    "Petrov",
    "Quinn",
    "Abbott",
    "Flores",
    "Keller",
)

INMATES: Final = {
    "jackson-county-jail": (
        "Jordan Miles",
        "José Núñez",
        "Tyler Brooks",
        "Sean O'Brien",
        "Marcus Reed",
        "Anna Weiß",
        "Devon Carter",
        "Luis Ortega",
        "Kevin Marsh",
        "Andre Fields",
        "Tomás Rivera",
        "Brian Cole",
        "Eric Lawson",
        "Dwayne Porter",
        "Nathan Price",
        "Carla Jimenez",
        "Monique Banks",
        "Rachel Stone",
        "Ivan Petrov",
        "Bo Li",
        "Calvin Hart",
        "Derek Shaw",
        "Felix Amador",
        "Gus Whitaker",
    ),
    "lafayette-county-demonstration-center": (
        "Riley Hart",
        "Casey Lane",
        "Morgan Ellis",
        "Avery Cross",
        "Quinn Barker",
        "Jesse Noble",
        "Drew Sutton",
        "Rowan Pike",
        "Blake Mercer",
        "Skyler Dunn",
        "Hayden Frost",
        "Emerson Vale",
        "Parker Stone",
        "Reese Calder",
        "Sage Holloway",
        "Logan Briggs",
        "Dakota Wells",
        "Finley Marsh",
        "Harper Knox",
        "Phoenix Gray",
        "River Doyle",
        "Tatum Boyd",
        "Shawn Ibarra",
        "Terry Vance",
    ),
}
_FIRST_MASTER_ID: Final = {
    "jackson-county-jail": 100_241,
    "lafayette-county-demonstration-center": 700_311,
}


def staff_account(*, key: str, password: str, facilities: list[Facility], now: datetime) -> User:
    """Create the account, or reset its password and its role at these facilities."""
    role, email, name = STAFF[key]
    is_administrator = role == Role.ADMINISTRATOR
    is_now = {
        "full_name": name,
        "password": make_password(password),
        "is_staff": is_administrator,
        "is_superuser": is_administrator,
    }
    with writing_facts():
        user, _ = User.objects.update_or_create(
            email=email,
            defaults={**is_now, "is_active": True},
            create_defaults={**is_now, "joined_at": now},
        )
        for facility in facilities:
            StaffRole.objects.get_or_create(user=user, role=role, facility_slug=facility.slug)
    return user


def visitor_account(
    *, email: str, first: str, last: str, born: date, password: str, approved_by: str, now: datetime
) -> Visitor:
    """Return a registered visitor with approved photo and ID. It is created, or its password is
    reset."""
    existing = Visitor.objects.filter(user__email=email).select_related("user").first()
    if existing is not None:
        existing.user.password = make_password(password)
        existing.user.save(update_fields=["password"])
        return existing
    return _new_visitor(email, first, last, born, make_password(password), approved_by, now)


def ready_visitors(*, approved_by: str, now: datetime) -> list[Visitor]:
    """Return the visitors for ready visits, and create missing ones. Nobody signs in as them."""
    known = Visitor.objects.filter(user__email__endswith=f"@{READY_DOMAIN}")
    for number in range(known.count(), READY_VISITORS):
        another_ready_visitor(number=number, approved_by=approved_by, now=now)
    return list(known.order_by("id"))


def another_ready_visitor(*, number: int, approved_by: str, now: datetime) -> Visitor:
    first = _FIRST_NAMES[number % len(_FIRST_NAMES)]
    last = _LAST_NAMES[number % len(_LAST_NAMES)]
    born = date(1960 + number % 40, 1 + number % 12, 1 + number % 28)
    email = f"visitor-{number + 1}@{READY_DOMAIN}"
    return _new_visitor(email, first, last, born, make_password(None), approved_by, now)


def inmates(
    *, facility: Facility, pins: Mapping[str, str], now: datetime
) -> list[tuple[Inmate, str]]:
    """Return the roster with each inmate's PIN. `pins` are the known ones, by master ID."""
    areas = list(facility.areas.order_by("id"))
    first_id = _FIRST_MASTER_ID[facility.slug]
    roster = []
    for place, name in enumerate(INMATES[facility.slug]):
        first, last = name.split(" ", 1)
        whose = {"first_name": first, "last_name": last, "area": areas[place % len(areas)]}
        with writing_facts():
            inmate, _ = Inmate.objects.get_or_create(
                facility=facility, master_id=str(first_id + 7 * place), defaults=whose
            )
        pin = _good_pin(inmate, pins.get(inmate.master_id, ""))
        if inmate.pin_hash != inmate_pin_hash(inmate, pin) or inmate.pin_is_weak is None:
            set_inmate_pin(inmate=inmate, pin=pin, by=DEMO, now=now)
        roster.append((inmate, pin))
    return roster


def _good_pin(inmate: Inmate, known: str) -> str:
    """Return the known PIN, or a new one if there is none or it is weak."""
    if weakness_of(known, master_id=inmate.master_id) is None:
        return known
    return new_inmate_pin(master_id=inmate.master_id)


def _new_visitor(
    email: str,
    first: str,
    last: str,
    born: date,
    password_hash: str,
    approved_by: str,
    now: datetime,
) -> Visitor:
    """Create a visitor as after registration and approval, but without mails."""
    pictures = {
        Piece.PHOTO: drawing.photo(email),
        Piece.ID_FRONT: drawing.card_front(
            email, first_name=first, last_name=last, born=born, number=f"D{born:%y%m%d}04"
        ),
        Piece.ID_BACK: drawing.card_back(email),
    }
    with transaction.atomic():
        user = User.objects.create(
            email=email, password=password_hash, full_name=f"{first} {last}", joined_at=now
        )
        visitor = Visitor.objects.create(
            user=user,
            first_name=first,
            last_name=last,
            date_of_birth=born,
            phone="+18165550100",
            street="100 Main Street",
            city="Kansas City",
            region="Missouri",
            postal_code="64105",
            registered_at=now,
        )
        IdentityRequest.objects.bulk_create(
            IdentityRequest(visitor=visitor, agency=agency, asked_at=now)
            for agency in Agency.objects.all()
        )
        documents = IdentityDocument.objects.bulk_create(
            IdentityDocument(visitor=visitor, piece=piece, submitted_at=now) for piece in pictures
        )
        IdentityDecision.objects.bulk_create(
            IdentityDecision(
                document=document,
                agency=agency,
                state=IdentityDocument.State.APPROVED,
                decided_at=now + timedelta(seconds=1),
                decided_by=approved_by,
            )
            for document in documents
            for agency in Agency.objects.all()
        )
        for document in documents:
            images.keep(pictures[Piece(document.piece)], name=document.public_id)
        record("load_demo_visitor", by=DEMO, on=visitor, at=now)
    return visitor
