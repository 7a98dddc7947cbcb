"""Reserved times, changed times and companions, on the visitor's pages in Spanish."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.operations import book
from parloir.facilities.models import VisitKind
from parloir.facts.closures import close_time
from tests.factories.companions import allow_parties, invited_by, make_child, make_companion
from tests.factories.moments import MINUTE, MONDAY, NINE_ON_MONDAY, TUESDAY, at
from tests.factories.people import OPERATOR, as_visitor, make_visitor
from tests.factories.sign_ins import signed_in
from tests.locale.conftest import NAMES
from tests.locale.pages import english_in_html, read_all

AT_TEN = f"{at(MONDAY, 10):%Y-%m-%dT%H:%MZ}"
AT_FOUR = f"{at(MONDAY, 16):%Y-%m-%dT%H:%MZ}"


def english_on(answer):
    assert answer.status_code == 200
    return english_in_html(answer.content.decode(), names=NAMES)


@pytest.fixture
def luz(visitor, jail):
    allow_parties(jail, (2, 1), (1, 2))
    return make_companion(visitor, first_name="Luz", last_name="Fuentes", user__language="es")


@pytest.fixture
def pepe(visitor, luz):
    return make_child(visitor, first_name="Pepe")


@pytest.fixture
def book_with(visitor, inmate, jail, luz, pepe):
    def make(hour=14, *, day=MONDAY, kind=VisitKind.ONSITE):
        booking_request = BookingRequest(visitor, inmate, jail, kind, adults=(luz,), minors=(pepe,))
        return book(
            booking_request=booking_request,
            starts_at=at(day, hour),
            by=as_visitor(visitor),
            now=NINE_ON_MONDAY,
        )

    return make


def displaced(book_with, jail):
    booking = book_with(day=TUESDAY)
    close_time(
        facility=jail, starts_at=at(TUESDAY, 8), ends_at=at(TUESDAY, 19),
        reason="Would not sit down.", by=OPERATOR, now=NINE_ON_MONDAY,
    )  # fmt: skip
    return booking


@pytest.mark.parametrize("reader", ["visitor", "luz"])
def test_pages_of_those_who_come_together(visitor, luz, jail, book_with, reader):
    book_with()
    book_with(16, kind=VisitKind.REMOTE)
    displaced(book_with, jail)
    invited_by(visitor, email="otra@example.org")
    for one in (visitor, luz):
        invited_by(make_visitor(), email=one.user.email)
    client = signed_in({"visitor": visitor, "luz": luz}[reader].user)
    read = read_all(client, "/", names=NAMES)
    assert {address: found for address, found in read.items() if found} == {}
    assert {"/company/", "/company/child/", "/company/adult/"} <= set(read)


def test_choosing_companions_and_reserving_a_time(visitor_client, inmate, luz, pepe):
    when = reverse("schedule_when", args=["onsite", "jackson", inmate.public_id])
    all_three = [luz.public_id, pepe.public_id, make_child(luz).public_id]
    for chosen in ([], all_three[:2], all_three):
        choice = {"with": chosen, "chosen": "yes"}
        assert english_on(visitor_client.get(f"{when}along/", choice, follow=True)) == []
    check = visitor_client.post(when, {"at": AT_TEN})["Location"]
    assert english_on(visitor_client.get(check)) == []
    with time_machine.travel(NINE_ON_MONDAY + 11 * MINUTE, tick=False):
        assert english_on(visitor_client.get(check)) == []


def test_no_companions_to_choose(visitor_client, jail, inmate):
    allow_parties(jail, (2, 1))
    when = reverse("schedule_when", args=["onsite", "jackson", inmate.public_id])
    for address in (when, f"{when}along/", "/company/"):
        assert english_on(visitor_client.get(address)) == []


def test_changing_the_time(visitor_client, book_with):
    booking = book_with()
    when = reverse("change_time", args=[booking.public_id])
    same = f"{at(MONDAY, 14):%Y-%m-%dT%H:%MZ}"
    for chosen in ("", same, AT_FOUR):
        assert english_on(visitor_client.post(when, {"at": chosen}, follow=True)) == []
    check = f"{when}check/?at={AT_FOUR}"
    assert english_on(visitor_client.post(check, follow=True)) == []
    with time_machine.travel(at(MONDAY, 18), tick=False):
        assert english_on(visitor_client.get(when, follow=True)) == []


def test_staying_away(luz, book_with):
    booking = book_with()
    address = reverse("stay_away", args=[booking.public_id])
    client = signed_in(luz.user)
    assert english_on(client.get(address)) == []
    with time_machine.travel(at(MONDAY, 14), tick=False):
        assert english_on(client.post(address, follow=True)) == []
    assert english_on(client.post(address, follow=True)) == []


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("/company/child/", {}),
        ("/company/child/", {"first_name": "Pepe", "last_name": "Fuentes",
                             "date_of_birth_month": "3", "date_of_birth_day": "2",
                             "date_of_birth_year": "1990"}),
        ("/company/child/", {"first_name": "Pepe", "last_name": "Fuentes",
                             "date_of_birth_month": "3", "date_of_birth_day": "2",
                             "date_of_birth_year": "2018"}),
        ("/company/adult/", {}),
        ("/company/adult/", {"email": "nobody"}),
        ("/company/adult/", {"email": "luz@example.org"}),
    ],
)  # fmt: skip
def test_answers_to_what_is_typed(visitor_client, luz, address, answer):
    for _ in range(2):
        assert english_on(visitor_client.post(address, answer, follow=True)) == []


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_answering_an_invitation_and_ending_it(visitor, visitor_client, answer):
    other = make_visitor()
    invitation = invited_by(other, email=visitor.user.email)
    for page in ("answer", "answer", "end", "end"):
        address = f"/company/adult/{invitation.public_id}/{page}/"
        response = visitor_client.post(address, {"answer": answer}, follow=True)
        assert response.status_code == 404 or english_on(response) == []


def test_child_is_removed(visitor_client, pepe):
    address = f"/company/child/{pepe.public_id}/remove/"
    assert english_on(visitor_client.post(address, follow=True)) == []


def test_stranger_signs_in_first():
    assert Client().get("/company/")["Location"] == "/account/login/?next=/company/"
