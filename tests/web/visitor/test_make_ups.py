"""A visitor finds the make-up visit that is owed, and books it as any other."""

from http import HTTPStatus

import pytest
import time_machine

from parloir.bookings.models import Booking, PartyLimit, Quota
from parloir.bookings.operations import close, follow_loss
from parloir.bookings.states import BookingState
from parloir.facilities.models import VisitKind
from parloir.people.models import Inmate
from tests.factories.companions import make_child, make_companion
from tests.factories.moments import MINUTE, MONDAY, TUESDAY, at
from tests.factories.people import OFFICER, make_inmate, make_staff, make_visitor
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in as sign_in

AT_TWO = f"{at(MONDAY, 14):%Y-%m-%dT%H:%MZ}"


def text_of(response):
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def grant(booking):
    close(booking=booking, state=BookingState.FULFILLED, by=OFFICER, now=at(MONDAY, 9))
    make_up = follow_loss(
        booking=booking, lost=30 * MINUTE, is_failed=True, by=OFFICER, now=at(MONDAY, 9)
    )
    assert make_up is not None
    return make_up


@pytest.fixture
def make_up(jail, visitor, book_at):
    """A make-up of a facility that allows one visit a day."""
    Quota.objects.create(facility=jail, of="visitor", period="day", most=1)
    booking = book_at(visitor, 10)
    return grant(booking)


def link_of(make_up):
    return f"/visits/{make_up.owed_for.public_id}/make-up/"


def test_offer_stands_on_the_first_page_in_the_list_and_at_the_visit(signed_in, make_up):
    for page in ("/", "/visits/", f"/visits/{make_up.owed_for.public_id}/"):
        text = text_of(signed_in.get(page))
        assert f'href="{link_of(make_up)}"' in text
        assert "Book it until Wednesday, 10 June 2026." in text


def test_link_leads_to_the_dates_and_the_visit_is_booked_past_the_quota(signed_in, inmate, make_up):
    when = signed_in.get(link_of(make_up))["Location"]
    assert when == f"/schedule/onsite/jackson/{inmate.public_id}/?make-up={make_up.public_id}"
    assert "This is the make-up for your visit of" in text_of(signed_in.get(when))
    check = signed_in.post(when, {"at": AT_TWO})["Location"]
    assert "Make-up for the visit of" in text_of(signed_in.get(check))
    booked = signed_in.post(check)["Location"]
    booking = Booking.objects.get(made_from=make_up)
    assert booked == f"/visits/{booking.public_id}/booked/"
    assert "Make-up for the visit of" in text_of(signed_in.get(booked))
    assert link_of(make_up) not in text_of(signed_in.get("/visits/"))


def test_without_the_make_up_the_quota_refuses(signed_in, inmate, make_up, book_at, visitor):
    Booking.objects.filter(pk=make_up.owed_for_id).update(counts=True)
    page = signed_in.post(
        f"/schedule/onsite/jackson/{inmate.public_id}/", {"at": AT_TWO}, follow=True
    )
    assert "You can have 1 visit a day" in text_of(page)


def test_second_tab_is_told_that_it_is_booked(signed_in, make_up):
    when = signed_in.get(link_of(make_up))["Location"]
    check = signed_in.post(when, {"at": AT_TWO})["Location"]
    booked = signed_in.post(check)["Location"]
    assert signed_in.post(check)["Location"] == booked
    at_four = AT_TWO.replace("T19", "T21")
    other = signed_in.post(when, {"at": at_four}, follow=True)
    assert "This make-up visit is booked already." in text_of(other)
    visit = f"/visits/{Booking.objects.get(made_from=make_up).public_id}/"
    assert signed_in.get(link_of(make_up))["Location"] == visit


def test_after_its_last_date_the_link_says_until_when_it_was(signed_in, visitor, make_up):
    with time_machine.travel(at(make_up.last_date, 9) + 24 * 60 * MINUTE, tick=False):
        signed_in.force_login(visitor.user)
        page = text_of(signed_in.get(link_of(make_up), follow=True))
        assert "This make-up visit could be booked until Wednesday, 10 June 2026." in page
        assert f'href="{link_of(make_up)}"' not in page


def test_after_a_changed_verdict_the_link_says_why_nothing_is_owed(signed_in, make_up):
    follow_loss(
        booking=make_up.owed_for, lost=0 * MINUTE, is_failed=False, by=OFFICER, now=at(MONDAY, 9)
    )
    page = text_of(signed_in.get(link_of(make_up), follow=True))
    assert "was looked at again" in page


def test_inmate_at_another_facility_is_to_be_asked_for_by_phone(signed_in, make_up):
    other = make_jail()
    Inmate.objects.filter(pk=make_up.owed_for.inmate_id).update(
        facility=other, area=other.areas.get()
    )
    page = text_of(signed_in.get(link_of(make_up), follow=True))
    assert "not at this facility any more" in page
    assert "(816) 555-0100" in page


def test_nobody_else_books_from_it(client, jail, inmate, make_up):
    client.force_login(make_visitor().user)
    assert client.get(link_of(make_up)).status_code == HTTPStatus.NOT_FOUND
    named = f"?make-up={make_up.public_id}"
    theirs = f"/schedule/onsite/jackson/{inmate.public_id}/{named}"
    assert client.get(theirs).status_code == HTTPStatus.NOT_FOUND
    assert client.post(theirs, {"at": AT_TWO}).status_code == HTTPStatus.NOT_FOUND


def test_it_is_for_the_same_inmate_and_for_either_kind(signed_in, jail, inmate, make_up):
    other = make_inmate(jail)
    named = f"?make-up={make_up.public_id}"
    address = f"/schedule/onsite/jackson/{other.public_id}/{named}"
    assert signed_in.get(address).status_code == HTTPStatus.NOT_FOUND
    remote = f"/schedule/remote/jackson/{inmate.public_id}/{named}"
    check = signed_in.post(remote, {"at": AT_TWO})["Location"]
    signed_in.post(check)
    assert Booking.objects.get(made_from=make_up).kind == VisitKind.REMOTE


def test_companions_come_along_again_and_others_can_be_chosen(signed_in, jail, visitor, book_at):
    PartyLimit.objects.create(facility=jail, adults=2, minors=1)
    make_up = grant(book_at(visitor, 10))
    ana, leo = make_companion(visitor), make_child(visitor)
    make_up.owed_for.companions.create(visitor=ana)
    make_up.owed_for.companions.create(minor=leo)
    when = signed_in.get(link_of(make_up))["Location"]
    assert f"with={ana.public_id}&with={leo.public_id}" in when
    along = when.replace("?", "along/?")
    page = text_of(signed_in.get(along))
    assert f'name="make-up" value="{make_up.public_id}"' in page
    chosen = signed_in.get(along.replace(f"with={ana.public_id}&", "") + "&chosen=yes")
    assert f"with={leo.public_id}&make-up={make_up.public_id}" in chosen["Location"]


def test_staff_see_that_a_visit_is_a_make_up(client, signed_in, jail, make_up):
    when = signed_in.get(link_of(make_up))["Location"]
    signed_in.post(signed_in.post(when, {"at": f"{at(TUESDAY, 14):%Y-%m-%dT%H:%MZ}"})["Location"])
    booking = Booking.objects.get(made_from=make_up)
    sign_in(make_staff("supervisor", jail), client=client)
    page = text_of(client.get(f"/console/bookings/{booking.public_id}/"))
    assert "Make-up for the visit of" in page
    page = text_of(client.get(f"/console/people/visitors/{booking.visitor.public_id}/"))
    assert page.count("make-up visit") == 1
