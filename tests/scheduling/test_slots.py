from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parloir.scheduling.intervals import Interval
from parloir.scheduling.slots import iter_starts, starts
from parloir.scheduling.ticks import TICK, ticks_of
from parloir.scheduling.wall_time import end_of_day, local_time, start_of_day
from parloir.scheduling.weekly_hours import WeeklyHours
from tests.scheduling.hours import (
    FIVE_MINUTES,
    HALF_HOUR,
    MIDNIGHT,
    ON_SITE,
    REMOTE,
    ROUND_THE_CLOCK,
)
from tests.scheduling.zones import CHICAGO, DST_NIGHTS, LONDON, LORD_HOWE, NEW_YORK, utc

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 5, day) for day in (8, 9, 10, 11))
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)
ONE_DAY = timedelta(days=1)


def visits(hours, on_date, zone=CHICAGO, length=HALF_HOUR, grid=HALF_HOUR, **more):
    return starts(hours=hours, on_date=on_date, zone=zone, length=length, grid=grid, **more)


def shown(slots, zone=CHICAGO):
    return [local_time(slot.starts_at, zone).strftime("%H:%M") for slot in slots]


@pytest.mark.parametrize("zone", [CHICAGO, NEW_YORK, LONDON])
@pytest.mark.parametrize("on_date", [FRIDAY, SATURDAY, SUNDAY, SPRING, AUTUMN])
def test_remote_visits_start_from_8_to_5_and_from_6_to_9(zone, on_date):
    times = shown(visits(REMOTE, on_date, zone), zone)
    assert len(times) == 19 + 7
    assert (times[0], times[18]) == ("08:00", "17:00")
    assert (times[19], times[-1]) == ("18:00", "21:00")


def test_remote_visits_end_with_their_window():
    ends = [visit.ends_at for visit in visits(REMOTE, FRIDAY)]
    assert utc(2026, 5, 8, 22, 30) in ends
    assert max(ends) == utc(2026, 5, 9, 2, 30)


@pytest.mark.parametrize(("on_date", "expected"), [(FRIDAY, 22), (SATURDAY, 0), (MONDAY, 22)])
def test_on_site_visits_start_from_8_to_half_past_6_monday_to_friday(on_date, expected):
    times = shown(visits(ON_SITE, on_date))
    assert len(times) == expected
    assert times[:1] == ["08:00"][:expected]
    assert times[-1:] == ["18:30"][:expected]


@pytest.mark.parametrize(
    ("length", "last"), [(25, "18:35"), (30, "18:30"), (35, "18:25"), (660, "08:00")]
)
def test_the_last_start_leaves_room_for_the_whole_visit(length, last):
    slots = visits(ON_SITE, FRIDAY, length=timedelta(minutes=length), grid=FIVE_MINUTES)
    assert shown(slots)[-1] == last


def test_a_visit_longer_than_the_window_has_no_start():
    assert visits(ON_SITE, FRIDAY, length=timedelta(hours=11, minutes=5)) == []


def test_a_grid_that_does_not_divide_the_window_is_counted_from_its_opening():
    hours = WeeklyHours.every_day((time(8, 10), time(10)), (time(13), time(14)))
    slots = visits(hours, FRIDAY, grid=timedelta(minutes=40))
    assert shown(slots) == ["08:10", "08:50", "09:30", "13:00"]


def test_a_grid_runs_on_where_two_windows_touch():
    hours = WeeklyHours.every_day((time(8), time(9, 10)), (time(9, 10), time(10)))
    assert shown(visits(hours, FRIDAY)) == ["08:00", "08:30", "09:00", "09:30"]


@pytest.mark.parametrize(("zone", "spring", "autumn", "skipped", "repeated"), DST_NIGHTS)
def test_round_the_clock_every_five_minutes(zone, spring, autumn, skipped, repeated):
    for on_date, expected in ((FRIDAY, 288), (spring, 276), (autumn, 300)):
        slots = visits(ROUND_THE_CLOCK, on_date, zone, grid=FIVE_MINUTES)
        assert len(slots) == expected
        assert slots[0].starts_at == start_of_day(on_date, zone)
        assert slots[-1].starts_at == end_of_day(on_date, zone) - FIVE_MINUTES
        assert {slot.duration for slot in slots} == {HALF_HOUR}


