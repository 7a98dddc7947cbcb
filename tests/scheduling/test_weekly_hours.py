from datetime import UTC, date, time, timedelta

import pytest

from parloir.scheduling.intervals import Interval
from parloir.scheduling.wall_time import day_interval, end_of_day, start_of_day
from parloir.scheduling.weekly_hours import Opening, WeeklyHours
from tests.scheduling.hours import MIDNIGHT, ON_SITE, REMOTE, ROUND_THE_CLOCK
from tests.scheduling.zones import CHICAGO, HAVANA, NUUK, utc

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 5, day) for day in (8, 9, 10, 11))
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)


def test_windows_of_a_day_are_in_utc_and_in_order():
    hours = WeeklyHours({4: [(time(18), time(21, 30)), (time(8), time(17, 30))]})
    assert hours.windows_on(FRIDAY, CHICAGO) == [
        Interval(utc(2026, 5, 8, 13), utc(2026, 5, 8, 22, 30)),
        Interval(utc(2026, 5, 8, 23), utc(2026, 5, 9, 2, 30)),
    ]


def test_on_site_hours_are_monday_to_friday():
    assert len(ON_SITE.windows_on(FRIDAY, CHICAGO)) == 1
    assert ON_SITE.windows_on(SATURDAY, CHICAGO) == []
    assert ON_SITE.windows_on(SUNDAY, CHICAGO) == []
    assert len(ON_SITE.windows_on(MONDAY, CHICAGO)) == 1


def test_windows_that_touch_are_one():
    split = WeeklyHours({0: [(time(12), time(17)), (time(8), time(12))]})
    assert split == WeeklyHours({0: [(time(8), time(17))]})
    assert hash(split) == hash(WeeklyHours({0: [(time(8), time(17))]}))


def test_windows_five_minutes_apart_stay_two():
    hours = WeeklyHours({0: [(time(8), time(12)), (time(12, 5), time(17))]})
    assert len(hours.windows_on(MONDAY, CHICAGO)) == 2


@pytest.mark.parametrize(
    "windows",
    [
        [(time(8), time(12)), (time(11, 55), time(17))],
        [(time(8), time(17)), (time(9), time(10))],
        [(time(8), time(12)), (time(8), time(12))],
        [(time(8), MIDNIGHT), (time(9), time(10))],
        [(time(8), MIDNIGHT), (time(9), MIDNIGHT)],
    ],
)
def test_windows_that_overlap_are_refused(windows):
    with pytest.raises(ValueError, match="overlap"):
        WeeklyHours({0: windows})


@pytest.mark.parametrize("window", [(time(8), time(8)), (time(8), time(7, 55))])
def test_a_window_that_does_not_open_before_it_closes_is_refused(window):
    with pytest.raises(ValueError, match="opens before it closes"):
        WeeklyHours({0: [window]})


@pytest.mark.parametrize(
    "window",
    [
        (time(8, 1), time(9)),
        (time(8), time(9, 0, 1)),
        (time(8), time(9, 0, 0, 1)),
        (time(8, tzinfo=UTC), time(9)),
    ],
)
def test_times_off_the_tick_or_with_a_zone_are_refused(window):
    with pytest.raises(ValueError, match="whole ticks"):
        WeeklyHours({0: [window]})


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_weekday_that_does_not_exist_is_refused(weekday):
    with pytest.raises(ValueError, match="weekdays"):
        WeeklyHours({weekday: [(time(8), time(9))]})


def test_midnight_as_the_close_is_the_end_of_the_day():
    hours = WeeklyHours.every_day((time(23, 55), MIDNIGHT))
    assert hours.windows_on(FRIDAY, CHICAGO) == [
        Interval(utc(2026, 5, 9, 4, 55), utc(2026, 5, 9, 5))
    ]


@pytest.mark.parametrize("on_date", [FRIDAY, SPRING, AUTUMN])
def test_round_the_clock_is_the_whole_local_day(on_date):
    assert ROUND_THE_CLOCK.windows_on(on_date, CHICAGO) == [day_interval(on_date, CHICAGO)]


def test_an_opening_closes_with_its_window():
    closes = [opening.closes_at for opening in REMOTE.openings_on(FRIDAY, CHICAGO)]
    assert closes == [window.ends_at for window in REMOTE.windows_on(FRIDAY, CHICAGO)]


def test_doors_open_past_midnight_are_followed_to_the_next_days_close():
    hours = WeeklyHours({4: [(time(20), MIDNIGHT)], 5: [(MIDNIGHT, time(2))]})
    assert hours.openings_on(FRIDAY, CHICAGO) == [
        Opening(
            window=Interval(utc(2026, 5, 9, 1), utc(2026, 5, 9, 5)), closes_at=utc(2026, 5, 9, 7)
        )
    ]
    assert hours.openings_on(SATURDAY, CHICAGO) == [
        Opening(
            window=Interval(utc(2026, 5, 9, 5), utc(2026, 5, 9, 7)), closes_at=utc(2026, 5, 9, 7)
        )
    ]


