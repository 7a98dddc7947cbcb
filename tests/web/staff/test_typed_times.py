"""Times typed at the console, on the nights on which the clock changes."""

from datetime import date, timedelta
from datetime import time as clock

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.forms import Form
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from parloir.accounts.models import Role
from parloir.bookings.models import Booking
from parloir.facilities.models import Closure, Facility
from parloir.scheduling.wall_time import instants_of, local_time
from parloir.web.fields import DayField
from parloir.web.typed_times import (
    FIRST,
    SECOND,
    ShowingField,
    WallTimeField,
    say_skipped,
    typed_instant,
)
from tests.factories.people import make_inmate, make_visitor
from tests.factories.places import make_round_the_clock
from tests.factories.visits import make_booking
from tests.scheduling.zones import CHICAGO, LORD_HOWE, NUUK, utc

pytestmark = pytest.mark.django_db

EVE = utc(2026, 10, 31, 18)
AUTUMN, SPRING = "2026-11-01", "2027-03-14"
SUMMER_130, WINTER_130 = utc(2026, 11, 1, 6, 30), utc(2026, 11, 1, 7, 30)
TWICE = "The clock shows 1:30 AM twice that night. Choose which one you mean."
SKIPPED = (
    "This time does not exist: that night the clock goes from 2:00 AM straight to 3:00 AM. "
    "Give an earlier or a later time."
)
CHOICES = [
    (FIRST, "1:30 AM CDT, before the clock goes back"),
    (SECOND, "1:30 AM CST, after the clock has gone back"),
]


class MomentForm(Form):
    day, time, showing = DayField(), WallTimeField(), ShowingField()


def typed(facility: Facility, day: date | str, time: str, showing: str = ""):
    """Return the form after somebody typed this, and the instant that it says."""
    form = MomentForm({"day": str(day), "time": time, "showing": showing})
    assert form.is_valid()
    return form, typed_instant(form, facility)


CENTRAL = Facility(time_zone="America/Chicago", short_zone_name="Central")


@pytest.mark.parametrize(
    ("time", "instant"),
    [
        ("00:59", utc(2026, 11, 1, 5, 59)),
        ("02:00", utc(2026, 11, 1, 8)),
    ],
)
def test_a_time_that_is_shown_once_is_not_asked_about(time, instant):
    form, found = typed(CENTRAL, AUTUMN, time)
    assert (found, form["showing"].is_hidden) == (instant, True)


@pytest.mark.parametrize("showing", ["", "third"])
def test_a_time_that_is_shown_twice_asks_which_one(showing):
    form, found = typed(CENTRAL, AUTUMN, "01:30", showing)
    assert (found, form.errors) == (None, {"showing": [TWICE]})
    assert form.fields["showing"].choices == CHOICES


@pytest.mark.parametrize(("showing", "instant"), [(FIRST, SUMMER_130), (SECOND, WINTER_130)])
def test_the_answer_is_taken_and_stays_visible(showing, instant):
    form, found = typed(CENTRAL, AUTUMN, "01:30", showing)
    assert (found, form.errors, form["showing"].is_hidden) == (instant, {}, False)


@pytest.mark.parametrize("time", ["02:00", "02:30", "02:59"])
def test_a_time_that_is_skipped_says_what_the_clock_does(time):
    form, found = typed(CENTRAL, SPRING, time, FIRST)
    assert (found, form.errors) == (None, {"time": [SKIPPED]})


@pytest.mark.parametrize(
    ("zone", "day", "at", "jump"),
    [
        (LORD_HOWE, date(2026, 10, 4), clock(2, 15), "from 2:00 AM straight to 2:30 AM"),
        (NUUK, date(2026, 3, 28), clock(23, 30), "from 11:00 PM straight to 12:00 AM"),
    ],
)
def test_other_jumps_are_said_as_they_are(zone, day, at, jump):
    assert jump in say_skipped(day, at, Facility(time_zone=zone.key, short_zone_name="Here"))


nights = st.sampled_from([(CHICAGO, utc(2026, 11, 1, 7)), (LORD_HOWE, utc(2026, 4, 4, 15))])
steps = st.integers(-36, 36).map(lambda ticks: timedelta(minutes=5 * ticks))