@pytest.mark.parametrize(("zone", "spring", "autumn", "skipped", "repeated"), DST_NIGHTS)
def test_labels_of_the_spring_night_leave_the_skipped_hour_out(
    zone, spring, autumn, skipped, repeated
):
    times = shown(visits(ROUND_THE_CLOCK, spring, zone), zone)
    assert len(times) == len(set(times)) == 46
    assert f"{skipped:02}:00" not in times
    assert f"{skipped:02}:30" not in times
    assert f"{skipped - 1:02}:30" in times
    assert f"{skipped + 1:02}:00" in times


@pytest.mark.parametrize(("zone", "spring", "autumn", "skipped", "repeated"), DST_NIGHTS)
def test_labels_of_the_autumn_night_show_the_repeated_hour_twice(
    zone, spring, autumn, skipped, repeated
):
    times = shown(visits(ROUND_THE_CLOCK, autumn, zone), zone)
    twice = sorted({label for label in times if times.count(label) == 2})
    assert twice == [f"{repeated:02}:00", f"{repeated:02}:30"]
    assert len(times) == 50


def test_a_visit_across_the_jump_lasts_half_an_hour():
    (visit,) = [
        visit
        for visit in visits(ROUND_THE_CLOCK, SPRING, grid=FIVE_MINUTES)
        if visit.starts_at == utc(2026, 3, 8, 7, 45)
    ]
    assert local_time(visit.starts_at, CHICAGO).strftime("%H:%M %Z") == "01:45 CST"
    assert local_time(visit.ends_at, CHICAGO).strftime("%H:%M %Z") == "03:15 CDT"


def test_round_the_clock_where_the_clock_jumps_by_half_an_hour():
    spring = visits(ROUND_THE_CLOCK, date(2026, 10, 4), LORD_HOWE, grid=FIVE_MINUTES)
    assert len(spring) == 288 - 6


def test_doors_shut_at_midnight_end_the_last_visit_there():
    hours = WeeklyHours({4: [(time(23), MIDNIGHT)]})
    assert shown(visits(hours, FRIDAY, grid=FIVE_MINUTES))[-1] == "23:30"


def test_doors_open_past_midnight_let_the_last_visits_run_on():
    hours = WeeklyHours({4: [(time(23), MIDNIGHT)], 5: [(MIDNIGHT, time(0, 15))]})
    assert shown(visits(hours, FRIDAY, grid=FIVE_MINUTES))[-1] == "23:45"
    assert visits(hours, SATURDAY, grid=FIVE_MINUTES) == []


def test_a_closure_takes_the_visits_it_touches_and_no_others():
    closure = Interval(utc(2026, 5, 8, 15), utc(2026, 5, 8, 16))  # 10:00 to 11:00
    times = shown(visits(ON_SITE, FRIDAY, closures=[closure]))
    assert times[3:5] == ["09:30", "11:00"]
    assert len(times) == 20


def test_a_closure_a_tick_longer_takes_one_more_on_each_side():
    closure = Interval(utc(2026, 5, 8, 15) - TICK, utc(2026, 5, 8, 16) + TICK)
    times = shown(visits(ON_SITE, FRIDAY, closures=[closure]))
    assert times[2:4] == ["09:00", "11:30"]


def test_a_closure_of_the_next_morning_takes_the_visits_that_run_into_it():
    midnight = utc(2026, 5, 9, 5)
    closure = Interval(midnight, midnight + TICK)
    slots = visits(ROUND_THE_CLOCK, FRIDAY, grid=FIVE_MINUTES, closures=[closure])
    assert slots[-1].ends_at == midnight


def test_closures_in_any_order_that_cover_each_other():
    closures = [
        Interval(utc(2026, 5, 8, 15), utc(2026, 5, 8, 15, 30)),
        Interval(utc(2026, 5, 8, 14), utc(2026, 5, 8, 23)),
    ]
    for order in (closures, closures[::-1]):
        assert shown(visits(ON_SITE, FRIDAY, closures=order)) == [
            "08:00",
            "08:30",
            "18:00",
            "18:30",
        ]


