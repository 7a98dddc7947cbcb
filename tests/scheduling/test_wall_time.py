from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parloir.scheduling.intervals import Interval
from parloir.scheduling.wall_time import (
    day_interval,
    end_of_day,
    instant_of,
    instant_reaching,
    instants_of,
    is_shown_twice,
    local_date,
    local_time,
    next_jump,
    start_of_day,
)
from tests.scheduling.zones import (
    CHICAGO,
    DST_NIGHTS,
    HAVANA,
    LONDON,
    LORD_HOWE,
    NUUK,
    utc,
)

HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)

zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
days = st.dates(date(2020, 1, 1), date(2037, 12, 30))
minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: time(*divmod(minute, 60)))


def test_wall_time_is_utc_by_the_offset_of_its_season():
    assert instant_of(date(2026, 1, 15), time(8), CHICAGO) == utc(2026, 1, 15, 14)
    assert instant_of(date(2026, 7, 15), time(8), CHICAGO) == utc(2026, 7, 15, 13)


def test_instants_are_in_utc_itself():
    instant = instant_of(date(2026, 1, 15), time(8), LONDON)
    assert instant is not None
    assert instant.tzinfo is UTC


@pytest.mark.parametrize(("zone", "spring", "autumn", "skipped", "repeated"), DST_NIGHTS)
def test_skipped_hour_has_no_instant_and_its_edges_have_one(
    zone, spring, autumn, skipped, repeated
):
    before = instant_of(spring, time(skipped - 1, 59), zone)
    after = instant_of(spring, time(skipped + 1), zone)
    assert instant_of(spring, time(skipped), zone) is None
    assert instant_of(spring, time(skipped, 59, 59, 999_999), zone) is None
    assert instants_of(spring, time(skipped, 30), zone) == ()
    assert after - before == timedelta(minutes=1)


@pytest.mark.parametrize(("zone", "spring", "autumn", "skipped", "repeated"), DST_NIGHTS)
def test_repeated_hour_has_two_instants_and_its_edges_have_one(
    zone, spring, autumn, skipped, repeated
):
    first, second = instants_of(autumn, time(repeated, 30), zone)
    assert second - first == HOUR
    assert instant_of(autumn, time(repeated, 30), zone) == first
    assert len(instants_of(autumn, time(repeated), zone)) == 2
    assert len(instants_of(autumn, time(repeated, 59, 59, 999_999), zone)) == 2
    assert len(instants_of(autumn, time(repeated - 1, 59), zone)) == 1
    assert len(instants_of(autumn, time(repeated + 1), zone)) == 1


def test_repeated_hour_in_chicago_is_first_daylight_then_standard_time():
    assert instants_of(AUTUMN, time(1, 30), CHICAGO) == (
        utc(2026, 11, 1, 6, 30),
        utc(2026, 11, 1, 7, 30),
    )


def test_the_callers_fold_does_not_matter():
    assert instant_of(AUTUMN, time(1, 30, fold=1), CHICAGO) == utc(2026, 11, 1, 6, 30)


def test_a_time_with_its_own_zone_is_an_error():
    with pytest.raises(ValueError, match="no zone of its own"):
        instant_of(AUTUMN, time(8, tzinfo=UTC), CHICAGO)


@pytest.mark.parametrize("at", [time(2), time(2, 0, 1), time(2, 30), time(2, 59, 59)])
def test_a_skipped_time_is_reached_when_the_clock_jumps(at):
    assert instant_reaching(SPRING, at, CHICAGO) == utc(2026, 3, 8, 8)


def test_a_time_skipped_by_half_an_hour_is_reached_when_the_clock_jumps():
    # On 4 October 2026 at 2:00 the clock of Lord Howe (+10:30) goes to 2:30 (+11).
    assert instant_of(date(2026, 10, 4), time(2, 15), LORD_HOWE) is None
    assert instant_reaching(date(2026, 10, 4), time(2, 15), LORD_HOWE) == utc(2026, 10, 3, 15, 30)


def test_a_time_shown_is_reached_when_first_shown():
    assert instant_reaching(AUTUMN, time(1, 30), CHICAGO) == utc(2026, 11, 1, 6, 30)
    assert instant_reaching(SPRING, time(3), CHICAGO) == utc(2026, 3, 8, 8)


def test_local_date_changes_at_local_midnight():
    midnight = utc(2026, 7, 15, 5)
    assert local_date(midnight - INSTANT, CHICAGO) == date(2026, 7, 14)
    assert local_date(midnight, CHICAGO) == date(2026, 7, 15)


