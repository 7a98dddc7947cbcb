from dataclasses import replace
from datetime import date, timedelta

import pytest

from parloir.scheduling.intervals import Interval
from parloir.scheduling.refusals import Rule
from parloir.scheduling.rules import (
    check_start,
    next_start,
    starts_on,
)
from parloir.scheduling.ticks import TICK
from parloir.scheduling.wall_time import start_of_day
from tests.scheduling.facts import (
    ANY_TIME_FACTS,
    FRIDAY,
    MONDAY,
    NINE_ON_FRIDAY,
    ON_SITE_FACTS,
    REMOTE_FACTS,
    SATURDAY,
    SUNDAY,
    local,
)
from tests.scheduling.hours import FIVE_MINUTES, HALF_HOUR, REMOTE
from tests.scheduling.zones import CHICAGO

INSTANT = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
ONE_DAY = timedelta(days=1)


def broken(starts_at, facts):
    return [refusal.rule for refusal in check_start(starts_at=starts_at, facts=facts)]


@pytest.mark.parametrize(
    ("hour", "minute", "rules"),
    [
        (7, 30, [Rule.OUTSIDE_HOURS]),
        (7, 55, [Rule.OUTSIDE_HOURS]),
        (8, 0, []),
        (17, 0, []),
        (17, 5, [Rule.OUTSIDE_HOURS]),
        (17, 30, [Rule.OUTSIDE_HOURS]),
        (17, 55, [Rule.OUTSIDE_HOURS]),
        (18, 0, []),
        (21, 0, []),
        (21, 5, [Rule.OUTSIDE_HOURS]),
        (21, 30, [Rule.OUTSIDE_HOURS]),
    ],
)
def test_remote_hours(hour, minute, rules):
    assert broken(local(SATURDAY, hour, minute), REMOTE_FACTS) == rules


@pytest.mark.parametrize(
    ("hour", "minute", "rules"),
    [
        (7, 55, [Rule.OUTSIDE_HOURS]),
        (8, 0, []),
        (17, 30, []),
        (18, 30, []),
        (18, 35, [Rule.OUTSIDE_HOURS]),
        (19, 0, [Rule.OUTSIDE_HOURS]),
    ],
)
def test_on_site_hours(hour, minute, rules):
    assert broken(local(MONDAY, hour, minute), ON_SITE_FACTS) == rules


@pytest.mark.parametrize(
    ("on_date", "rules"),
    [
        (FRIDAY, []),
        (SATURDAY, [Rule.OUTSIDE_HOURS]),
        (SUNDAY, [Rule.OUTSIDE_HOURS]),
        (MONDAY, []),
    ],
)
def test_on_site_days(on_date, rules):
    assert broken(local(on_date, 12), ON_SITE_FACTS) == rules


def test_outside_hours_tells_the_windows_of_the_day_and_the_next_visit():
    (refusal,) = check_start(starts_at=local(SATURDAY, 17, 30), facts=REMOTE_FACTS)
    assert refusal.facts == {"windows": tuple(REMOTE.windows_on(SATURDAY, CHICAGO))}
    assert refusal.next_at == local(SATURDAY, 18)
    assert refusal.next_date == SATURDAY


def test_on_a_day_without_hours_the_next_visit_is_on_the_next_day_that_has_them():
    (refusal,) = check_start(starts_at=local(SATURDAY, 12), facts=ON_SITE_FACTS)
    assert refusal.facts == {"windows": ()}
    assert refusal.next_at == local(MONDAY, 8)
    assert refusal.next_date == MONDAY


@pytest.mark.parametrize(
    ("off", "rules"),
    [
        (-FIVE_MINUTES, [Rule.OFF_GRID]),
        (-INSTANT, [Rule.OFF_GRID]),
        (timedelta(0), []),
        (INSTANT, [Rule.OFF_GRID]),
        (FIVE_MINUTES, [Rule.OFF_GRID]),
    ],
)
def test_starts_lie_on_the_grid(off, rules):
    assert broken(local(MONDAY, 10, 30) + off, ON_SITE_FACTS) == rules


def test_off_grid_tells_the_grid_and_the_next_visit():
    (refusal,) = check_start(starts_at=local(MONDAY, 10, 35), facts=ON_SITE_FACTS)
    assert refusal.facts == {"grid": HALF_HOUR, "opens_at": local(MONDAY, 8)}
    assert refusal.next_at == local(MONDAY, 11)


