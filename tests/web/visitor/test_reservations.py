"""A chosen time is reserved for ten minutes, and no choice is lost."""

from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.test import Client

from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking
from parloir.bookings.operations import RESERVATION_TTL
from parloir.bookings.states import BookingState
from parloir.visits.due import run_due_transitions
from tests.factories.moments import MINUTE, MONDAY, NINE_ON_MONDAY, SECOND, at
from tests.factories.people import make_visitor

OVER = NINE_ON_MONDAY + RESERVATION_TTL
TAKEN_SINCE = "The ten minutes for which we kept this time are over"


def when(inmate, kind="onsite"):
    return f"/schedule/{kind}/{inmate.facility.slug}/{inmate.public_id}/"


def value(hour, minute=0):
    return f"{at(MONDAY, hour, minute):%Y-%m-%dT%H:%MZ}"


def text_of(response):
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def choose(client, inmate, hour):
    """Choose a time as the page of dates does, and return where it leads."""
    return client.post(when(inmate), {"at": value(hour)})["Location"]


@pytest.fixture
def other(client):
    client = Client()
    client.force_login(make_visitor().user)
    return client


def test_choosing_keeps_the_time_and_leads_to_the_last_look(signed_in, visitor, inmate):
    address = choose(signed_in, inmate, 10)
    assert address.startswith(f"{when(inmate)}check/?")
    reservation = Booking.objects.get()
    assert (reservation.state, reservation.visitor, reservation.starts_at) == (
        BookingState.RESERVED, visitor, at(MONDAY, 10),
    )  # fmt: skip
    page = text_of(signed_in.get(address))
    assert "We keep this time for you until 9:10 AM Central." in page
    assert ">Finish<" in page


def test_looking_writes_nothing(signed_in, inmate):
    signed_in.get(when(inmate), {"at": value(10)})
    signed_in.get(f"{when(inmate)}check/", {"at": value(10)})
    assert not Booking.objects.exists()


def test_finish_books_what_was_kept(signed_in, inmate):
    address = choose(signed_in, inmate, 10)
    booking_page = signed_in.post(address)["Location"]
    booking = Booking.objects.get()
    assert booking.state == BookingState.BOOKED
    assert booking_page == f"/visits/{booking.public_id}/booked/"
    assert signed_in.get(address)["Location"] == booking_page
    assert choose(signed_in, inmate, 10) == booking_page


@pytest.mark.parametrize(
    ("moment", "is_free"), [(OVER - SECOND, False), (OVER, True)], ids=["reserved", "over"]
)
def test_others_see_a_kept_time_as_taken(signed_in, other, inmate, moment, is_free):
    choose(signed_in, inmate, 10)
    run_due_transitions(now=moment)
    with time_machine.travel(moment, tick=False):
        page = text_of(other.get(when(inmate)))
        assert (">10:00 AM<" in page) is is_free
        leads_on = choose(other, inmate, 10).startswith(f"{when(inmate)}check/")
    assert leads_on is is_free


def test_own_choice_is_not_in_the_way_and_another_takes_its_place(signed_in, inmate):
    choose(signed_in, inmate, 10)
    page = text_of(signed_in.get(when(inmate), {"day": MONDAY.isoformat(), "at": value(10)}))
    assert f'value="{value(10)}"' in page
    choose(signed_in, inmate, 11)
    assert Booking.objects.get().starts_at == at(MONDAY, 11)


def test_two_tabs_with_one_time_end_at_one_booking(signed_in, inmate):
    first, second = choose(signed_in, inmate, 10), choose(signed_in, inmate, 10)
    assert signed_in.post(first)["Location"] == signed_in.post(second)["Location"]
    assert Booking.objects.count() == 1


def test_two_tabs_with_two_times_each_finish_theirs_while_it_is_free(signed_in, inmate):
    """The second choice replaces the first, which others may take meanwhile."""
    first, second = choose(signed_in, inmate, 10), choose(signed_in, inmate, 11)
    assert "We keep this time" not in text_of(signed_in.get(first))
    signed_in.post(first)
    signed_in.post(second)
    starts = set(Booking.objects.values_list("starts_at", flat=True))
    assert starts == {at(MONDAY, 10), at(MONDAY, 11)}


def test_lapsed_time_that_is_free_can_still_be_finished(signed_in, inmate):
    address = choose(signed_in, inmate, 10)
    with time_machine.travel(OVER, tick=False):
        page = text_of(signed_in.get(address))
        assert "this time is still free" in page
        signed_in.post(address)
    assert Booking.objects.get().state == BookingState.BOOKED


