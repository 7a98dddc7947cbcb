"""Times in words, on the nights on which the clock changes too."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from parloir.facilities.models import Facility
from parloir.facilities.wording import say_clock, say_moment, say_time

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
JUMP = datetime(2026, 11, 1, 7, tzinfo=UTC)
JAIL = Facility(time_zone="America/Chicago", short_zone_name="Central")
LORD_HOWE = Facility(time_zone="Australia/Lord_Howe", short_zone_name="Lord Howe")


@pytest.mark.parametrize(
    ("instant", "time", "clock"),
    [
        (JUMP - HOUR - MINUTE, "12:59 AM", "12:59 AM Central"),
        (JUMP - HOUR, "1:00 AM CDT", "1:00 AM CDT"),
        (JUMP - MINUTE, "1:59 AM CDT", "1:59 AM CDT"),
        (JUMP, "1:00 AM CST", "1:00 AM CST"),
        (JUMP + HOUR - MINUTE, "1:59 AM CST", "1:59 AM CST"),
        (JUMP + HOUR, "2:00 AM", "2:00 AM Central"),
    ],
)
def test_a_time_that_is_shown_twice_has_letters(instant, time, clock):
    assert (say_time(instant, JAIL), say_clock(instant, JAIL)) == (time, clock)
    assert say_moment(instant, JAIL) == f"Sunday, 1 November, {clock}"


def test_letters_in_spanish():
    with translation.override("es"):
        assert say_time(JUMP, JAIL) == "1:00 AM hora CST"
        assert say_moment(JUMP, JAIL) == "domingo 1 de noviembre, 1:00 AM hora CST"


def test_a_zone_without_letters_says_its_offset():
    jump = datetime(2026, 4, 4, 15, tzinfo=UTC)
    assert say_clock(jump - 15 * MINUTE, LORD_HOWE) == "1:45 AM UTC+11"
    assert say_clock(jump + 15 * MINUTE, LORD_HOWE) == "1:45 AM UTC+10:30"
    assert say_clock(jump + 30 * MINUTE, LORD_HOWE) == "2:00 AM Lord Howe"