def test_nothing_before_the_effective_date():
    facts = replace(REMOTE_FACTS, effective_date=MONDAY)
    (refusal,) = check_start(starts_at=local(SUNDAY, 21), facts=facts)
    assert refusal.rule is Rule.NOT_YET_IN_SERVICE
    assert refusal.facts == {"effective_date": MONDAY}
    assert refusal.next_at == local(MONDAY, 8)
    assert refusal.next_date == MONDAY
    assert broken(local(MONDAY, 8), facts) == []


def test_the_effective_date_is_the_facilitys_own():
    facts = replace(ANY_TIME_FACTS, effective_date=MONDAY)
    midnight = start_of_day(MONDAY, CHICAGO)
    assert broken(midnight - FIVE_MINUTES, facts) == [Rule.NOT_YET_IN_SERVICE]
    assert broken(midnight, facts) == []


def test_a_start_is_past_once_it_is_before_now():
    starts_at = local(FRIDAY, 9, 30)
    assert broken(starts_at, replace(ON_SITE_FACTS, now=starts_at)) == []
    assert broken(starts_at, replace(ON_SITE_FACTS, now=starts_at + INSTANT)) == [Rule.IN_THE_PAST]


def test_a_past_start_is_not_also_too_soon():
    facts = replace(ON_SITE_FACTS, now=local(FRIDAY, 9, 10), earliest_notice=ONE_DAY)
    (refusal,) = check_start(starts_at=local(FRIDAY, 9), facts=facts)
    assert refusal.rule is Rule.IN_THE_PAST
    assert refusal.next_at == local(MONDAY, 8)


def test_earliest_notice_is_kept_to_the_instant():
    facts = replace(ON_SITE_FACTS, earliest_notice=timedelta(hours=2))
    starts_at = local(FRIDAY, 11)
    assert broken(starts_at, facts) == []
    late = replace(facts, now=NINE_ON_FRIDAY + INSTANT)
    (refusal,) = check_start(starts_at=starts_at, facts=late)
    assert refusal.rule is Rule.TOO_SOON
    assert refusal.facts == {
        "earliest_notice": timedelta(hours=2),
        "earliest_at": starts_at + INSTANT,
    }
    assert refusal.next_at == local(FRIDAY, 11, 30)


def test_earliest_notice_of_a_day_is_24_hours_on_the_spring_night_too():
    spring = date(2026, 3, 8)
    facts = replace(
        ANY_TIME_FACTS, now=local(spring - ONE_DAY, 12), earliest_notice=timedelta(hours=24)
    )
    assert broken(local(spring, 12, 55), facts) == [Rule.TOO_SOON]
    assert broken(local(spring, 13), facts) == []


def test_latest_notice_counts_whole_dates():
    last = FRIDAY + 120 * ONE_DAY
    midnight = start_of_day(last + ONE_DAY, CHICAGO)
    for now in (start_of_day(FRIDAY, CHICAGO), start_of_day(SATURDAY, CHICAGO) - INSTANT):
        facts = replace(ANY_TIME_FACTS, now=now)
        assert broken(midnight - FIVE_MINUTES, facts) == []
        assert broken(midnight, facts) == [Rule.TOO_FAR]


def test_too_far_tells_from_when_it_can_be_booked_and_no_next_visit():
    starts_at = local(FRIDAY + 125 * ONE_DAY, 12)
    (refusal,) = check_start(starts_at=starts_at, facts=REMOTE_FACTS)
    assert refusal.facts == {
        "last_date": FRIDAY + 120 * ONE_DAY,
        "bookable_from_date": FRIDAY + 5 * ONE_DAY,
    }
    assert (refusal.next_at, refusal.next_date) == (None, None)


def test_with_no_days_ahead_only_today_can_be_booked():
    facts = replace(REMOTE_FACTS, latest_notice_days=0)
    assert broken(local(FRIDAY, 21), facts) == []
    assert broken(local(SATURDAY, 8), facts) == [Rule.TOO_FAR]


def test_a_closure_refuses_what_it_touches():
    closure = Interval(local(MONDAY, 10), local(MONDAY, 11))
    facts = replace(ON_SITE_FACTS, closures=(closure,))
    assert broken(local(MONDAY, 9, 30), facts) == []
    assert broken(local(MONDAY, 10), facts) == [Rule.CLOSED]
    assert broken(local(MONDAY, 10, 30), facts) == [Rule.CLOSED]
    assert broken(local(MONDAY, 11), facts) == []


