"""A visit gets another time, with the same PIN; a refusal loses nothing."""

from http import HTTPStatus

import pytest
import time_machine

from parloir.bookings.models import Booking, Repair
from parloir.bookings.pins import in_groups, pin_of
from parloir.bookings.states import BookingState
from parloir.facilities.models import VisitKind
from parloir.facts.closures import close_time
from parloir.notices.models import Notice
from parloir.workflows.operations import cancel_booking
from tests.factories.moments import (
    MINUTE,
    MONDAY,
    NINE_ON_MONDAY,
    SECOND,
    TUESDAY,
    WEDNESDAY,
    at,
)
from tests.factories.people import OPERATOR, as_visitor, make_visitor


def value(hour, *, day=MONDAY):
    return f"{at(day, hour):%Y-%m-%dT%H:%MZ}"


def text_of(response):
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def page_of(booking, page=""):
    return f"/visits/{booking.public_id}/{page}"


def choose(client, booking, hour, *, day=MONDAY):
    """Choose a time as the page of dates does, and return where it leads."""
    return client.post(page_of(booking, "time/"), {"at": value(hour, day=day)})["Location"]


@pytest.fixture
def booking(visitor, book_at) -> Booking:
    return book_at(visitor, 14)


def test_change_the_time_stands_where_the_visit_is_shown(signed_in, booking):
    for page in ("/visits/", page_of(booking), page_of(booking, "booked/")):
        assert f'href="{page_of(booking, "time/")}"' in text_of(signed_in.get(page))


@pytest.mark.parametrize(
    ("moment", "may"), [(at(MONDAY, 13) - SECOND, True), (at(MONDAY, 13), False)]
)
def test_time_is_changed_until_the_cut_off(signed_in, jail, booking, moment, may):
    jail.cancel_minutes = 60
    jail.save()
    with time_machine.travel(moment, tick=False):
        for page in ("/visits/", page_of(booking)):
            assert ("Change the time" in text_of(signed_in.get(page))) is may
        response = signed_in.get(page_of(booking, "time/"))
        assert (response.status_code == HTTPStatus.OK) is may
        signed_in.post(f"{page_of(booking, 'time/check/')}?at={value(16)}")
    booking.refresh_from_db()
    assert (booking.starts_at == at(MONDAY, 16)) is may


def test_too_late_says_whom_to_call(signed_in, booking):
    with time_machine.travel(at(MONDAY, 14), tick=False):
        for address in (
            page_of(booking, "time/"),
            page_of(booking, f"time/check/?at={value(16)}"),
        ):
            page = text_of(signed_in.get(address, follow=True))
            assert "The time can&#x27;t be changed here any more" in page
            assert "(816) 555-0100" in page


def test_dates_open_at_the_visits_own_day_with_its_time_chosen(signed_in, visitor, book_at):
    booking = book_at(visitor, 14, day=TUESDAY)
    page = text_of(signed_in.get(page_of(booking, "time/")))
    assert "Tuesday, 12 May" in page
    chosen = page.partition(f'value="{value(14, day=TUESDAY)}"')[2].partition(">")[0]
    assert "checked" in chosen
    assert ">2:00 PM<" in page


def test_both_times_stand_side_by_side_before_finish(signed_in, booking):
    address = choose(signed_in, booking, 16)
    page = text_of(signed_in.get(address))
    assert "Monday, 11 May, 2:00 PM Central" in page
    assert "Monday, 11 May, 4:00 PM Central" in page
    assert "We keep this time for you until 9:10 AM Central." in page
    booking.refresh_from_db()
    assert booking.starts_at == at(MONDAY, 14)


def test_finish_moves_the_visit_with_its_pin_and_writes(signed_in, booking):
    pin = in_groups(pin_of(booking))
    address = choose(signed_in, booking, 16)
    response = signed_in.post(address)
    assert response["Location"] == page_of(booking, "booked/")
    page = text_of(signed_in.get(response["Location"]))
    assert "Your visit has a new time." in page
    assert "Monday, 11 May, 4:00 PM Central" in page
    assert pin in page
    assert Booking.objects.get().starts_at == at(MONDAY, 16)
    assert Notice.objects.filter(kind="booking_moved").count() == 1


def test_second_press_of_finish_moves_once(signed_in, booking):
    address = choose(signed_in, booking, 16)
    first, second = signed_in.post(address), signed_in.post(address)
    assert first["Location"] == second["Location"] == signed_in.get(address)["Location"]
    booking.refresh_from_db()
    assert booking.times_changed == 1
    assert Notice.objects.filter(kind="booking_moved").count() == 1


def test_own_time_chosen_again_changes_nothing(signed_in, booking):
    assert choose(signed_in, booking, 14) == page_of(booking)
    assert Booking.objects.get().times_changed == 0
    assert not Notice.objects.filter(kind="booking_moved").exists()