@pytest.mark.parametrize(("seconds", "first"), [(-1, "10:00"), (0, "10:00"), (1, "10:30")])
def test_not_before_keeps_a_start_at_that_very_instant(seconds, first):
    not_before = utc(2026, 5, 8, 15) + timedelta(seconds=seconds)
    slots = visits(ON_SITE, FRIDAY, not_before=not_before)
    assert shown(slots)[0] == first
    assert shown(slots)[-1] == "18:30"


def test_not_before_on_another_day():
    assert len(visits(ON_SITE, FRIDAY, not_before=utc(2026, 5, 1))) == 22
    assert visits(ON_SITE, FRIDAY, not_before=utc(2026, 5, 9)) == []


@pytest.mark.parametrize(("days", "expected"), [(-1, 22), (0, 22), (1, 0)])
def test_nothing_before_the_effective_date(days, expected):
    assert len(visits(ON_SITE, FRIDAY, effective_date=FRIDAY + days * ONE_DAY)) == expected


@pytest.mark.parametrize("wrong", [timedelta(0), timedelta(minutes=7), -HALF_HOUR])
def test_lengths_and_grids_that_are_not_whole_ticks_are_errors(wrong):
    with pytest.raises(ValueError, match="whole ticks"):
        visits(ON_SITE, FRIDAY, length=wrong)
    with pytest.raises(ValueError, match="whole ticks"):
        visits(ON_SITE, FRIDAY, grid=wrong)


wall_ticks = st.integers(0, 287).map(lambda tick: divmod(tick * 5, 60)).map(lambda hm: time(*hm))
day_windows = st.lists(wall_ticks, min_size=0, max_size=6, unique=True).map(
    lambda times: list(zip(sorted(times)[::2], sorted(times)[1::2], strict=False))
)
weekly_hours = st.one_of(
    st.just(ROUND_THE_CLOCK),
    st.just(WeeklyHours({5: [(time(20), MIDNIGHT)], 6: [(MIDNIGHT, time(4))]})),
    st.dictionaries(st.integers(0, 6), day_windows).map(WeeklyHours),
)
nights = st.sampled_from(DST_NIGHTS)


@given(
    hours=weekly_hours,
    night=nights,
    spring=st.booleans(),
    days=st.integers(-2, 2),
    length=st.integers(1, 30),
    grid=st.integers(1, 30),
    closed=st.lists(st.tuples(st.integers(-100, 400), st.integers(1, 60)), max_size=3),
    not_before=st.integers(-100, 400),
)
def test_starts_are_those_that_a_plain_search_finds(
    hours, night, spring, days, length, grid, closed, not_before
):
    zone, on_date = night[0], (night[1] if spring else night[2]) + days * ONE_DAY
    midnight = start_of_day(on_date, zone)
    closures = [
        Interval(midnight + at * TICK, midnight + (at + lasts) * TICK) for at, lasts in closed
    ]
    earliest = midnight + not_before * TICK
    expected = []
    for opening in hours.openings_on(on_date, zone):
        begins = opening.window.starts_at
        while begins < opening.window.ends_at:
            visit = Interval(begins, begins + length * TICK)
            fits = visit.ends_at <= opening.closes_at and begins >= earliest
            if fits and not any(visit.overlaps(closure) for closure in closures):
                expected.append(visit)
            begins += grid * TICK
    found = visits(
        hours,
        on_date,
        zone,
        length=length * TICK,
        grid=grid * TICK,
        closures=closures,
        not_before=earliest,
    )
    # After a closure, starts stay on the grid that begins with the window.
    assert found == expected
    assert all(len(ticks_of(visit)) == length for visit in found)


def test_iter_starts_gives_the_first_without_the_rest():
    first = next(
        iter_starts(hours=ON_SITE, on_date=FRIDAY, zone=CHICAGO, length=HALF_HOUR, grid=HALF_HOUR)
    )
    assert first == visits(ON_SITE, FRIDAY)[0]
