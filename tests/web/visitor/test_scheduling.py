"""P7 to P11: state, facility, inmate, date and time, "Finish"."""

from datetime import date, timedelta
from http import HTTPStatus

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client

from parloir.bookings.models import Booking
from parloir.bookings.operations import close
from parloir.bookings.states import BookingState
from parloir.facilities.models import VisitKind
from parloir.sanctions.models import Restriction
from parloir.sanctions.operations import record_violation
from parloir.sides import Side
from parloir.web.visitor import schedule_when
from parloir.web.visitor.access import SEARCHES
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, SATURDAY, TUESDAY, at
from tests.factories.people import (
    OFFICER,
    DocumentState,
    VisitorFactory,
    make_inmate,
    make_visitor,
)


def when(inmate, kind="onsite"):
    return f"/schedule/{kind}/{inmate.facility.slug}/{inmate.public_id}/"


def finish_address(inmate, hour, *, day=MONDAY, kind="onsite"):
    return f"{when(inmate, kind)}check/?at={at(day, hour):%Y-%m-%dT%H:%MZ}"


def text_of(response):
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def warnings_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_state_then_facility_then_inmate_by_links(signed_in, jail, inmate):
    assert "Missouri" in text_of(signed_in.get("/schedule/onsite/"))
    page = text_of(signed_in.get("/schedule/onsite/in/MO/"))
    assert "Jackson County Jail" in page
    assert "Jackson County Detention Center" in page
    assert 'href="/schedule/onsite/jackson/"' in page


@pytest.mark.parametrize("text", ["county jail", "Detention", "JACKSON", "Jácksón", "county-jail"])
def test_either_name_finds_the_facility(signed_in, jail, text):
    page = text_of(signed_in.get("/schedule/onsite/", {"q": text}))
    assert 'href="/schedule/onsite/jackson/"' in page


@pytest.mark.parametrize("text", ["jor", "MIL", "miles jordan", "100241"])
def test_inmate_is_found_by_name_or_master_id(signed_in, inmate, text):
    page = text_of(signed_in.get("/schedule/remote/jackson/", {"q": text}))
    assert "Jordan Miles" in page
    assert when(inmate, "remote") in page


@pytest.mark.parametrize("text", ["jo", "", "10024", "   "])
def test_roster_is_never_listed(signed_in, inmate, text):
    page = text_of(signed_in.get("/schedule/onsite/jackson/", {"q": text}))
    assert "Jordan" not in page


def test_search_is_slowed_down_after_thirty(signed_in, inmate, visitor):
    for _ in range(SEARCHES.times):
        assert "Jordan" in text_of(signed_in.get("/schedule/onsite/jackson/", {"q": "jordan"}))
    page = text_of(signed_in.get("/schedule/onsite/jackson/", {"q": "jordan"}))
    assert "Please wait ten minutes" in page
    assert "Jordan" not in page


def test_first_day_with_times_is_open_at_once(signed_in, inmate):
    page = text_of(signed_in.get(when(inmate)))
    assert "Monday, 11 May" in page
    assert "9:00 AM" in page
    assert "6:30 PM" in page
    assert "7:00 PM" not in page
    assert "8:30 AM" not in page
    assert "Times are Central." in page


def test_remote_times_keep_the_pause_of_the_evening(signed_in, inmate):
    page = text_of(signed_in.get(when(inmate, "remote")))
    assert all(f">{time}<" in page for time in ("5:00 PM", "6:00 PM", "9:00 PM"))
    assert ">5:30 PM<" not in page
    assert ">9:30 PM<" not in page


def test_day_without_times_says_why_and_offers_the_next(signed_in, inmate):
    page = text_of(signed_in.get(when(inmate), {"day": SATURDAY.isoformat()}))
    assert "On-site visits are held: Monday to Friday." in page
    assert "Next day with times: Monday, 18 May" in page
    assert f"{when(inmate)}?day=2026-05-18" in page
    assert f"{when(inmate, 'remote')}?day={SATURDAY.isoformat()}" in page


def test_full_day_says_why(signed_in, jail, inmate, book_at):
    jail.hours.filter(kind=VisitKind.ONSITE, weekday=1).update(opens="08:00", closes="08:30")
    book_at(make_visitor(), 8, day=TUESDAY)
    page = text_of(signed_in.get(when(inmate), {"day": TUESDAY.isoformat()}))
    assert "has another visit then" in page
    assert "Next day with times: Wednesday, 13 May" in page


@pytest.mark.parametrize(
    "day", ["nonsense", "2026-02-30", "0001-01-01", "9999-12-31", "2020-01-01", "2027-05-11"]
)
def test_impossible_day_is_answered_with_a_page(signed_in, inmate, day):
    assert "p-month" in text_of(signed_in.get(when(inmate), {"day": day}))


