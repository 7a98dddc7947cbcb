from datetime import date, timedelta

import pytest

from parloir.scheduling.admission import AdmissionWindow, check_admission_window
from parloir.scheduling.refusals import Rule
from parloir.scheduling.rules import restriction_dates
from parloir.scheduling.wall_time import start_of_day
from tests.scheduling.facts import FRIDAY, MONDAY, local
from tests.scheduling.hours import FIVE_MINUTES, HALF_HOUR
from tests.scheduling.zones import CHICAGO

INSTANT = timedelta(microseconds=1)
ONE_DAY = timedelta(days=1)
START = local(MONDAY, 15)
QUARTER, TEN_MINUTES = timedelta(minutes=15), timedelta(minutes=10)


def admission(now, **more):
    window = {"starts_at": START, "early": QUARTER, "late": TEN_MINUTES} | more
    return [refusal.rule for refusal in check_admission_window(AdmissionWindow(now=now, **window))]


@pytest.mark.parametrize(
    ("after_start", "rules"),
    [
        (-QUARTER - INSTANT, [Rule.PIN_TOO_EARLY]),
        (-QUARTER, []),
        (timedelta(0), []),
        (TEN_MINUTES, []),
        (TEN_MINUTES + INSTANT, [Rule.PIN_TOO_LATE]),
    ],
)
def test_admission_from_15_minutes_before_to_10_after(after_start, rules):
    assert admission(START + after_start) == rules
    assert admission(START + after_start, zone=CHICAGO, ends_at=START + HALF_HOUR) == rules


def test_admission_too_early_tells_when_to_come():
    (refusal,) = check_admission_window(
        AdmissionWindow(
            now=START - HALF_HOUR, starts_at=START, early=QUARTER, late=TEN_MINUTES, zone=CHICAGO
        )
    )
    assert refusal.facts == {
        "starts_at": START,
        "opens_at": START - QUARTER,
        "closes_at": START + TEN_MINUTES,
    }
    assert (refusal.next_at, refusal.next_date) == (START - QUARTER, MONDAY)


def test_admission_too_late_has_no_next_time():
    (refusal,) = check_admission_window(
        AdmissionWindow(
            now=START + HALF_HOUR, starts_at=START, early=QUARTER, late=TEN_MINUTES, zone=CHICAGO
        )
    )
    assert (refusal.next_at, refusal.next_date) == (None, None)


def test_admission_ends_with_the_visit_however_long_the_grace():
    ends_at = START + HALF_HOUR
    long_grace = {"late": HALF_HOUR, "ends_at": ends_at}
    assert admission(ends_at - INSTANT, **long_grace) == []
    assert admission(ends_at, **long_grace) == [Rule.PIN_TOO_LATE]


def test_admission_on_another_date():
    tuesday = start_of_day(MONDAY + ONE_DAY, CHICAGO)
    monday = start_of_day(MONDAY, CHICAGO)
    assert admission(monday - INSTANT, zone=CHICAGO) == [Rule.PIN_WRONG_DAY]
    assert admission(monday, zone=CHICAGO) == [Rule.PIN_TOO_EARLY]
    assert admission(tuesday - INSTANT, zone=CHICAGO) == [Rule.PIN_TOO_LATE]
    assert admission(tuesday, zone=CHICAGO) == [Rule.PIN_WRONG_DAY]


def test_admission_on_the_eve_of_a_visit_just_after_midnight():
    starts_at = start_of_day(MONDAY, CHICAGO) + FIVE_MINUTES
    assert admission(starts_at - TEN_MINUTES, starts_at=starts_at, zone=CHICAGO) == []


def test_admission_refuses_a_time_that_is_not_in_utc():
    with pytest.raises(ValueError, match="UTC"):
        admission(START.astimezone(CHICAGO))


@pytest.mark.parametrize("offense", [date(2026, 5, 8), date(2024, 2, 29), date(2026, 12, 31)])
def test_a_first_offense_restricts_its_date_and_the_90_after_it(offense):
    dates = restriction_dates(offense)
    assert tuple(dates) == (offense, offense + timedelta(days=90))
    assert dates.first_free_date == offense + timedelta(days=91)
    assert [days for days in range(-2, 95) if dates.covers(offense + timedelta(days=days))] == list(
        range(91)
    )


def test_restriction_dates_on_the_calendar():
    assert restriction_dates(date(2026, 11, 1)).first_free_date == date(2027, 1, 31)


def test_a_restriction_of_no_days_is_the_rest_of_the_day():
    assert restriction_dates(FRIDAY, days=0) == (FRIDAY, FRIDAY)
    with pytest.raises(ValueError, match="days"):
        restriction_dates(FRIDAY, days=-1)
