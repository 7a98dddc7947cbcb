"""Visiting hours in words, as in a notice."""

from datetime import time

import pytest

from parloir.facilities.hours_wording import say_days_with_hours, say_weekly_hours
from parloir.scheduling.weekly_hours import WeeklyHours

DAY = (time(8), time(19))


def lines(hours):
    return [(line.days, line.hours) for line in say_weekly_hours(hours)]


def test_every_day_with_two_windows():
    hours = WeeklyHours.every_day((time(8), time(17, 30)), (time(18), time(21, 30)))
    assert lines(hours) == [("Every day", "8:00 AM to 5:30 PM and 6:00 PM to 9:30 PM")]


@pytest.mark.parametrize(
    ("weekdays", "words"),
    [
        (range(5), "Monday to Friday"),
        ([5, 6], "Saturday and Sunday"),
        ([2], "Wednesday"),
        ([1, 3], "Tuesday and Thursday"),
        (range(7), "Every day"),
        ([], ""),
    ],
)
def test_days_are_named_in_runs(weekdays, words):
    assert say_days_with_hours(WeeklyHours.on(weekdays, DAY)) == words


def test_days_with_other_hours_have_a_line_of_their_own():
    hours = WeeklyHours({day: [DAY] for day in range(5)} | {5: [(time(10), time(0))]})
    assert lines(hours) == [
        ("Monday to Friday", "8:00 AM to 7:00 PM"),
        ("Saturday", "10:00 AM to midnight"),
    ]


def test_round_the_clock():
    assert lines(WeeklyHours.round_the_clock()) == [("Every day", "at any hour")]
