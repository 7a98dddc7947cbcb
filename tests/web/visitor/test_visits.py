"""P12 for the visitor: the PIN, the list, the printed page, the calendar, cancelling."""

from datetime import timedelta
from http import HTTPStatus

import icalendar
import pytest
import time_machine
from bs4 import BeautifulSoup

from parloir.bookings.models import Booking
from parloir.bookings.operations import close
from parloir.bookings.pins import in_groups, pin_of
from parloir.bookings.states import BookingState
from parloir.facilities.models import VisitKind
from parloir.notices.models import Notice
from parloir.visits.models import Visit
from parloir.visits.states import Outcome, VisitState
from tests.factories.moments import MINUTE, MONDAY, NINE_ON_MONDAY, SECOND, TUESDAY, at
from tests.factories.people import OFFICER, make_inmate, make_visitor


def text_of(response):
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


@pytest.mark.parametrize("page", ["booked/", "", "paper/"])
def test_booking_shows_the_pin_the_way_and_the_rules(signed_in, visitor, book_at, page):
    booking = book_at(visitor, 18)
    text = text_of(signed_in.get(f"/visits/{booking.public_id}/{page}"))
    assert in_groups(pin_of(booking)) in text
    assert "Monday, 11 May, 6:00 PM Central" in text
    assert "1300 Cherry Street" in text
    assert "from 5:45 PM Central on, and by 6:10 PM Central" in text
    assert "Weapons or depictions of weapons" in text


@pytest.mark.parametrize("page", ["", "booked/", "paper/", "calendar/", "cancel/"])
def test_somebody_elses_booking_is_not_found(signed_in, book_at, page):
    booking = book_at(make_visitor(), 10)
    response = signed_in.get(f"/visits/{booking.public_id}/{page}")
    assert response.status_code == HTTPStatus.NOT_FOUND
    signed_in.post(f"/visits/{booking.public_id}/cancel/")
    assert Booking.objects.get().is_open


def test_calendar_file_has_the_time_and_no_secret(signed_in, visitor, book_at):
    booking = book_at(visitor, 10)
    response = signed_in.get(f"/visits/{booking.public_id}/calendar/")
    assert response["Content-Type"].startswith("text/calendar")
    (event,) = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        at(MONDAY, 10), at(MONDAY, 10, 30),
    )  # fmt: skip
    assert pin_of(booking) not in response.content.decode()
    assert "Jordan" not in response.content.decode()


def test_cancelling_asks_once_and_frees_the_time(signed_in, visitor, book_at):
    booking = book_at(visitor, 10)
    page = text_of(signed_in.get(f"/visits/{booking.public_id}/cancel/"))
    assert "Do you want to cancel this visit?" in page
    assert Booking.objects.get().is_open
    signed_in.post(f"/visits/{booking.public_id}/cancel/")
    assert Booking.objects.get().state == BookingState.CANCELLED
    assert Notice.objects.filter(kind="booking_cancelled").count() == 1
    assert "Cancelled by you" in text_of(signed_in.get("/visits/"))


def test_cancelling_twice_changes_nothing_more(signed_in, visitor, book_at):
    booking = book_at(visitor, 10)
    for _ in range(2):
        signed_in.post(f"/visits/{booking.public_id}/cancel/")
    assert Notice.objects.filter(kind="booking_cancelled").count() == 1


def test_cancelling_too_late_says_whom_to_call(signed_in, visitor, book_at):
    booking = book_at(visitor, 10)
    with time_machine.travel(at(MONDAY, 10), tick=False):
        response = signed_in.post(f"/visits/{booking.public_id}/cancel/", follow=True)
    assert "(816) 555-0100" in text_of(response)
    assert Booking.objects.get().is_open


def test_lists_what_is_ahead_and_how_the_past_came_out(signed_in, visitor, book_at):
    ahead, past = book_at(visitor, 14), book_at(visitor, 10)
    Visit.objects.create(
        booking=past, facility=past.facility, state=VisitState.ENDED, outcome=Outcome.INMATE_ABSENT,
        opened_at=past.starts_at, ends_at=past.ends_at, ended_at=past.ends_at,
    )  # fmt: skip
    close(booking=past, state=BookingState.NOT_HELD, by=OFFICER, now=past.ends_at)
    with time_machine.travel(at(MONDAY, 11), tick=False):
        page = text_of(signed_in.get("/visits/"))
    before, _, after = page.partition("Past and cancelled")
    assert f"/visits/{ahead.public_id}/" in before
    assert f"/visits/{past.public_id}/" in after
    assert "Did not take place: the other person could not come" in after


