"""The two showings of a time that the clock shows twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parloir.scheduling.repeated_times import (
    Showing,
    coming_showings,
    letters_of_showing,
    say_offset,
)
from parloir.scheduling.wall_time import instants_of, is_shown_twice, local_time, start_of_hour
from tests.scheduling.zones import CHICAGO, LORD_HOWE, utc

HOUR, HALF = timedelta(hours=1), timedelta(minutes=30)
INSTANT = timedelta(microseconds=1)
WEEK = timedelta(days=7)
JUMP = utc(2026, 11, 1, 7)  # Chicago's clock goes from 2:00 CDT back to 1:00 CST.

zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
seconds = st.integers(0, 17 * 365 * 24 * 60 * 60)
instants = seconds.map(lambda after: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=after))


def test_letters_are_those_of_the_zone_in_the_repeated_hour_alone():
    moments = [JUMP - HOUR - INSTANT, JUMP - HOUR, JUMP - INSTANT, JUMP, JUMP + HOUR]
    assert [letters_of_showing(one, CHICAGO) for one in moments] == ["", "CDT", "CDT", "CST", ""]
    assert letters_of_showing(JUMP + HOUR - INSTANT, CHICAGO) == "CST"


@pytest.mark.parametrize(
    ("zone", "before_jump", "letters"),
    [
        ("America/St_Johns", utc(2026, 11, 1, 4), ("NDT", "NST")),
        ("Europe/London", utc(2026, 10, 25, 0, 30), ("BST", "GMT")),
        ("Australia/Lord_Howe", utc(2026, 4, 4, 14, 45), ("UTC+11", "UTC+10:30")),
        ("Pacific/Chatham", utc(2026, 4, 4, 13, 30), ("UTC+13:45", "UTC+12:45")),
        ("Atlantic/Azores", utc(2026, 10, 25, 0, 30), ("UTC", "UTC-1")),
        ("Asia/Pyongyang", utc(2015, 8, 14, 14, 45), ("UTC+9", "UTC+8:30")),  # both are KST
    ],
)
def test_zones_without_letters_or_with_the_same_ones_say_their_offset(zone, before_jump, letters):
    where = ZoneInfo(zone)
    shown = local_time(before_jump, where)
    both = instants_of(shown.date(), shown.time(), where)
    assert tuple(letters_of_showing(one, where) for one in both) == letters


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "UTC"), (480, "UTC+8"), (-210, "UTC-3:30"), (825, "UTC+13:45")]
)
def test_an_offset_is_said_in_hours_and_minutes(minutes, said):
    assert say_offset(timedelta(minutes=minutes)) == said


@given(zones, instants)
@example(CHICAGO, JUMP)
@example(CHICAGO, JUMP - INSTANT)
@example(LORD_HOWE, utc(2026, 4, 4, 15))
def test_a_wall_time_with_its_letters_is_one_instant(zone, instant):
    shown = local_time(instant, zone)
    both = instants_of(shown.date(), shown.time(), zone)
    assert instant in both
    assert len({letters_of_showing(one, zone) for one in both}) == len(both)
    assert bool(letters_of_showing(instant, zone)) == is_shown_twice(instant, zone)


def test_both_showings_are_announced_until_each_is_over():
    first, second = Showing(JUMP - HOUR, JUMP, "CDT"), Showing(JUMP, JUMP + HOUR, "CST")
    assert coming_showings(JUMP - WEEK, CHICAGO, within=WEEK) == (first, second)
    assert coming_showings(JUMP - WEEK - timedelta(seconds=1), CHICAGO, within=WEEK) == ()
    assert coming_showings(JUMP - INSTANT, CHICAGO, within=WEEK) == (first, second)
    assert coming_showings(JUMP, CHICAGO, within=WEEK) == (second,)
    assert coming_showings(JUMP + HOUR - INSTANT, CHICAGO, within=WEEK) == (second,)
    assert coming_showings(JUMP + HOUR, CHICAGO, within=WEEK) == ()


def test_the_spring_night_shows_nothing_twice():
    assert coming_showings(utc(2026, 3, 8, 7), CHICAGO, within=WEEK) == ()


@pytest.mark.parametrize(
    ("zone", "at", "begun"),
    [
        ("America/St_Johns", utc(2026, 11, 5, 12, 10), utc(2026, 11, 5, 11, 30)),  # 8:40
        ("Asia/Kathmandu", utc(2026, 11, 5, 2, 20), utc(2026, 11, 5, 2, 15)),  # 8:05
        ("Pacific/Chatham", utc(2026, 11, 5, 18, 45), utc(2026, 11, 5, 18, 15)),  # 8:30
        ("America/Chicago", JUMP + HALF, JUMP),
        ("America/Chicago", JUMP - HALF, JUMP - HOUR),
        # On 5 April 2026 at 2:00 the clock of Lord Howe goes to 1:30, on 4 October to 2:30.
        ("Australia/Lord_Howe", utc(2026, 4, 4, 14, 59), utc(2026, 4, 4, 14)),
        ("Australia/Lord_Howe", utc(2026, 4, 4, 15, 29), utc(2026, 4, 4, 15)),
        ("Australia/Lord_Howe", utc(2026, 4, 4, 15, 30), utc(2026, 4, 4, 15, 30)),
        ("Australia/Lord_Howe", utc(2026, 10, 3, 15, 45), utc(2026, 10, 3, 15, 30)),
    ],
)
def test_the_hour_begins_when_the_local_clock_shows_it(zone, at, begun):
    assert start_of_hour(at, ZoneInfo(zone)) == begun


@given(zones, instants)
@example(CHICAGO, JUMP)
@example(LORD_HOWE, utc(2026, 4, 4, 15, 15))
def test_all_times_from_the_start_of_an_hour_show_the_same_hour_and_offset(zone, instant):
    begun = start_of_hour(instant, zone)
    first, shown = local_time(begun, zone), local_time(instant, zone)
    assert timedelta(0) <= instant - begun < HOUR
    assert (first.hour, first.utcoffset()) == (shown.hour, shown.utcoffset())
    just_before = local_time(begun - INSTANT, zone)
    assert (just_before.hour, just_before.utcoffset()) != (shown.hour, shown.utcoffset())
