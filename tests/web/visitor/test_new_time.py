"""A visit that needs a new time: one press takes one of three."""

import pytest
from django.urls import reverse

from parloir.bookings.models import Booking
from parloir.bookings.states import BookingState
from parloir.facilities.models import Closure
from parloir.facts.closures import close_time
from parloir.web.visitor.choosing import value_of
from tests.factories.moments import NINE_ON_MONDAY, TUESDAY, WEDNESDAY, at
from tests.factories.people import OPERATOR, make_visitor


@pytest.fixture
def booking(jail, visitor, book_at) -> Booking:
    booking = book_at(visitor, 12, day=TUESDAY)
    close_time(
        facility=jail, starts_at=at(TUESDAY, 8), ends_at=at(TUESDAY, 19), reason="Count",
        by=OPERATOR, now=NINE_ON_MONDAY,
    )  # fmt: skip
    return booking


def address(booking):
    return reverse("new_time", args=[booking.public_id])


def test_three_times_are_offered_with_the_reason(signed_in, booking):
    page = signed_in.get(address(booking))
    assert page.context["times"][0]["value"] == value_of(at(WEDNESDAY, 12))
    assert len(page.context["times"]) == 3
    assert page.context["why"].startswith("The facility holds no visits until")


def test_one_press_takes_a_time(signed_in, booking):
    answer = signed_in.post(address(booking), {"at": at(WEDNESDAY, 12).isoformat()})
    assert answer["Location"] == reverse("booked", args=[booking.public_id])
    booking.refresh_from_db()
    assert (booking.state, booking.starts_at) == (BookingState.BOOKED, at(WEDNESDAY, 12))
    again = signed_in.get(address(booking))
    assert again["Location"] == reverse("my_visit", args=[booking.public_id])


def test_a_time_that_is_gone_is_told_and_others_are_offered(signed_in, jail, booking):
    Closure.objects.create(
        facility=jail, starts_at=at(WEDNESDAY, 12), ends_at=at(WEDNESDAY, 13), reason="Count"
    )
    page = signed_in.post(address(booking), {"at": at(WEDNESDAY, 12).isoformat()}, follow=True)
    assert "The facility holds no visits until" in page.content.decode()
    assert len(page.context["times"]) == 3


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-05-13T12:00"])
def test_what_is_no_time_is_told(signed_in, booking, text):
    page = signed_in.post(address(booking), {"at": text}, follow=True)
    assert "Please choose a time first." in page.content.decode()
    booking.refresh_from_db()
    assert booking.state == BookingState.DISPLACED


def test_somebody_elses_is_unknown(client, booking):
    client.force_login(make_visitor().user)
    assert client.get(address(booking)).status_code == 404
