from datetime import date

import factory
from factory.django import DjangoModelFactory

from parloir.accounts.models import StaffRole, User
from parloir.audit import actors
from parloir.audit.actors import Actor
from parloir.facilities.models import Agency
from parloir.people.models import (
    IdentityDocument,
    IdentityRequest,
    Inmate,
    Minor,
    Separation,
    Visitor,
)
from parloir.people.operations import set_inmate_pin
from parloir.sanctions.models import Restriction, Violation
from parloir.vault.names import new_public_id
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.places import AgencyFactory, AreaFactory

Piece = IdentityDocument.Piece
DocumentState = IdentityDocument.State

OFFICER = Actor("staff", "officer00001")
REGISTRAR = Actor("staff", "registrar001")
SUPERVISOR = Actor("staff", "supervisor01")
KIOSK = Actor("device", "device000001")
OPERATOR = actors.OPERATOR
PIN = "482916"


def in_letters(number: int) -> str:
    """Return another word of letters for each number, since names have no digits."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)).capitalize()


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Person {in_letters(n)}")


class VisitorFactory(DjangoModelFactory):
    """A registered visitor who has submitted no documents yet: see `make_visitor`."""

    class Meta:
        model = Visitor

    user = factory.SubFactory(UserFactory)
    first_name = "Maria"
    last_name = factory.Sequence(lambda n: f"Alvarez {in_letters(n)}")
    date_of_birth = date(1980, 2, 29)
    phone = "+18165550199"
    street = "1 Main Street"
    city = "Kansas City"
    region = "Missouri"
    postal_code = "64105"
    registered_at = NINE_ON_MONDAY


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = IdentityDocument

    visitor = factory.SubFactory(VisitorFactory)
    piece = Piece.PHOTO
    submitted_at = NINE_ON_MONDAY


class InmateFactory(DjangoModelFactory):
    class Meta:
        model = Inmate

    area = factory.SubFactory(AreaFactory)
    facility = factory.LazyAttribute(lambda inmate: inmate.area.facility)
    master_id = factory.Sequence(lambda n: f"{700000 + n}")
    first_name = "Jordan"
    last_name = factory.Sequence(lambda n: f"Miles {in_letters(n)}")


def make_visitor(*, state: str = DocumentState.APPROVED, **fields) -> Visitor:
    """Return a visitor who has asked the agency of all facilities, with all documents in this
    state."""
    visitor = VisitorFactory(**fields)
    ask(visitor)
    for piece in Piece:
        DocumentFactory(visitor=visitor, piece=piece)
    set_identity(visitor, state)
    return visitor


def set_identity(
    visitor: Visitor, state: str, *, piece: str | None = None, agency: Agency | None = None, **words
) -> None:
    """Let an agency have decided so on the current pieces, or on one; `words` are those of a
    refusal. Without a name it is the agency of all facilities."""
    agency = agency or AgencyFactory()
    documents = visitor.documents.filter(current=True)
    for document in documents if piece is None else documents.filter(piece=piece):
        document.decisions.filter(agency=agency).delete()
        if state != DocumentState.WAITING:
            document.decisions.create(
                agency=agency, state=state, decided_at=NINE_ON_MONDAY, **words
            )


def ask(visitor: Visitor, agency: Agency | None = None) -> IdentityRequest:
    return IdentityRequest.objects.create(
        visitor=visitor, agency=agency or AgencyFactory(), asked_at=NINE_ON_MONDAY
    )


def make_inmate(facility, *, pin: str = PIN, **fields) -> Inmate:
    """Return an inmate with this PIN, in the facility's first area unless another is given."""
    inmate = InmateFactory(**{"area": facility.areas.first(), **fields})
    set_inmate_pin(inmate=inmate, pin=pin, by=OFFICER, now=NINE_ON_MONDAY)
    return inmate


def make_minor(guardian: Visitor, **fields) -> Minor:
    """Return a child of about ten, registered by this adult."""
    fields = {"date_of_birth": date(2016, 3, 1), "last_name": guardian.last_name, **fields}
    return Minor.objects.create(
        guardian=guardian, first_name="Robin", registered_at=NINE_ON_MONDAY, **fields
    )


def separate_inmates(one: Inmate, other: Inmate) -> Separation:
    first, second = sorted((one, other), key=lambda inmate: inmate.pk)
    return Separation.objects.create(first=first, second=second, reason="They fought.")


def restrict(
    visitor: Visitor, inmate: Inmate, *, from_date: date, until_date: date | None
) -> Restriction:
    """Restrict the visitor at the inmate's facility, for conduct in a visit that is over."""
    violation = Violation.objects.create(
        facility=inmate.facility, visitor=visitor, inmate=inmate, visit_ref=new_public_id(),
        ground="phone", by_visitor=True, state=Violation.State.UPHELD,
        occurred_date=from_date, recorded_at=NINE_ON_MONDAY, recorded_by=OFFICER.ref,
    )  # fmt: skip
    return Restriction.objects.create(
        facility=inmate.facility, visitor=visitor, violation=violation,
        from_date=from_date, until_date=until_date, imposed_at=NINE_ON_MONDAY,
    )  # fmt: skip


def make_staff(role: str, *facilities, **fields) -> User:
    user = UserFactory(**fields)
    for facility in facilities:
        StaffRole.objects.create(user=user, role=role, facility_slug=facility.slug)
    return user


def as_visitor(visitor: Visitor) -> Actor:
    return Actor("visitor", visitor.user.public_id)