def test_finish_books_and_shows_the_pin(signed_in, visitor, inmate):
    address = finish_address(inmate, 10)
    assert ">Finish<" in text_of(signed_in.get(address))
    response = signed_in.post(address)
    booking = Booking.objects.get()
    assert (booking.visitor, booking.starts_at) == (visitor, at(MONDAY, 10))
    assert response["Location"] == f"/visits/{booking.public_id}/booked/"
    page = text_of(signed_in.get(response["Location"]))
    assert "You are booked." in page


def test_box_books_a_text_line_and_the_page_of_the_visit_says_so(signed_in, inmate):
    address = finish_address(inmate, 10)
    page = text_of(signed_in.get(address))
    assert "We will write to each other as well" in page
    assert " checked" not in page
    booked = signed_in.post(address, {"write": "1"})["Location"]
    booking = Booking.objects.get()
    assert (booking.visitor_writes, booking.inmate_writes) == (True, False)
    assert "you both have a line to write in" in text_of(signed_in.get(booked))


def test_without_the_box_no_text_line_is_booked(signed_in, inmate):
    booked = signed_in.post(finish_address(inmate, 10) + "&write=1")["Location"]
    assert not Booking.objects.get().visitor_writes
    assert "a line to write in" not in text_of(signed_in.get(booked))


def test_box_stays_ticked_when_the_time_was_taken(signed_in, inmate, book_at):
    book_at(make_visitor(), 10)
    response = signed_in.post(finish_address(inmate, 10), {"write": "1"})
    assert response["Location"] == f"{when(inmate)}?day={MONDAY.isoformat()}&write=1"
    check = signed_in.post(response["Location"], {"at": f"{at(MONDAY, 11):%Y-%m-%dT%H:%MZ}"})
    assert " checked" in text_of(signed_in.get(check["Location"]))


def test_finish_asks_the_database_no_more_than_it_has_to(
    signed_in, inmate, django_assert_max_num_queries
):
    # PostgreSQL also has the facts and the visitor held, and the change notified.
    most = 28 if connection.vendor == "postgresql" else 25
    with django_assert_max_num_queries(most):
        signed_in.post(finish_address(inmate, 10))


def test_second_press_and_going_back_show_the_same_booking(signed_in, inmate):
    address = finish_address(inmate, 10)
    first = signed_in.post(address)
    assert signed_in.post(address)["Location"] == first["Location"]
    assert signed_in.get(address)["Location"] == first["Location"]
    assert Booking.objects.count() == 1


def test_two_presses_at_once_end_at_one_booking(signed_in, visitor, inmate, book_at, monkeypatch):
    """The second press looked for a booking before the first one had made it."""
    booking = book_at(visitor, 10)
    really = schedule_when.booking_of
    answers = iter([lambda *asked, **named: None])
    monkeypatch.setattr(
        schedule_when,
        "booking_of",
        lambda *asked, **named: next(answers, really)(*asked, **named),
    )
    response = signed_in.post(finish_address(inmate, 10))
    assert response["Location"] == f"/visits/{booking.public_id}/booked/"
    assert Booking.objects.count() == 1


def test_booking_that_came_between_the_look_and_the_rules_is_met_by_the_rules(
    signed_in, inmate, book_at, monkeypatch
):
    book_at(make_visitor(), 10)
    monkeypatch.setattr(schedule_when, "booking_of", lambda *asked, **named: None)
    response = signed_in.post(finish_address(inmate, 10))
    assert "has another visit then" in warnings_of(response)[0]


def test_cancelled_time_can_be_booked_again(signed_in, inmate):
    signed_in.post(finish_address(inmate, 10))
    close(
        booking=Booking.objects.get(), state=BookingState.CANCELLED, by=OFFICER, now=NINE_ON_MONDAY
    )
    signed_in.post(finish_address(inmate, 10))
    assert Booking.objects.filter(state=BookingState.BOOKED).count() == 1


def test_taken_time_leads_back_to_the_same_day_with_the_reason(signed_in, inmate, book_at):
    book_at(make_visitor(), 10)
    response = signed_in.post(finish_address(inmate, 10))
    assert response["Location"] == f"{when(inmate)}?day={MONDAY.isoformat()}"
    assert "has another visit then" in warnings_of(response)[0]
    page = text_of(signed_in.get(response["Location"]))
    assert ">9:30 AM<" in page
    assert ">10:00 AM<" not in page


@pytest.mark.parametrize(
    "value",
    ["", "nonsense", "2026-05-11", "2026-05-11T10:00", "0001-01-01T00:00+14:00", "9999-12-31T23Z"],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_time_that_is_none_leads_back(signed_in, inmate, value, method):
    address = f"{when(inmate)}check/"
    if method == "get":
        response = signed_in.get(address, {"at": value})
    else:
        response = signed_in.post(address, query_params={"at": value})
    assert response["Location"] == when(inmate)
    assert not Booking.objects.exists()


@pytest.mark.parametrize(("hour", "day"), [(8, MONDAY), (19, MONDAY), (10, SATURDAY)])
def test_time_that_cannot_be_is_refused_by_the_operation(signed_in, inmate, hour, day):
    response = signed_in.post(finish_address(inmate, hour, day=day))
    assert response.status_code == HTTPStatus.FOUND
    assert warnings_of(response)
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (VisitorFactory, "photo of you and both sides of your ID"),
        (
            lambda: make_visitor(
                state=DocumentState.REFUSED,
            ),
            "photo of you and both sides",
        ),
    ],
)
def test_incomplete_registration_is_said_at_the_very_beginning(client, jail, make, words):
    client.force_login(make().user)
    page = text_of(client.get("/schedule/onsite/"))
    assert words in page
    assert 'href="/identity/"' in page


