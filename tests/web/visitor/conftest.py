"""A visitor who uses the pages on a Monday in May at nine."""

import io

import pytest
import time_machine
from PIL import Image

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking
from parloir.bookings.operations import book
from parloir.facilities.models import VisitKind
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, at
from tests.factories.people import as_visitor, make_inmate, make_visitor
from tests.factories.places import make_jail


@pytest.fixture(autouse=True)
def pages_as_in_the_house(settings, db):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with time_machine.travel(NINE_ON_MONDAY, tick=False):
        yield


@pytest.fixture
def jail():
    return make_jail(
        slug="jackson", name="Jackson County Jail", official_name="Jackson County Detention Center"
    )


@pytest.fixture
def inmate(jail):
    return make_inmate(jail, first_name="Jordan", last_name="Miles", master_id="100241")


@pytest.fixture
def visitor():
    return make_visitor()


@pytest.fixture
def signed_in(client, visitor):
    client.force_login(visitor.user)
    return client


@pytest.fixture
def book_at(jail, inmate):
    """Return a function that books for a visitor on this Monday, or another day."""

    def make(visitor, hour, *, day=MONDAY, kind=VisitKind.ONSITE, whom=None) -> Booking:
        booking_request = BookingRequest(
            visitor=visitor, inmate=whom or inmate, facility=jail, kind=kind
        )
        return book(
            booking_request=booking_request,
            starts_at=at(day, hour),
            by=as_visitor(visitor),
            now=NINE_ON_MONDAY,
        )

    return make


@pytest.fixture
def picture():
    """Return a picture as a phone sends it."""

    def make(width=640, height=480, fmt="JPEG") -> io.BytesIO:
        file = io.BytesIO()
        Image.new("RGB", (width, height), "tan").save(file, fmt)
        file.name = f"photo.{fmt.lower()}"
        file.seek(0)
        return file

    return make