@pytest.mark.parametrize("method", ["get", "post"])
def test_lapsed_time_that_others_took_says_so_and_offers_others(signed_in, other, inmate, method):
    address = choose(signed_in, inmate, 10)
    with time_machine.travel(OVER + MINUTE, tick=False):
        other.post(choose(other, inmate, 10))
        response = getattr(signed_in, method)(address)
        assert response["Location"] == f"{when(inmate)}?day={MONDAY.isoformat()}"
        page = text_of(signed_in.get(response["Location"]))
    assert TAKEN_SINCE in page
    assert ">10:30 AM<" in page
    assert ">10:00 AM<" not in page


def test_time_of_a_lapsed_choice_that_is_over_says_that_rather(signed_in, inmate):
    address = choose(signed_in, inmate, 10)
    with time_machine.travel(at(MONDAY, 10) + MINUTE, tick=False):
        page = text_of(signed_in.post(address, follow=True))
    assert TAKEN_SINCE not in page


def test_address_that_tells_of_a_time_kept_for_ever_promises_nothing(signed_in, inmate):
    address = f"{when(inmate)}check/?at={value(10)}&until=2026-06-01T00:00Z"
    assert "We keep this time" not in text_of(signed_in.get(address))


def test_last_second_of_the_ten_minutes_still_counts_as_chosen_in_time(signed_in, jail, inmate):
    """It is checked as of the moment of the choice, since when the shortest notice has passed."""
    jail.notice_minutes = 60
    jail.save()
    address = choose(signed_in, inmate, 10)
    with time_machine.travel(OVER - SECOND, tick=False):
        signed_in.post(address)
    assert Booking.objects.get().state == BookingState.BOOKED


@pytest.mark.parametrize("value", ["", "nonsense", "2026-05-11", "9999-12-31T23Z"])
def test_choosing_no_time_leads_back_with_every_choice(signed_in, inmate, value):
    response = signed_in.post(f"{when(inmate)}?day=2026-05-12", {"at": value})
    assert response["Location"] == f"{when(inmate)}?day=2026-05-12"
    assert "Please choose a time first." in text_of(signed_in.get(response["Location"]))
    assert not Booking.objects.exists()


def test_taken_time_is_told_when_it_is_chosen(signed_in, inmate, book_at):
    book_at(make_visitor(), 10)
    location = choose(signed_in, inmate, 10)
    assert location == f"{when(inmate)}?day={MONDAY.isoformat()}"
    assert "has another visit then" in text_of(signed_in.get(location))


@pytest.mark.parametrize(
    ("moment", "is_free"), [(OVER - SECOND, False), (OVER, True)], ids=["reserved", "over"]
)
def test_finish_meets_what_somebody_else_keeps(signed_in, other, inmate, moment, is_free):
    """It is reported and recorded immediately; a lapsed time is free before it is deleted."""
    choose(other, inmate, 10)
    with time_machine.travel(moment, tick=False):
        location = signed_in.post(f"{when(inmate)}check/?at={value(10)}")["Location"]
        page = text_of(signed_in.get(location))
    assert location.endswith("/booked/") is is_free
    assert ("has another visit then" in page) is not is_free
    refused = AuditEvent.objects.filter(action="book", outcome="refused")
    assert [one.details["rule"] for one in refused] == ([] if is_free else ["inmate_busy"])


def test_choosing_is_refused_without_the_forms_token(visitor, inmate):
    client = Client(enforce_csrf_checks=True)
    client.force_login(visitor.user)
    response = client.post(when(inmate), {"at": value(10)})
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert not Booking.objects.exists()


def test_kept_time_is_no_visit_yet(signed_in, inmate):
    choose(signed_in, inmate, 10)
    reservation = Booking.objects.get()
    assert "Jordan Miles" not in text_of(signed_in.get("/visits/"))
    for page in ("", "booked/", "paper/", "time/", "cancel/"):
        response = signed_in.get(f"/visits/{reservation.public_id}/{page}")
        assert response.status_code == HTTPStatus.NOT_FOUND


def test_waits_are_said_in_the_facilitys_clock(signed_in, jail, inmate):
    jail.time_zone, jail.short_zone_name = "America/Denver", "Mountain"
    jail.save()
    with time_machine.travel(NINE_ON_MONDAY + timedelta(hours=1, seconds=37), tick=False):
        page = text_of(signed_in.get(choose(signed_in, inmate, 12)))
    assert "We keep this time for you until 9:10 AM Mountain." in page