def test_waiting_for_approval_is_said_once_the_facility_is_known(client, jail):
    client.force_login(make_visitor(state=DocumentState.WAITING).user)
    page = text_of(client.get("/schedule/onsite/jackson/"))
    assert "still looking at your photo and ID" in page
    assert 'name="q"' not in page


@pytest.mark.parametrize("state", [None, DocumentState.WAITING, DocumentState.REFUSED])
def test_nobody_books_without_an_approved_registration_whatever_the_route(client, inmate, state):
    visitor = VisitorFactory() if state is None else make_visitor(state=state)
    client.force_login(visitor.user)
    client.post(finish_address(inmate, 10))
    client.post(finish_address(inmate, 10, kind="remote"))
    assert not Booking.objects.exists()
    assert ">Finish<" not in client.get(finish_address(inmate, 10), follow=True).content.decode()


def restrict(visitor, inmate, until):
    violation = record_violation(
        facility=inmate.facility, visitor=visitor, inmate=inmate, visit_ref="visit0000001",
        ground="abuse", conduct={Side.VISITOR}, note="", occurred_date=MONDAY, by=OFFICER,
        now=NINE_ON_MONDAY,
    )  # fmt: skip
    Restriction.objects.create(
        facility=inmate.facility, visitor=visitor, violation=violation, from_date=MONDAY,
        until_date=until, imposed_at=NINE_ON_MONDAY,
    )  # fmt: skip


def test_restriction_that_ends_lets_the_first_free_day_be_booked(signed_in, visitor, inmate):
    last = MONDAY + timedelta(days=90)
    restrict(visitor, inmate, last)
    assert "until and including" in text_of(signed_in.get("/schedule/onsite/jackson/"))
    signed_in.post(finish_address(inmate, 10, day=last))
    assert not Booking.objects.exists()
    assert "Monday, 10 August" in text_of(signed_in.get(when(inmate)))
    signed_in.post(finish_address(inmate, 10, day=last + timedelta(days=1)))
    assert Booking.objects.get().visit_date == date(2026, 8, 10)


def test_permanent_restriction_ends_the_way_at_the_facility(signed_in, visitor, inmate):
    restrict(visitor, inmate, None)
    for address in ("/schedule/onsite/jackson/", when(inmate)):
        page = text_of(signed_in.get(address))
        assert "no end date" in page
        assert 'name="q"' not in page
    assert "no end date" in text_of(signed_in.get("/"))


@pytest.mark.parametrize(
    "address",
    ["/schedule/phone/", "/schedule/onsite/in/XX/", "/schedule/onsite/nowhere/",
     "/schedule/onsite/jackson/000000000000/"],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(signed_in, jail, address):
    assert signed_in.get(address).status_code == HTTPStatus.NOT_FOUND


def test_inmate_of_another_facility_is_not_found_here(signed_in, jail, inmate):
    other = f"/schedule/onsite/elsewhere/{inmate.public_id}/"
    assert signed_in.get(other).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("path", ["", "in/MO/", "jackson/"])
def test_whoever_is_not_signed_in_signs_in_first(client, jail, path):
    response = client.get(f"/schedule/onsite/{path}")
    assert response["Location"] == f"/account/login/?next=/schedule/onsite/{path}"


def test_finish_is_refused_without_the_forms_token(visitor, inmate):
    client = Client(enforce_csrf_checks=True)
    client.force_login(visitor.user)
    assert client.post(finish_address(inmate, 10)).status_code == HTTPStatus.FORBIDDEN
    assert not Booking.objects.exists()


def test_date_page_asks_the_same_number_of_queries_whatever_is_booked(
    signed_in, jail, inmate, book_at, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(40) as captured:
            signed_in.get(when(inmate))
        return len(captured)

    book_at(make_visitor(), 10, whom=make_inmate(jail))
    with_one = queries()
    book_at(make_visitor(), 11, whom=make_inmate(jail))
    book_at(make_visitor(), 12, day=TUESDAY, whom=make_inmate(jail))
    assert queries() == with_one


def test_first_look_for_a_day_with_times_costs_no_query_more_than_a_day_that_was_chosen(
    signed_in, inmate, django_assert_max_num_queries
):
    def queries(address):
        with django_assert_max_num_queries(40) as captured:
            signed_in.get(address)
        return len(captured)

    assert queries(when(inmate)) == queries(f"{when(inmate)}?day={TUESDAY}")
