"""A stored instant moves with the rules of its zone, so that its wall time stays."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parloir.scheduling.wall_time import instants_of
from parloir.scheduling.zone_changes import ZoneChange
from tests.factories.zone_tables import (
    CENTRAL,
    EARLIER_AUTUMN,
    EASTERN,
    LATER_SPRING,
    SUMMER,
    WINTER,
    zone_file_of,
)

MINUTE = timedelta(minutes=1)
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
instants = st.integers(0, (LAST - FIRST) // MINUTE).map(lambda count: FIRST + count * MINUTE)


@st.composite
def rules(draw) -> str:
    """Draw POSIX rules: an offset, and perhaps a summer time of half an hour to two hours."""
    offset = draw(st.integers(-12 * 4, 12 * 4))
    rule = f"<S>{_clock(offset * 15)}"
    if draw(st.booleans()):
        summer = offset * 15 - draw(st.sampled_from([30, 60, 120]))
        spring = f"M{draw(st.integers(2, 5))}.{draw(st.integers(1, 5))}.{draw(st.integers(0, 6))}"
        autumn = f"M{draw(st.integers(8, 11))}.{draw(st.integers(1, 5))}.{draw(st.integers(0, 6))}"
        rule += f"<D>{_clock(summer)},{spring}/{draw(st.integers(0, 23))},{autumn}"
    return rule.replace("<S>", "<STD>").replace("<D>", "<DST>")


def _clock(minutes: int) -> str:
    sign = "-" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60}:{abs(minutes) % 60:02}"


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def zone(rule: str) -> ZoneInfo:
    return ZoneInfo.from_file(BytesIO(zone_file_of(rule)), key=rule)


def shown(instant: datetime, by: ZoneInfo) -> datetime:
    return instant.astimezone(by).replace(tzinfo=None, fold=0)


@given(before=rules().map(zone), after=rules().map(zone), instant=instants)
@example(zone(CENTRAL), zone(WINTER), datetime(2026, 11, 1, 6, 30, tzinfo=UTC))  # the first 1:30
@example(zone(CENTRAL), zone(WINTER), datetime(2026, 11, 1, 7, 30, tzinfo=UTC))  # the second one
@example(zone(WINTER), zone(CENTRAL), datetime(2026, 3, 8, 8, 30, tzinfo=UTC))  # 2:30, skipped now
def test_the_clock_shows_the_same_time_unless_it_skips_it(before, after, instant):
    wall = shown(instant, before)
    kept = ZoneChange(before, after).same_wall_time(instant)
    if kept is None:
        assert instants_of(wall.date(), wall.time(), after) == ()
    else:
        assert shown(kept, after) == wall


@given(before=rules().map(zone), after=rules().map(zone), instant=instants)
def test_an_end_never_comes_to_nothing(before, after, instant):
    change = ZoneChange(before, after)
    kept = change.wall_time_or_next(instant)
    wall = shown(instant, before)
    assert shown(kept, after) >= wall
    assert shown(kept - timedelta(seconds=1), after) < wall or change.same_wall_time(instant)


@given(rule=rules().map(zone), instant=instants)
def test_without_a_change_every_instant_stays(rule, instant):
    assert ZoneChange(rule, rule).same_wall_time(instant) == instant


@given(before=rules().map(zone), after=rules().map(zone), instant=instants)
def test_a_change_that_is_taken_back_leaves_the_wall_time(before, after, instant):
    there = ZoneChange(before, after).same_wall_time(instant)
    if there is not None:
        back = ZoneChange(after, before).same_wall_time(there)
        assert back is not None
        assert shown(back, before) == shown(instant, before)


@pytest.mark.parametrize(
    ("before", "after", "at", "kept"),
    [
        (CENTRAL, WINTER, utc(2026, 7, 1, 15), utc(2026, 7, 1, 16)),
        (CENTRAL, WINTER, utc(2026, 12, 1, 16), utc(2026, 12, 1, 16)),
        (WINTER, SUMMER, utc(2026, 7, 1, 16), utc(2026, 7, 1, 15)),
        (CENTRAL, EASTERN, utc(2026, 7, 1, 15), utc(2026, 7, 1, 14)),
        (CENTRAL, LATER_SPRING, utc(2026, 3, 20, 15), utc(2026, 3, 20, 16)),
        (CENTRAL, LATER_SPRING, utc(2026, 4, 20, 15), utc(2026, 4, 20, 15)),
        # 2:30 on the night that has become the one of the jump
        (CENTRAL, LATER_SPRING, utc(2026, 4, 5, 7, 30), None),
        # 1:30, shown twice by both or by one of them
        (CENTRAL, CENTRAL, utc(2026, 11, 1, 7, 30), utc(2026, 11, 1, 7, 30)),
        (CENTRAL, WINTER, utc(2026, 11, 1, 6, 30), utc(2026, 11, 1, 7, 30)),
        (CENTRAL, WINTER, utc(2026, 11, 1, 7, 30), utc(2026, 11, 1, 7, 30)),
        (CENTRAL, EASTERN, utc(2026, 11, 1, 7, 30), utc(2026, 11, 1, 6, 30)),
        (WINTER, CENTRAL, utc(2026, 11, 1, 7, 30), utc(2026, 11, 1, 6, 30)),
        (CENTRAL, EARLIER_AUTUMN, utc(2026, 10, 25, 6, 30), utc(2026, 10, 25, 6, 30)),
        (CENTRAL, EARLIER_AUTUMN, utc(2026, 10, 25, 8, 0), utc(2026, 10, 25, 9, 0)),
    ],
)
def test_what_becomes_of_an_instant(before, after, at, kept):
    assert ZoneChange(zone(before), zone(after)).same_wall_time(at) == kept


def test_an_end_at_a_skipped_time_is_at_the_jump():
    change = ZoneChange(zone(CENTRAL), zone(LATER_SPRING))
    at_half_past_two = datetime(2026, 4, 5, 7, 30, tzinfo=UTC)
    assert change.wall_time_or_next(at_half_past_two) == datetime(2026, 4, 5, 8, tzinfo=UTC)
