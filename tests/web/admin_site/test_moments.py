"""Moments in the administration: typed and shown by the clock of the row's facility."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.facilities.models import Closure
from parloir.people.models import Commitment, Inmate
from tests.factories.people import make_inmate, make_staff
from tests.factories.places import make_jail, make_round_the_clock
from tests.factories.sign_ins import signed_in
from tests.factories.visits import make_booking
from tests.scheduling.zones import utc

pytestmark = pytest.mark.django_db

EVE = utc(2026, 10, 31, 18)
SUMMER_130, WINTER_130 = utc(2026, 11, 1, 6, 30), utc(2026, 11, 1, 7, 30)
TWICE = "The clock shows 1:30 AM twice that night. Choose which one you mean."
HOURS = {
    "starts_at_0": "2026-11-01", "starts_at_1": "01:30",
    "ends_at_0": "2026-11-01", "ends_at_1": "03:00",
}  # fmt: skip


@pytest.fixture
def jail():
    return make_jail(slug="jackson")


@pytest.fixture
def client(jail):
    with time_machine.travel(EVE, tick=False):
        yield signed_in(make_staff(Role.ADMINISTRATOR, jail))


def errors_of(page):
    return dict(page.context["adminform"].form.errors)


def sent_by(page):
    """Return what the browser would send if nothing was changed."""
    form = BeautifulSoup(page.content, "html.parser").select_one("#content-main form")
    data = {
        one["name"]: one.get("value", "")
        for one in form.select("input[name]:not([type=radio]):not([type=submit])")
    }
    data |= {one["name"]: one["value"] for one in form.select("input[type=radio][checked]")}
    for select in form.select("select[name]"):
        chosen = select.select_one("option[selected]")
        data[select["name"]] = chosen["value"] if chosen else ""
    return data


def test_a_commitment_is_typed_by_the_facilitys_clock_and_asks_which_one(client, jail):
    there = reverse("admin:people_commitment_add")
    sent = {"inmate": str(make_inmate(jail).pk), "kind": "court", **HOURS}
    asked = client.post(there, sent)
    assert errors_of(asked) == {"starts_at": [TWICE]}
    assert sent_by(asked).items() >= HOURS.items()
    assert "1:30 AM CST, after the clock has gone back" in asked.content.decode()

    assert client.post(there, sent | {"starts_at_2": "second"}).status_code == 302
    made = Commitment.objects.get()
    assert (made.starts_at, made.ends_at) == (WINTER_130, utc(2026, 11, 1, 9))


def test_a_closure_is_typed_by_the_clock_of_the_facility_that_is_chosen(client):
    where = make_jail(slug="denver", time_zone="America/Denver", short_zone_name="Mountain")
    there = reverse("admin:facilities_closure_add")
    client = signed_in(make_staff(Role.ADMINISTRATOR, where, email="denver@example.org"))
    sent = {"facility": str(where.pk), "reason": "Count", **HOURS, "starts_at_1": "00:30"}
    assert client.post(there, sent).status_code == 302
    assert Closure.objects.get().starts_at == SUMMER_130


def test_a_skipped_time_says_what_the_clock_does(client, jail):
    sent = {"facility": str(jail.pk), "reason": "Count", **HOURS}
    sent |= {"starts_at_0": "2027-03-14", "starts_at_1": "02:30", "ends_at_0": "2027-03-15"}
    page = client.post(reverse("admin:facilities_closure_add"), sent)
    (sentence,) = errors_of(page)["starts_at"]
    assert "from 2:00 AM straight to 3:00 AM" in sentence
    assert not Closure.objects.exists()


def test_a_page_without_a_facility_says_that_alone(client):
    page = client.post(reverse("admin:facilities_closure_add"), {"reason": "Count", **HOURS})
    assert list(errors_of(page)) == ["facility"]


@pytest.mark.parametrize("starts_at", [SUMMER_130, WINTER_130, utc(2026, 11, 1, 9, 0)])
def test_a_page_saved_as_it_was_changes_nothing(client, jail, starts_at):
    closure = Closure.objects.create(
        facility=jail, starts_at=starts_at, ends_at=utc(2026, 11, 1, 10), reason="Count"
    )
    there = reverse("admin:facilities_closure_change", args=[closure.pk])
    assert client.post(there, sent_by(client.get(there))).status_code == 302
    closure.refresh_from_db()
    assert (closure.starts_at, closure.ends_at) == (starts_at, utc(2026, 11, 1, 10))


def test_seconds_and_less_of_a_stored_moment_stay(client, jail):
    came_in = utc(2026, 10, 30, 14) + timedelta(seconds=7, microseconds=5)
    inmate = make_inmate(jail, intake_at=came_in)
    there = reverse("admin:people_inmate_change", args=[inmate.pk])
    sent = sent_by(client.get(there)) | {"last_name": "Other"}
    assert (sent["intake_at_0"], sent["intake_at_1"]) == ("2026-10-30", "09:00:07")
    assert client.post(there, sent).status_code == 302
    inmate.refresh_from_db()
    assert (inmate.last_name, inmate.intake_at) == ("Other", came_in)


def test_a_moment_that_may_be_empty_is_emptied(client, jail):
    inmate = make_inmate(jail, intake_at=SUMMER_130)
    there = reverse("admin:people_inmate_change", args=[inmate.pk])
    sent = sent_by(client.get(there)) | {"intake_at_0": "", "intake_at_1": ""}
    assert client.post(there, sent).status_code == 302
    assert Inmate.objects.get().intake_at is None


def test_half_a_moment_is_refused(client, jail):
    sent = {"facility": str(jail.pk), "reason": "Count", **HOURS, "ends_at_1": ""}
    page = client.post(reverse("admin:facilities_closure_add"), sent)
    assert "ends_at" in errors_of(page)
    assert not Closure.objects.exists()


def test_lists_and_pages_say_the_facilitys_time_with_its_zone(client, jail):
    Closure.objects.create(facility=jail, starts_at=SUMMER_130, ends_at=WINTER_130, reason="Count")
    page = client.get(reverse("admin:facilities_closure_changelist")).content.decode()
    assert "Sunday, 1 November 2026, 1:30 AM CDT" in page
    assert "Sunday, 1 November 2026, 1:30 AM CST" in page

    always_open = make_round_the_clock(slug="open")
    booking = make_booking(always_open, starts_at=SUMMER_130, now=EVE)
    client = signed_in(make_staff(Role.ADMINISTRATOR, always_open, email="open@example.org"))
    for there in (
        reverse("admin:bookings_booking_changelist"),
        reverse("admin:bookings_booking_change", args=[booking.pk]),
    ):
        assert "Sunday, 1 November 2026, 1:30 AM CDT" in client.get(there).content.decode()


def test_todays_bookings_are_those_of_the_facilitys_day(client, jail, monkeypatch):
    """At 23:30 in Chicago it is the next day in UTC already."""
    jail = make_round_the_clock(slug="open")
    client = signed_in(make_staff(Role.ADMINISTRATOR, jail, email="open@example.org"))
    for starts_at in (utc(2026, 11, 1, 4, 30), utc(2026, 11, 1, 5, 30)):
        make_booking(jail, starts_at=starts_at, now=EVE)
    monkeypatch.setattr("django.utils.timezone.now", lambda: EVE)
    there = reverse("admin:bookings_booking_changelist")
    rows = client.get(there).context["cl"]
    choices = {str(one["display"]): one for one in rows.filter_specs[0].choices(rows)}
    today = client.get(f"{there}{choices['Today']['query_string']}").context["cl"]
    assert [one.starts_at for one in today.result_list] == [utc(2026, 11, 1, 4, 30)]


def test_rows_are_called_by_the_facilitys_time(jail):
    closure = Closure(facility=jail, starts_at=WINTER_130, ends_at=EVE, reason="Count")
    commitment = Commitment(inmate=make_inmate(jail), kind="court", starts_at=EVE)
    assert str(closure) == "2026-11-01 01:30 CST Count"
    assert str(commitment) == "court 2026-10-31 13:00 Central"
