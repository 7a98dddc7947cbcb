from datetime import time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from parloir.scheduling.intervals import Interval
from parloir.scheduling.rules import TimeFacts, check_start, starts_on
from parloir.scheduling.ticks import TICK
from parloir.scheduling.wall_time import local_date, start_of_day
from parloir.scheduling.weekly_hours import WeeklyHours
from tests.scheduling.hours import REMOTE, ROUND_THE_CLOCK
from tests.scheduling.zones import DST_NIGHTS

ONE_DAY = timedelta(days=1)


@given(
    night=st.sampled_from(DST_NIGHTS),
    spring=st.booleans(),
    hours=st.sampled_from(
        [
            ROUND_THE_CLOCK,
            REMOTE,
            WeeklyHours(
                {5: [(time(22), time(0))], 6: [(time(0), time(1, 30)), (time(2), time(4))]}
            ),
        ]
    ),
    now=st.integers(-200, 500),
    earliest=st.integers(0, 100),
    latest=st.integers(0, 3),
    serves_after=st.integers(-1, 2),
    length=st.integers(1, 24),
    grid=st.integers(1, 24),
    closed=st.lists(st.tuples(st.integers(0, 500), st.integers(1, 60)), max_size=2),
    asked=st.lists(st.integers(-50, 650), min_size=1, max_size=30),
)
def test_what_is_offered_is_what_is_not_refused(
    night, spring, hours, now, earliest, latest, serves_after, length, grid, closed, asked
):
    zone, eve = night[0], (night[1] if spring else night[2]) - ONE_DAY
    origin = start_of_day(eve, zone)
    facts = TimeFacts(
        now=origin + now * TICK,
        zone=zone,
        effective_date=eve + serves_after * ONE_DAY,
        hours=hours,
        length=length * TICK,
        grid=grid * TICK,
        closures=tuple(
            Interval(origin + at * TICK, origin + (at + lasts) * TICK) for at, lasts in closed
        ),
        earliest_notice=earliest * TICK,
        latest_notice_days=latest,
    )
    # No later date can be booked: `now` is on the second of them at the latest.
    offered = {
        visit.starts_at
        for days in range(-2, 5)
        for visit in starts_on(on_date=eve + days * ONE_DAY, facts=facts)
    }
    for starts_at in [origin + tick * TICK for tick in asked] + sorted(offered):
        refusals = check_start(starts_at=starts_at, facts=facts)
        assert (starts_at in offered) == (refusals == [])
        later = min((other for other in offered if other >= starts_at), default=None)
        for refusal in refusals:
            assert refusal.next_at == later
            assert refusal.next_date == (local_date(later, zone) if later else None)