def test_a_closure_that_begins_within_the_visit_refuses_it():
    closure = Interval(local(MONDAY, 10) - TICK, local(MONDAY, 11))
    facts = replace(ON_SITE_FACTS, closures=(closure,))
    assert broken(local(MONDAY, 9, 30), facts) == [Rule.CLOSED]


def test_closed_tells_the_closure_that_lasts_longest_and_the_next_visit():
    shorter = Interval(local(MONDAY, 10), local(MONDAY, 11))
    longer = Interval(local(MONDAY, 9), local(MONDAY, 12))
    facts = replace(ON_SITE_FACTS, closures=(longer, shorter))
    (refusal,) = check_start(starts_at=local(MONDAY, 10), facts=facts)
    assert refusal.facts == {
        "closed_from": local(MONDAY, 9),
        "closed_until": local(MONDAY, 12),
    }
    assert refusal.next_at == local(MONDAY, 12)


def test_every_rule_broken_is_told_with_the_same_next_visit():
    facts = replace(
        ON_SITE_FACTS,
        effective_date=MONDAY,
        closures=(Interval(local(FRIDAY, 7), local(MONDAY, 9)),),
    )
    refusals = check_start(starts_at=local(FRIDAY, 7, 5), facts=facts)
    assert [refusal.rule for refusal in refusals] == [
        Rule.NOT_YET_IN_SERVICE,
        Rule.IN_THE_PAST,
        Rule.OUTSIDE_HOURS,
        Rule.CLOSED,
    ]
    assert {refusal.next_at for refusal in refusals} == {local(MONDAY, 9)}


def test_no_next_visit_where_everything_is_closed():
    closure = Interval(local(FRIDAY, 0), local(FRIDAY + 130 * ONE_DAY, 0))
    facts = replace(ANY_TIME_FACTS, closures=(closure,))
    (refusal,) = check_start(starts_at=local(MONDAY, 12), facts=facts)
    assert (refusal.next_at, refusal.next_date) == (None, None)
    assert next_start(not_before=NINE_ON_FRIDAY, facts=facts) is None


def test_no_next_visit_before_a_service_that_begins_out_of_reach():
    facts = replace(REMOTE_FACTS, effective_date=FRIDAY + 121 * ONE_DAY)
    assert next_start(not_before=NINE_ON_FRIDAY, facts=facts) is None
    assert facts.first_date > facts.last_date


def test_the_dates_that_can_be_booked():
    facts = replace(REMOTE_FACTS, earliest_notice=ONE_DAY, latest_notice_days=14)
    assert (facts.first_date, facts.last_date) == (SATURDAY, FRIDAY + 14 * ONE_DAY)
    assert starts_on(on_date=FRIDAY, facts=facts) == []
    assert starts_on(on_date=SATURDAY, facts=facts)[0].starts_at == local(SATURDAY, 9)
    assert len(starts_on(on_date=facts.last_date, facts=facts)) == 26
    assert starts_on(on_date=facts.last_date + ONE_DAY, facts=facts) == []


@pytest.mark.parametrize(("seconds", "hour"), [(-1, 10), (0, 10), (1, 11)])
def test_next_start_may_begin_at_that_very_instant(seconds, hour):
    facts = replace(REMOTE_FACTS, grid=timedelta(hours=1))
    visit = next_start(not_before=local(SATURDAY, 10) + seconds * SECOND, facts=facts)
    assert visit == Interval(local(SATURDAY, hour), local(SATURDAY, hour, 30))


@pytest.mark.parametrize(
    "wrong",
    [
        {"earliest_notice": -SECOND},
        {"latest_notice_days": -1},
        {"grid": timedelta(minutes=7)},
        {"length": timedelta(0)},
        {"now": NINE_ON_FRIDAY.astimezone(CHICAGO)},
    ],
)
def test_facts_that_make_no_sense_are_errors(wrong):
    with pytest.raises(ValueError, match=r"negative|whole ticks|UTC"):
        replace(ON_SITE_FACTS, **wrong)


def test_a_start_that_is_not_in_utc_is_an_error():
    with pytest.raises(ValueError, match="UTC"):
        check_start(starts_at=local(MONDAY, 8).astimezone(CHICAGO), facts=ON_SITE_FACTS)