def test_local_time_refuses_what_is_not_utc():
    with pytest.raises(ValueError, match="UTC"):
        local_time(datetime(2026, 7, 15, 5, tzinfo=CHICAGO), CHICAGO)


def test_shown_twice_are_both_repeated_hours_and_nothing_around_them():
    first, end = utc(2026, 11, 1, 6), utc(2026, 11, 1, 8)
    assert not is_shown_twice(first - INSTANT, CHICAGO)
    assert is_shown_twice(first, CHICAGO)
    assert is_shown_twice(first + HOUR, CHICAGO)
    assert is_shown_twice(end - INSTANT, CHICAGO)
    assert not is_shown_twice(end, CHICAGO)


@pytest.mark.parametrize(("zone", "spring", "autumn", "skipped", "repeated"), DST_NIGHTS)
def test_days_of_23_24_and_25_hours(zone, spring, autumn, skipped, repeated):
    assert day_interval(spring, zone).duration == 23 * HOUR
    assert day_interval(autumn, zone).duration == 25 * HOUR
    for on_date in (spring, autumn):
        for neighbour in (on_date - timedelta(days=1), on_date + timedelta(days=1)):
            assert day_interval(neighbour, zone).duration == 24 * HOUR


def test_a_day_whose_midnight_is_skipped_starts_at_one():
    # On 8 March 2026 Havana (-5) goes from midnight to 1:00.
    assert instant_of(SPRING, time(0), HAVANA) is None
    assert start_of_day(SPRING, HAVANA) == utc(2026, 3, 8, 5)
    assert local_time(start_of_day(SPRING, HAVANA), HAVANA).time() == time(1)


def test_a_day_whose_last_hour_is_skipped_ends_at_the_jump():
    # On 28 March 2026 Nuuk (-2) goes from 23:00 to midnight.
    assert day_interval(date(2026, 3, 28), NUUK) == Interval(
        utc(2026, 3, 28, 2), utc(2026, 3, 29, 1)
    )


def test_a_date_that_a_zone_left_out_is_an_error():
    with pytest.raises(ValueError, match="ends after it starts"):
        day_interval(date(2011, 12, 30), ZoneInfo("Pacific/Apia"))


@given(zones, days, minutes)
def test_every_instant_found_shows_the_time_asked_for(zone, on_date, at):
    found = instants_of(on_date, at, zone)
    assert len(found) <= 2
    for instant in found:
        shown = local_time(instant, zone)
        assert (shown.date(), shown.time().replace(fold=0)) == (on_date, at)


@given(zones, st.datetimes(datetime(2020, 1, 1), datetime(2037, 12, 30)))  # noqa: DTZ001
def test_every_instant_is_found_again_by_the_time_it_shows(zone, wall):
    instant = wall.replace(tzinfo=UTC)
    shown = local_time(instant, zone)
    assert instant in instants_of(shown.date(), shown.time(), zone)


@given(zones, days)
def test_a_day_begins_and_ends_where_the_date_does(zone, on_date):
    start, end = start_of_day(on_date, zone), end_of_day(on_date, zone)
    assert local_date(start, zone) == local_date(end - INSTANT, zone) == on_date
    assert local_date(start - INSTANT, zone) == on_date - timedelta(days=1)
    assert local_date(end, zone) == on_date + timedelta(days=1)


WEEK = timedelta(days=7)


@pytest.mark.parametrize(("zone", "spring", "autumn", "skipped", "repeated"), DST_NIGHTS)
def test_next_jump_is_that_of_each_night(zone, spring, autumn, skipped, repeated):
    for night in (spring, autumn):
        jump = next_jump(start_of_day(night, zone), zone, within=timedelta(days=1))
        assert jump is not None
        assert local_time(jump, zone).utcoffset() != local_time(jump - INSTANT, zone).utcoffset()
        assert next_jump(jump - INSTANT, zone, within=WEEK) == jump
        assert next_jump(jump, zone, within=WEEK) is None


@given(zone=zones, day=days, at=minutes)
def test_until_the_next_jump_the_clock_goes_evenly(zone, day, at):
    now = datetime.combine(day, at, tzinfo=UTC)
    jump = next_jump(now, zone, within=WEEK)
    until = now + WEEK if jump is None else jump
    offsets = {local_time(now + (until - now) * part / 50, zone).utcoffset() for part in range(50)}
    assert len(offsets) == 1
