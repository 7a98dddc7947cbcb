"""The headings over the times of a day, where many times are folded by the hour."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from parloir.facilities.models import VisitKind
from parloir.scheduling.wall_time import instant_reaching
from tests.factories.people import make_inmate
from tests.factories.places import make_round_the_clock

ORDINARY = [f"From {hour or 12}:00 {half}" for half in ("AM", "PM") for hour in range(12)]


@pytest.fixture
def open_page(client, visitor):
    """Return a function that opens the page of times at a moment."""

    def get(address: str, *, day: date, now: datetime):
        with time_machine.travel(now, tick=False):
            client.force_login(visitor.user)
            return client.get(address, {"day": day.isoformat()}).context["page"]

    return get


def headings_of(open_page, zone: str, day: date) -> list[tuple[str, list[str]]]:
    """Return the headings of the page of times, each with its first and its last time."""
    jail = make_round_the_clock(
        slug="open", time_zone=zone, short_zone_name="Here", grid_minutes=15, horizon_days=200
    )
    inmate = make_inmate(jail, master_id="100242")
    the_day_before = instant_reaching(day - timedelta(days=1), time(12), jail.zone)
    address = reverse("schedule_when", args=[VisitKind.REMOTE, jail.slug, inmate.public_id])
    parts = open_page(address, day=day, now=the_day_before).parts
    assert all(part["is_folded"] for part in parts)
    return [
        (part["name"], [part["times"][0]["label"], part["times"][-1]["label"]]) for part in parts
    ]


@pytest.mark.parametrize(
    "zone", ["America/Chicago", "America/St_Johns", "Asia/Kathmandu", "Pacific/Chatham"]
)
def test_each_hour_of_the_local_clock_has_one_heading(open_page, zone):
    found = headings_of(open_page, zone, date(2026, 5, 13))
    assert [name for name, _times in found] == ORDINARY
    assert found[9] == ("From 9:00 AM", ["9:00 AM", "9:45 AM"])


def test_the_repeated_hour_has_two_headings(open_page):
    found = headings_of(open_page, "America/Chicago", date(2026, 11, 1))
    assert found[:4] == [
        ("From 12:00 AM", ["12:00 AM", "12:45 AM"]),
        ("From 1:00 AM CDT", ["1:00 AM CDT", "1:45 AM CDT"]),
        ("From 1:00 AM CST", ["1:00 AM CST", "1:45 AM CST"]),
        ("From 2:00 AM", ["2:00 AM", "2:45 AM"]),
    ]
    assert len(found) == 25


def test_the_skipped_hour_has_none(open_page):
    found = headings_of(open_page, "America/Chicago", date(2027, 3, 14))
    assert [name for name, _times in found] == [*ORDINARY[:2], *ORDINARY[3:]]


def test_half_an_hour_that_is_repeated_begins_at_the_jump(open_page):
    found = headings_of(open_page, "Australia/Lord_Howe", date(2027, 4, 4))
    assert found[1:4] == [
        ("From 1:00 AM", ["1:00 AM", "1:45 AM UTC+11"]),
        ("From 1:30 AM UTC+10:30", ["1:30 AM UTC+10:30", "1:45 AM UTC+10:30"]),
        ("From 2:00 AM", ["2:00 AM", "2:45 AM"]),
    ]


def test_half_an_hour_that_is_skipped_begins_at_the_jump(open_page):
    found = headings_of(open_page, "Australia/Lord_Howe", date(2026, 10, 4))
    assert found[1:4] == [
        ("From 1:00 AM", ["1:00 AM", "1:45 AM"]),
        ("From 2:30 AM", ["2:30 AM", "2:45 AM"]),
        ("From 3:00 AM", ["3:00 AM", "3:45 AM"]),
    ]
