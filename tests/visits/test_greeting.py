"""The monitor greets all visitors who come (P13)."""

import pytest
from django.utils import translation

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.operations import book
from parloir.facilities.models import VisitKind
from parloir.screens.monitor import monitor_screen
from tests.factories.companions import allow_parties, make_child, make_companion
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import as_visitor, make_inmate, make_visitor
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, admit_visitor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("adults", "minors", "english", "spanish"),
    [
        (0, 0, "Hello Maria.", "Hola, Maria."),
        (0, 1, "Hello Maria and Leo.", "Hola, Maria y Leo."),
        (1, 1, "Hello Maria, Ana and Leo.", "Hola, Maria, Ana y Leo."),
    ],
)
def test_monitor_greets_all_by_first_name(adults, minors, english, spanish):
    jail = make_jail()
    allow_parties(jail, (2, 1))
    maria = make_visitor(first_name="Maria")
    booking_request = BookingRequest(
        visitor=maria,
        inmate=make_inmate(jail),
        facility=jail,
        kind=VisitKind.ONSITE,
        adults=tuple(make_companion(maria) for _ in range(adults)),
        minors=tuple(make_child(maria) for _ in range(minors)),
    )
    booking = book(
        booking_request=booking_request,
        starts_at=TEN_ON_MONDAY,
        by=as_visitor(maria),
        now=NINE_ON_MONDAY,
    )
    admission = admit_visitor(booking, now=TEN_ON_MONDAY)
    assert admission.monitor is not None
    for language, title in (("en", english), ("es", spanish)):
        with translation.override(language):
            screen, _ = monitor_screen(admission.monitor, refused=None, now=TEN_ON_MONDAY)
        assert screen.title == title