def test_sunday_night_goes_on_in_monday_morning():
    hours = WeeklyHours({6: [(time(20), MIDNIGHT)], 0: [(MIDNIGHT, time(2))]})
    assert hours.openings_on(SUNDAY, CHICAGO)[0].closes_at == utc(2026, 5, 11, 7)


@pytest.mark.parametrize(
    "windows",
    [
        {4: [(time(20), time(23, 55))], 5: [(MIDNIGHT, time(2))]},
        {4: [(time(20), MIDNIGHT)], 5: [(time(0, 5), time(2))]},
        {4: [(time(20), MIDNIGHT)], 6: [(MIDNIGHT, time(2))]},
    ],
)
def test_doors_shut_at_midnight_are_not_followed(windows):
    (opening,) = WeeklyHours(windows).openings_on(FRIDAY, CHICAGO)
    assert opening.closes_at == opening.window.ends_at


def test_only_the_last_window_of_a_day_goes_on_past_midnight():
    hours = WeeklyHours({4: [(time(8), time(9)), (time(20), MIDNIGHT)], 5: [(MIDNIGHT, time(2))]})
    morning, evening = hours.openings_on(FRIDAY, CHICAGO)
    assert morning.closes_at == morning.window.ends_at
    assert evening.closes_at == utc(2026, 5, 9, 7)


def test_a_window_in_the_skipped_hour_does_not_take_place():
    hours = WeeklyHours.every_day((time(2), time(3)), (time(3, 5), time(4)))
    assert len(hours.windows_on(SPRING, CHICAGO)) == 1
    assert len(hours.windows_on(SPRING + timedelta(days=1), CHICAGO)) == 2


def test_a_window_that_opens_or_closes_in_the_skipped_hour_does_so_at_the_jump():
    jump = utc(2026, 3, 8, 8)
    opens_in_it = WeeklyHours.every_day((time(2, 30), time(4)))
    closes_in_it = WeeklyHours.every_day((time(1), time(2, 30)))
    assert opens_in_it.windows_on(SPRING, CHICAGO) == [Interval(jump, utc(2026, 3, 8, 9))]
    assert closes_in_it.windows_on(SPRING, CHICAGO) == [Interval(utc(2026, 3, 8, 7), jump)]


def test_a_window_counts_a_repeated_time_when_it_is_first_shown():
    into_it = WeeklyHours.every_day((time(0), time(1, 30)))
    out_of_it = WeeklyHours.every_day((time(1, 30), time(2)))
    first = utc(2026, 11, 1, 6, 30)
    assert into_it.windows_on(AUTUMN, CHICAGO) == [Interval(utc(2026, 11, 1, 5), first)]
    assert out_of_it.windows_on(AUTUMN, CHICAGO) == [Interval(first, utc(2026, 11, 1, 8))]


def test_round_the_clock_is_one_opening_where_midnight_is_skipped():
    before = SPRING - timedelta(days=1)
    (opening,) = ROUND_THE_CLOCK.openings_on(before, HAVANA)
    assert opening.window.ends_at == start_of_day(SPRING, HAVANA)
    assert opening.closes_at == end_of_day(SPRING, HAVANA)


def test_windows_that_only_the_jump_brings_together_stay_two():
    until_eleven = WeeklyHours({5: [(time(20), time(23))], 6: [(MIDNIGHT, time(2))]})
    from_one = WeeklyHours({5: [(time(20), MIDNIGHT)], 6: [(time(1), time(2))]})
    for hours, saturday, zone in (
        (until_eleven, date(2026, 3, 28), NUUK),
        (from_one, date(2026, 3, 7), HAVANA),
    ):
        (evening,) = hours.openings_on(saturday, zone)
        (morning,) = hours.openings_on(saturday + timedelta(days=1), zone)
        assert evening.window.ends_at == morning.window.starts_at
        assert evening.closes_at == evening.window.ends_at


@pytest.mark.parametrize(
    ("hours", "on_date", "zone"),
    [
        # The evening's last hour is skipped, and with it the window that runs to midnight.
        (
            WeeklyHours(
                {5: [(time(20), time(22)), (time(23), MIDNIGHT)], 6: [(MIDNIGHT, time(2))]}
            ),
            date(2026, 3, 28),
            NUUK,
        ),
        # The morning's first hour is skipped, and with it the window that begins at midnight.
        (
            WeeklyHours({5: [(time(20), MIDNIGHT)], 6: [(MIDNIGHT, time(1)), (time(5), time(6))]}),
            date(2026, 3, 7),
            HAVANA,
        ),
        (
            WeeklyHours({5: [(time(20), MIDNIGHT)], 6: [(MIDNIGHT, time(1))]}),
            date(2026, 3, 7),
            HAVANA,
        ),
    ],
)
def test_a_window_that_does_not_take_place_joins_nothing(hours, on_date, zone):
    (opening,) = hours.openings_on(on_date, zone)
    assert opening.closes_at == opening.window.ends_at
