"""A companion's visits: they see them, and can withdraw."""

from http import HTTPStatus

import pytest
import time_machine
from django.test import Client

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.claims import resource_of
from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.operations import book
from parloir.bookings.pins import in_groups, pin_of
from parloir.facilities.models import VisitKind
from parloir.notices.models import Notice
from tests.factories.companions import allow_parties, make_child, make_companion
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, SECOND, at
from tests.factories.people import as_visitor


@pytest.fixture
def ana(jail, visitor):
    allow_parties(jail, (2, 1))
    return make_companion(visitor)


@pytest.fixture
def hers(ana):
    client = Client()
    client.force_login(ana.user)
    return client


@pytest.fixture
def book_with(jail, inmate, visitor, ana):
    def make(hour=14, *, kind=VisitKind.ONSITE, minors=()) -> Booking:
        booking_request = BookingRequest(visitor, inmate, jail, kind, adults=(ana,), minors=minors)
        return book(
            booking_request=booking_request,
            starts_at=at(MONDAY, hour),
            by=as_visitor(visitor),
            now=NINE_ON_MONDAY,
        )

    return make


def text_of(response):
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def page_of(booking, page=""):
    return f"/visits/{booking.public_id}/{page}"


def test_companion_sees_the_visit_among_their_own(hers, visitor, book_with):
    booking = book_with()
    home = text_of(hers.get("/"))
    assert in_groups(pin_of(booking)) in home
    visits = text_of(hers.get("/visits/"))
    assert f"With {visitor.full_name}" in visits
    assert page_of(booking, "time/") not in visits
    page = text_of(hers.get(page_of(booking)))
    assert in_groups(pin_of(booking)) in page
    assert f"{visitor.full_name} has booked this visit and brings you along." in page
    assert f"{visitor.full_name} and Ana Ruiz" in page
    for path in ("cancel/", "time/"):
        assert page_of(booking, path) not in page
    for path in ("paper/", "calendar/", "booked/"):
        assert hers.get(page_of(booking, path)).status_code == HTTPStatus.OK


@pytest.mark.parametrize("path", ["cancel/", "time/", "time/check/", "new-time/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_companion_neither_cancels_nor_moves(hers, book_with, path, method):
    booking = book_with()
    response = getattr(hers, method)(page_of(booking, path))
    assert response.status_code == HTTPStatus.NOT_FOUND
    booking.refresh_from_db()
    assert booking.is_open


def test_companion_of_a_remote_visit_sits_beside_the_one_who_joins(hers, visitor, book_with):
    booking = book_with(10, kind=VisitKind.REMOTE)
    with time_machine.travel(at(MONDAY, 10), tick=False):
        for address in ("/", page_of(booking)):
            page = text_of(hers.get(address))
            assert f"You sit beside {visitor.full_name}, who presses “Join visit”." in page
            assert page_of(booking, "room/") not in page
        assert hers.get(page_of(booking, "room/")).status_code == HTTPStatus.NOT_FOUND


def test_companion_who_cannot_come_is_left_out_with_their_children(
    signed_in, hers, visitor, ana, book_with
):
    child = make_child(ana)
    booking = book_with(minors=(child,))
    assert "Can you not come to this visit?" in text_of(hers.get(page_of(booking, "stay-away/")))
    assert booking.companions.count() == 2
    Notice.objects.all().delete()
    page = text_of(hers.post(page_of(booking, "stay-away/"), follow=True))
    assert f"You don&#x27;t come along to this visit. We tell {visitor.full_name}." in page
    booking.refresh_from_db()
    assert booking.is_open
    assert not booking.companions.exists()
    gone = [resource_of(ana), resource_of(child)]
    assert not SlotClaim.objects.filter(resource__in=gone).exists()
    told = Notice.objects.order_by("id").values_list("kind", "email")
    assert list(told) == [("left_out", ana.user.email), ("party_changed", visitor.user.email)]
    assert hers.get(page_of(booking)).status_code == HTTPStatus.NOT_FOUND
    assert hers.post(page_of(booking, "stay-away/")).status_code == HTTPStatus.NOT_FOUND
    assert "Ana Ruiz" not in text_of(signed_in.get(page_of(booking)))


@pytest.mark.parametrize(
    ("moment", "may"), [(at(MONDAY, 14) - SECOND, True), (at(MONDAY, 14), False)]
)
def test_companion_stays_away_until_the_visit_begins(hers, book_with, moment, may):
    booking = book_with()
    with time_machine.travel(moment, tick=False):
        assert ("I can't come" in text_of(hers.get(page_of(booking)))) is may
        hers.post(page_of(booking, "stay-away/"))
    assert booking.companions.exists() is not may


def test_whoever_booked_does_not_stay_away_but_cancels(signed_in, book_with):
    booking = book_with()
    for method in (signed_in.get, signed_in.post):
        assert method(page_of(booking, "stay-away/")).status_code == HTTPStatus.NOT_FOUND
    assert booking.companions.count() == 1


def test_pages_ask_the_same_number_of_queries_at_one_visit_and_at_three(
    hers, book_with, django_assert_max_num_queries
):
    def queries(address):
        with django_assert_max_num_queries(25) as captured:
            hers.get(address)
        return len(captured)

    book_with(10)
    with_one = [queries(address) for address in ("/", "/visits/")]
    book_with(11)
    book_with(12)
    assert [queries(address) for address in ("/", "/visits/")] == with_one
