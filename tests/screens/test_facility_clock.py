"""The facility's clock, as the browser needs it to let it tick."""

from datetime import UTC, datetime, timedelta

from parloir.facilities.models import Facility
from parloir.screens.facility_clock import KNOWN_AHEAD, facility_clock

SPRING = datetime(2027, 3, 14, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def clock_of(zone: str, now: datetime):
    return facility_clock(Facility(time_zone=zone, short_zone_name="Here"), now=now)


def test_a_clock_that_does_not_jump_soon():
    clock = clock_of("America/Chicago", datetime(2026, 11, 25, 0, 30, tzinfo=UTC))
    assert (clock.zone, clock.offset_minutes) == ("Here", -360)
    assert (clock.changes_at, clock.offset_minutes_then) == (None, -360)


def test_a_jump_is_announced_a_week_before_and_over_when_it_happens():
    assert clock_of("America/Chicago", SPRING - KNOWN_AHEAD - SECOND).changes_at is None
    before = clock_of("America/Chicago", SPRING - KNOWN_AHEAD + SECOND)
    assert (before.offset_minutes, before.changes_at, before.offset_minutes_then) == (
        -360,
        SPRING,
        -300,
    )
    after = clock_of("America/Chicago", SPRING)
    assert (after.offset_minutes, after.changes_at) == (-300, None)


def test_a_zone_without_summer_time_never_jumps():
    clock = clock_of("America/Phoenix", SPRING - SECOND)
    assert (clock.offset_minutes, clock.changes_at) == (-420, None)


def test_the_same_clock_is_the_same_screen_all_day():
    noon = datetime(2026, 5, 11, 17, tzinfo=UTC)
    assert clock_of("America/Chicago", noon) == clock_of(
        "America/Chicago", noon + timedelta(hours=6)
    )


def test_both_showings_of_the_repeated_hour_are_sent_with_their_letters():
    jump = datetime(2026, 11, 1, 7, tzinfo=UTC)
    before = clock_of("America/Chicago", jump - timedelta(days=2))
    assert [one.zone for one in before.repeated_hours] == ["CDT", "CST"]
    assert (before.repeated_hours[0].starts_at, before.repeated_hours[0].ends_at) == (
        jump - timedelta(hours=1),
        jump,
    )
    # After the jump no other one is announced, and the hour still has its letters.
    after = clock_of("America/Chicago", jump + timedelta(minutes=30))
    assert (after.changes_at, [one.zone for one in after.repeated_hours]) == (None, ["CST"])
    assert clock_of("America/Chicago", SPRING - timedelta(hours=1)).repeated_hours == []