def test_past_booking_no_longer_shows_its_pin(signed_in, visitor, book_at):
    booking = book_at(visitor, 10)
    close(booking=booking, state=BookingState.FULFILLED, by=OFFICER, now=booking.ends_at)
    with time_machine.travel(booking.ends_at, tick=False):
        page = text_of(signed_in.get(f"/visits/{booking.public_id}/"))
    assert in_groups(pin_of(booking)) not in page
    assert "Cancel this visit" not in page


@pytest.mark.parametrize(
    ("moment", "can_join"),
    [
        (at(MONDAY, 10) - 15 * MINUTE - SECOND, False),
        (at(MONDAY, 10) - 15 * MINUTE, True),
        (at(MONDAY, 10, 30) - SECOND, True),
    ],
)
def test_join_visit_stands_on_the_first_page_from_fifteen_minutes_before(
    signed_in, visitor, book_at, moment, can_join
):
    booking = book_at(visitor, 10, kind=VisitKind.REMOTE)
    with time_machine.travel(moment, tick=False):
        page = text_of(signed_in.get("/"))
    assert (f"/visits/{booking.public_id}/room/" in page) is can_join
    assert ("appears here at 9:45 AM Central" in page) is not can_join


TRY = "Try camera and microphone"


@pytest.mark.parametrize("page", ["booked/", ""])
def test_camera_and_connection_can_be_tried_before_a_remote_visit(
    signed_in, visitor, book_at, page
):
    booking = book_at(visitor, 10, kind=VisitKind.REMOTE)

    def link_at(moment):
        with time_machine.travel(moment, tick=False):
            shown = signed_in.get(f"/visits/{booking.public_id}/{page}")
        main = BeautifulSoup(text_of(shown), "html.parser").main
        return [one["href"] for one in main.find_all("a") if one.get_text(strip=True) == TRY]

    assert link_at(at(MONDAY, 9, 45) - SECOND) == [f"/visits/{booking.public_id}/room/?try"]
    assert link_at(at(MONDAY, 9, 45)) == [], "the visit is joined instead"


def test_nothing_is_tried_before_a_visit_in_the_lobby(signed_in, visitor, book_at):
    booking = book_at(visitor, 10)
    page = signed_in.get(f"/visits/{booking.public_id}/")
    assert TRY not in text_of(page)


def test_first_page_shows_the_next_visit_then_the_two_buttons(signed_in, visitor, book_at):
    book_at(visitor, 10, day=TUESDAY)
    booking = book_at(visitor, 14)
    main = BeautifulSoup(text_of(signed_in.get("/")), "html.parser").main
    page = main.get_text("\n", strip=True)
    assert in_groups(pin_of(booking)) in page
    assert [link.get_text(strip=True) for link in main.select(".p-actions a")] == [
        "Schedule an onsite visit",
        "Schedule a remote visit",
    ]
    assert page.index("Your next visit") < page.index("Schedule an onsite visit")
    assert "Monday, 11 May, 2:00 PM Central" in page.partition("After that")[0]
    assert "Tuesday, 12 May, 10:00 AM Central" in page.partition("After that")[2]


@pytest.mark.parametrize("address", ["/", "/visits/"])
def test_pages_ask_the_same_number_of_queries_at_one_booking_and_at_three(
    signed_in, visitor, jail, book_at, address, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(20) as captured:
            signed_in.get(address)
        return len(captured)

    book_at(visitor, 10)
    gone = book_at(visitor, 11)
    close(booking=gone, state=BookingState.CANCELLED, by=OFFICER, now=NINE_ON_MONDAY)
    with_one = queries()
    for hour in (12, 13):
        book_at(visitor, hour, whom=make_inmate(jail))
        gone = book_at(visitor, hour + 4)
        close(booking=gone, state=BookingState.CANCELLED, by=OFFICER, now=NINE_ON_MONDAY)
    assert queries() == with_one


def test_visit_that_is_over_is_not_the_next_one(signed_in, visitor, book_at):
    booking = book_at(visitor, 10)
    with time_machine.travel(booking.ends_at + timedelta(seconds=1), tick=False):
        assert "Your next visit" not in text_of(signed_in.get("/"))
