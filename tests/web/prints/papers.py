"""The pages that people print, filled with the longest names of real people and places."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking
from parloir.bookings.operations import book
from parloir.facilities.models import Facility, VisitKind
from parloir.notices.models import Notice
from parloir.notices.rendering import mail_of
from parloir.people.models import Visitor
from tests.factories.companions import allow_parties, make_companion
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, at
from tests.factories.people import as_visitor, make_inmate, make_staff, make_visitor
from tests.factories.places import make_jail
from tests.factories.sanctions import make_ground, make_restriction
from tests.factories.sign_ins import signed_in

Page = str
INMATE = ("José Guadalupe Maximiliano", "Fernández-Villavicencio de los Santos")
COMPANIONS = (
    ("María Concepción Alejandra", "Hernández-Montgomery Castañeda"),
    ("Bartholomew Christopher", "Featherstonehaugh-Worthington III"),
    ("Nguyễn Thị Phương Thảo", "Villanueva de la Cruz y Mendoza"),
)


def a_jail() -> Facility:
    """Return a facility with a long name, in a long street of a long city."""
    jail = make_jail(
        slug="west-valley",
        name="San Bernardino County West Valley Detention Center",
        official_name="San Bernardino County Sheriff's Department, "
        "West Valley Detention and Rehabilitation Center",
        short_zone_name="Hawaii-Aleutian",
        street="11777 Northwest Martin Luther King Junior Boulevard, Building 12",
        city="Rancho Cucamonga-San Buenaventura",
    )
    allow_parties(jail, (4, 0))
    return jail


def a_booking(jail: Facility, kind: VisitKind, language: str) -> Booking:
    """Return a visit to which three companions come along."""
    first_name, last_name = INMATE
    inmate = make_inmate(jail, first_name=first_name, last_name=last_name)
    visitor = a_visitor(language)
    adults = tuple(make_companion(visitor, first_name=a, last_name=b) for a, b in COMPANIONS)
    return book(
        booking_request=BookingRequest(visitor, inmate, jail, kind, adults=adults),
        starts_at=at(MONDAY, 12, 30),
        by=as_visitor(visitor),
        now=NINE_ON_MONDAY,
    )


def a_visitor(language: str) -> Visitor:
    return make_visitor(
        first_name="Encarnación Guadalupe",
        last_name="Featherstonehaugh-Villanueva",
        user__language=language,
    )


def of_a_booking(page: str, kind: VisitKind) -> Callable[[str], Page]:
    def read(language: str) -> Page:
        booking = a_booking(a_jail(), kind, language)
        return _read(booking.visitor, f"/visits/{booking.public_id}/{page}", language)

    return read


def mail(kind: VisitKind) -> Callable[[str], Page]:
    """Return the mail that confirms a booking, as a mail program shows it."""

    def read(language: str) -> Page:
        booking = a_booking(a_jail(), kind, language)
        letter = mail_of(
            Notice.objects.get(kind="booking_confirmed", email=booking.visitor.user.email),
            sender="visits@example.org",
            base_url="https://visits.san-bernardino-county-sheriff.example",
            now=NINE_ON_MONDAY,
        )
        assert letter is not None
        return str(letter.alternatives[0][0])

    return read


def procedure(language: str) -> Page:
    a_jail()
    address = reverse("procedure", args=["west-valley"])
    return _text(Client(headers={"accept-language": language}).get(address))


def appeal_on_paper(language: str) -> Page:
    first_name, last_name = INMATE
    jail, visitor = a_jail(), a_visitor(language)
    inmate = make_inmate(jail, first_name=first_name, last_name=last_name)
    restriction = make_restriction(jail, visitor=visitor, inmate=inmate)
    return _read(visitor, reverse("appeal_on_paper", args=[restriction.public_id]), language)


def pin_sheet(language: str, *, inmates: int = 12) -> Page:
    jail = a_jail()
    for number in range(inmates):
        make_inmate(
            jail,
            pin="111111",
            first_name=INMATE[0],
            last_name=INMATE[1],
            master_id=f"{700 + number}",
        )
    client = _staff(Role.SUPERVISOR, jail, language)
    return _text(client.post(reverse("pin_sheet", args=[jail.areas.get().pk])))


def password_sheet(language: str) -> Page:
    """Return the sheet in the language of the person who gets it."""
    jail, visitor = a_jail(), a_visitor(language)
    address = reverse("hand_out_password", args=[visitor.public_id])
    return _text(_staff(Role.REGISTRAR, jail, language).post(address, {"has_seen_id": "on"}))


def with_many_rules(language: str) -> Page:
    """Return the sheet of a visit at a facility that has thirty rules of its own."""
    jail = a_jail()
    for number in range(1, 31):
        text = f"Showing or handing over what the facility lists under number {number}"
        make_ground(jail, f"own-{number}", texts={language: text})
    booking = a_booking(jail, VisitKind.ONSITE, language)
    return _read(booking.visitor, f"/visits/{booking.public_id}/paper/", language)


ONE_SHEET: dict[str, Callable[[str], Page]] = {
    "procedure": procedure,
    "confirmation, on-site": of_a_booking("booked/", VisitKind.ONSITE),
    "confirmation, remote": of_a_booking("booked/", VisitKind.REMOTE),
    "visit, on-site": of_a_booking("", VisitKind.ONSITE),
    "visit, remote": of_a_booking("", VisitKind.REMOTE),
    "paper, on-site": of_a_booking("paper/", VisitKind.ONSITE),
    "paper, remote": of_a_booking("paper/", VisitKind.REMOTE),
    "mail, on-site": mail(VisitKind.ONSITE),
    "mail, remote": mail(VisitKind.REMOTE),
    "appeal": appeal_on_paper,
    "PINs": pin_sheet,
    "password": password_sheet,
}


def _staff(role: str, jail: Facility, language: str) -> Client:
    client = Client(headers={"accept-language": language})
    signed_in(make_staff(role, jail, language=language), client=client)
    return client


def _read(visitor: Visitor, address: str, language: str) -> Page:
    client = Client(headers={"accept-language": language})
    client.force_login(visitor.user)
    return _text(client.get(address))


def _text(response) -> Page:
    assert response.status_code == 200, response
    text: str = response.content.decode()
    return text
