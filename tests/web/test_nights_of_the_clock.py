"""Both nights on which the clock changes, in a facility that is open round the clock.

One visit at each showing of 1:30 AM is offered, booked, moved, written about, refused and
cancelled; every text says which of the two it is.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.bookings.models import Booking
from parloir.bookings.states import BookingState
from parloir.facilities.models import Closure, Facility
from parloir.notices.models import Notice
from parloir.notices.rendering import mail_of
from parloir.people.models import Visitor
from parloir.web.visitor.choosing import value_of
from tests.api.conftest import make_program
from tests.factories.people import make_inmate, make_staff, make_visitor
from tests.factories.places import make_round_the_clock
from tests.factories.sign_ins import signed_in
from tests.factories.visits import make_booking
from tests.scheduling.zones import utc

pytestmark = pytest.mark.django_db

AUTUMN, SPRING = date(2026, 11, 1), date(2027, 3, 14)
FIRST, SECOND = utc(2026, 11, 1, 6, 30), utc(2026, 11, 1, 7, 30)
SUMMER, WINTER = "Sunday, 1 November, 1:30 AM CDT", "Sunday, 1 November, 1:30 AM CST"
EVE = utc(2026, 10, 31, 15)
HALF_HOUR = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def static_files_by_their_own_names(settings):
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def clock():
    """Let the day before the autumn night begin."""
    with time_machine.travel(EVE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def jail(db, clock) -> Facility:
    return make_round_the_clock(slug="open", grid_minutes=30)


@pytest.fixture
def inmate(jail):
    return make_inmate(jail, master_id="100241")


@pytest.fixture
def visitor(jail) -> Visitor:
    return make_visitor()


@pytest.fixture
def browser(visitor) -> Client:
    return signed_in(visitor.user)


@pytest.fixture
def console(jail) -> Client:
    return signed_in(make_staff(Role.SUPERVISOR, jail))


@pytest.fixture
def book(browser, inmate) -> Callable[[datetime], Booking]:
    """Return a function that books by the pages, as a visitor does."""

    def finish(starts_at: datetime) -> Booking:
        place = ["remote", inmate.facility.slug, inmate.public_id]
        checked = browser.post(reverse("schedule_when", args=place), {"at": value_of(starts_at)})
        page = browser.get(checked["Location"]).content.decode()
        assert _said(starts_at) in page
        browser.post(checked["Location"])
        return Booking.objects.get(starts_at=starts_at, state=BookingState.BOOKED)

    return finish


def _said(starts_at: datetime) -> str:
    return {FIRST: SUMMER, SECOND: WINTER}[starts_at]


def offered(browser, inmate, day: date) -> dict[str, str]:
    """Return the labels of the times of a day, by their value."""
    place = ["remote", inmate.facility.slug, inmate.public_id]
    page = browser.get(reverse("schedule_when", args=place), {"day": day.isoformat()})
    parts = page.context["page"].parts
    return {one["value"]: one["label"] for part in parts for one in part["times"]}


def last_mail(kind: str) -> EmailMultiAlternatives:
    notice = Notice.objects.filter(kind=kind).latest("pk")
    mail = mail_of(
        notice, now=notice.created_at, sender="jail@example.org", base_url="https://example.org"
    )
    assert mail is not None
    return mail


def test_the_autumn_night_offers_fifty_times_and_no_label_twice(browser, inmate):
    times = offered(browser, inmate, AUTUMN)
    assert len(times) == len(set(times.values())) == 50
    assert times[value_of(FIRST)] == "1:30 AM CDT"
    assert times[value_of(SECOND)] == "1:30 AM CST"
    assert times[value_of(SECOND + HALF_HOUR)] == "2:00 AM"


def test_the_spring_night_offers_forty_six_times_and_none_that_is_skipped(browser, inmate, clock):
    clock.move_to(utc(2027, 3, 13, 15))
    browser.force_login(Visitor.objects.get().user)
    times = offered(browser, inmate, SPRING)
    assert len(times) == len(set(times.values())) == 46
    assert [one for one in times.values() if one.startswith("2:") and one.endswith("AM")] == []


def test_both_visits_are_booked_and_every_text_says_which_one(browser, inmate, book, console):
    for starts_at in (FIRST, SECOND):
        booking, said = book(starts_at), _said(starts_at)
        for page in ("my_visit", "booked", "visit_on_paper"):
            assert said in browser.get(reverse(page, args=[booking.public_id])).content.decode()
        mail = last_mail("booking_confirmed")
        assert said in mail.subject
        assert said in mail.body
        there = reverse("staff_booking", args=[booking.public_id])
        assert said in console.get(there).content.decode()
    assert Booking.objects.get(starts_at=FIRST).ends_at == utc(2026, 11, 1, 7)
    both = browser.get(reverse("my_visits")).content.decode()
    assert both.index(SUMMER) < both.index(WINTER)


def test_a_visit_over_the_change_is_as_long_as_any_other(browser, visitor, inmate, jail):
    """Begun at 1:45 CDT, it ends at 1:15 CST, half an hour later."""
    jail.grid_minutes = 15
    jail.save()
    booking = make_booking(
        jail, visitor=visitor, inmate=inmate, starts_at=utc(2026, 11, 1, 6, 45), now=EVE
    )
    page = browser.get(reverse("booked", args=[booking.public_id])).content.decode()
    assert "Sunday, 1 November, 1:45 AM CDT" in page
    assert "from 1:30 AM CDT on, and by 1:15 AM CST" in page
    assert "the visit still ends at 1:15 AM CST" in page
    assert "30 minutes" in page


def test_a_visit_is_moved_to_the_other_showing_with_both_in_words(browser, book):
    booking = book(FIRST)
    new = value_of(SECOND)
    there = reverse("change_time", args=[booking.public_id])
    check = browser.post(there, {"at": new})["Location"]
    page = browser.get(check).content.decode()
    assert SUMMER in page
    assert WINTER in page
    browser.post(check)
    booking.refresh_from_db()
    assert booking.starts_at == SECOND
    assert WINTER in last_mail("booking_moved").body


def test_one_of_both_is_cancelled_and_the_other_stays(browser, book):
    first, second = book(FIRST), book(SECOND)
    browser.post(reverse("cancel_visit", args=[second.public_id]))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (BookingState.BOOKED, BookingState.CANCELLED)
    assert WINTER in last_mail("booking_cancelled").subject


def test_a_closure_typed_for_the_second_showing_leaves_the_first_alone(
    jail, browser, book, console, inmate
):
    first, second = book(FIRST), book(SECOND)
    form = {
        "scope": f"facility-{jail.slug}", "reason": "Count", "confirm": "1",
        "from_date": "2026-11-01", "from_time": "01:00", "from_showing": "second",
        "until_date": "2026-11-01", "until_time": "02:00",
    }  # fmt: skip
    assert console.post(reverse("closures"), form).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_displaced, second.is_displaced) == (False, True)
    labels = offered(browser, inmate, AUTUMN).values()
    assert [one for one in labels if one.startswith("1:")] == [
        "1:00 AM CDT", "1:00 PM", "1:30 PM",
    ]  # fmt: skip
    assert WINTER in last_mail("booking_displaced").body


def test_refusals_and_answers_of_the_api_say_which_one(jail, inmate, visitor):
    Closure.objects.create(facility=jail, starts_at=FIRST, ends_at=SECOND, reason="Count")
    program = make_program(jail)[1]
    wanted = {
        "facility": jail.slug, "visitor": visitor.public_id, "inmate": inmate.master_id,
        "kind": "remote", "starts_at": "2026-11-01T01:30:00-05:00",
    }  # fmt: skip
    refused = program.post("/bookings", wanted).json()
    assert WINTER in refused["detail"]
    assert refused["refusals"][0]["next_at"] == "2026-11-01T01:30:00-06:00"
    booked = program.post("/bookings", wanted | {"starts_at": "2026-11-01T01:30:00-06:00"}).json()
    assert (booked["starts_at"], booked["ends_at"]) == (
        "2026-11-01T01:30:00-06:00",
        "2026-11-01T02:00:00-06:00",
    )