@given(nights, steps)
@example((CHICAGO, utc(2026, 11, 1, 7)), timedelta(0))
@example((LORD_HOWE, utc(2026, 4, 4, 15)), timedelta(minutes=-30))
def test_what_the_clock_shows_is_the_same_instant_when_it_is_typed(night, step):
    """Or the form asks, and both answers are the two instants."""
    zone, jump = night
    instant = jump + step
    facility = Facility(time_zone=zone.key, short_zone_name="Here")
    shown = local_time(instant, zone)
    form, found = typed(facility, shown.date(), f"{shown:%H:%M}")
    if found is not None:
        assert found == instant
        return
    assert list(form.errors) == ["showing"]
    answers = [typed(facility, shown.date(), f"{shown:%H:%M}", one)[1] for one in (FIRST, SECOND)]
    assert answers == list(instants_of(shown.date(), shown.time(), zone))
    assert instant in answers


@pytest.fixture
def autumn_client(cast, monkeypatch):
    """Return a supervisor's browser on the day before the autumn night."""
    monkeypatch.setattr("parloir.web.staff.staff_context.current_time", lambda: EVE)
    with time_machine.travel(EVE, tick=False):
        yield cast.client(Role.SUPERVISOR)


def test_a_closure_keeps_what_was_typed_asks_and_closes(cast, autumn_client):
    form = {
        "scope": f"facility-{cast.jail.slug}", "reason": "Lockdown", "confirm": "1",
        "from_date": AUTUMN, "from_time": "01:30", "until_date": AUTUMN, "until_time": "01:30",
    }  # fmt: skip
    asked = autumn_client.post(reverse("closures"), form)
    assert asked.status_code == 422
    assert dict(asked.context["form"].errors) == {
        "from_showing": [TWICE],
        "until_showing": [TWICE],
    }
    page = BeautifulSoup(asked.content, "html.parser")
    kept = {one["name"]: one.get("value") for one in page.select("input") if one.get("name")}
    assert (kept["from_time"], kept["until_time"], kept["reason"]) == ("01:30", "01:30", "Lockdown")
    assert len(page.select("input[type=radio][name=until_showing]")) == 2
    assert not Closure.objects.exists()

    autumn_client.post(reverse("closures"), form | {"from_showing": FIRST, "until_showing": SECOND})
    closure = Closure.objects.get()
    assert (closure.starts_at, closure.ends_at) == (SUMMER_130, WINTER_130)
    listed = autumn_client.get(reverse("closures")).content.decode()
    assert "1:30 AM CDT" in listed
    assert "1:30 AM CST" in listed


def test_a_closure_that_would_end_at_the_first_showing_of_its_second_is_refused(
    cast, autumn_client
):
    form = {
        "scope": f"facility-{cast.jail.slug}", "reason": "Lockdown", "confirm": "1",
        "from_date": AUTUMN, "from_time": "01:30", "until_date": AUTUMN, "until_time": "01:45",
        "from_showing": SECOND, "until_showing": FIRST,
    }  # fmt: skip
    page = autumn_client.post(reverse("closures"), form)
    assert list(page.context["form"].errors) == ["until_time"]
    assert not Closure.objects.exists()


def test_a_visit_is_moved_to_the_showing_that_was_chosen(cast, autumn_client):
    booking = _booking_of_that_night(cast)
    there = reverse("move_booking", args=[booking.public_id])
    asked = autumn_client.post(there, {"day": AUTUMN, "time": "01:30"})
    assert dict(asked.context["time"].errors) == {"showing": [TWICE]}
    assert "1:30 AM CST, after the clock has gone back" in asked.content.decode()

    autumn_client.post(there, {"day": AUTUMN, "time": "01:30", "showing": SECOND})
    assert Booking.objects.get().starts_at == WINTER_130


def _booking_of_that_night(cast) -> Booking:
    jail = make_round_the_clock(slug="open")
    cast.user(Role.SUPERVISOR).roles.create(role=Role.SUPERVISOR, facility_slug="open")
    return make_booking(jail, starts_at=utc(2026, 11, 1, 12), now=EVE)


def test_the_question_why_not_asks_which_one_too(cast, autumn_client):
    question = {
        "facility": cast.jail.slug, "visitor": make_visitor().user.email, "kind": "remote",
        "inmate": make_inmate(cast.jail).master_id, "day": AUTUMN, "time": "01:30",
    }  # fmt: skip
    asked = autumn_client.post(reverse("why"), question)
    assert dict(asked.context["form"].errors) == {"showing": [TWICE]}
    answered = autumn_client.post(reverse("why"), question | {"showing": FIRST})
    assert (answered.status_code, bool(answered.context["answers"])) == (200, True)