def test_time_that_overlaps_the_old_one_can_be_had(signed_in, jail, booking):
    jail.grid_minutes = 15
    jail.save()
    later = f"{at(MONDAY, 14, 15):%Y-%m-%dT%H:%MZ}"
    address = signed_in.post(page_of(booking, "time/"), {"at": later})["Location"]
    signed_in.post(address)
    booking.refresh_from_db()
    assert booking.starts_at == at(MONDAY, 14, 15)


@pytest.mark.parametrize("step", ["choosing", "looking", "finishing"])
def test_time_that_is_taken_leads_back_and_keeps_the_old_one(signed_in, booking, book_at, step):
    book_at(make_visitor(), 16)
    check = page_of(booking, f"time/check/?at={value(16)}")
    location = {
        "choosing": lambda: choose(signed_in, booking, 16),
        "looking": lambda: signed_in.get(check)["Location"],
        "finishing": lambda: signed_in.post(check)["Location"],
    }[step]()
    assert location == page_of(booking, f"time/?day={MONDAY.isoformat()}")
    page = text_of(signed_in.get(location))
    assert "has another visit then" in page
    assert ">4:00 PM<" not in page
    assert ">4:30 PM<" in page
    booking.refresh_from_db()
    assert (booking.state, booking.starts_at) == (BookingState.BOOKED, at(MONDAY, 14))


def test_lapsed_new_time_that_others_took_says_so(signed_in, booking, book_at):
    address = choose(signed_in, booking, 16)
    with time_machine.travel(NINE_ON_MONDAY + 11 * MINUTE, tick=False):
        Booking.objects.filter(state=BookingState.RESERVED).delete()
        book_at(make_visitor(), 16)
        page = text_of(signed_in.post(address, follow=True))
    assert "The ten minutes for which we kept this time are over" in page
    booking.refresh_from_db()
    assert booking.starts_at == at(MONDAY, 14)


@pytest.mark.parametrize("at_", ["", "nonsense", "2026-05-11T10:00", "0001-01-01T00:00+14:00"])
def test_new_time_that_is_none_leads_back(signed_in, booking, at_):
    response = signed_in.get(page_of(booking, "time/check/"), {"at": at_})
    assert response["Location"] == page_of(booking, "time/")
    response = signed_in.post(page_of(booking, "time/"), {"at": at_})
    assert response["Location"] == page_of(booking, "time/")


def test_cancelled_visit_is_not_moved(signed_in, visitor, booking):
    address = choose(signed_in, booking, 16)
    cancel_booking(booking=booking, by=as_visitor(visitor), now=NINE_ON_MONDAY)
    assert signed_in.post(address)["Location"] == page_of(booking)
    assert signed_in.get(page_of(booking, "time/"))["Location"] == page_of(booking)
    assert Booking.objects.get(pk=booking.pk).starts_at == at(MONDAY, 14)


@pytest.mark.parametrize("page", ["time/", "time/check/", "new-time/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_elses_visit_is_not_found(signed_in, book_at, page, method):
    booking = book_at(make_visitor(), 10)
    response = getattr(signed_in, method)(page_of(booking, page))
    assert response.status_code == HTTPStatus.NOT_FOUND


# --- Displaced --------------------------------------------------------------------------------


@pytest.fixture
def displaced(jail, visitor, book_at) -> Booking:
    booking = book_at(visitor, 10, day=TUESDAY)
    close_time(
        facility=jail, starts_at=at(TUESDAY, 8), ends_at=at(TUESDAY, 19), reason="Count",
        by=OPERATOR, now=NINE_ON_MONDAY,
    )  # fmt: skip
    booking.refresh_from_db()
    return booking


@pytest.mark.parametrize("address", ["/", "/visits/", "visit"])
def test_displaced_visit_says_what_to_do_and_shows_no_pin(signed_in, displaced, address):
    page = text_of(signed_in.get(page_of(displaced) if address == "visit" else address))
    assert "This visit needs a new time" in page
    assert page_of(displaced, "new-time/") in page
    assert in_groups(pin_of(displaced)) not in page
    assert "Your next visit" not in page


def test_displaced_visit_takes_any_time_that_is_free_and_its_case_is_settled(signed_in, displaced):
    page = text_of(signed_in.get(page_of(displaced, "new-time/")))
    assert page_of(displaced, "time/") in page
    signed_in.post(choose(signed_in, displaced, 15, day=WEDNESDAY))
    displaced.refresh_from_db()
    assert (displaced.state, displaced.starts_at) == (BookingState.BOOKED, at(WEDNESDAY, 15))
    assert Repair.objects.get().state == Repair.State.SETTLED


def test_displaced_visit_can_be_cancelled(signed_in, displaced):
    assert page_of(displaced, "cancel/") in text_of(signed_in.get(page_of(displaced)))
    signed_in.post(page_of(displaced, "cancel/"))
    displaced.refresh_from_db()
    assert displaced.state == BookingState.CANCELLED


def test_remote_visit_moves_too(signed_in, visitor, book_at):
    booking = book_at(visitor, 14, kind=VisitKind.REMOTE)
    signed_in.post(choose(signed_in, booking, 20))
    booking.refresh_from_db()
    assert booking.starts_at == at(MONDAY, 20)
