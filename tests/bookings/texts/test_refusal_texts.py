"""Every rule that can refuse has a text for the person whom it refuses."""

from datetime import UTC, date, datetime, timedelta

import pytest

from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import Facility
from parloir.scheduling.intervals import Interval
from parloir.scheduling.refusals import Refusal, Rule

FACILITY = Facility(
    slug="jackson",
    name="Jackson County Jail",
    short_zone_name="Central",
    time_zone="America/Chicago",
    phone="(816) 555-0100",
    effective_date=date(2018, 11, 19),
    answer_hours=24,
)
MEXICAN = "+525512345678"
START = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)  # Tuesday 24 November, 6:30 PM Central


def say(rule: Rule, **more: object) -> str:
    next_date, next_at = more.pop("next_date", None), more.pop("next_at", None)
    return sentence_for(Refusal(rule, more, next_date, next_at), facility=FACILITY)  # type: ignore[arg-type]


@pytest.mark.parametrize("rule", list(Rule))
def test_every_rule_has_a_sentence_even_without_facts(rule):
    sentence = say(rule)
    assert sentence.endswith(".")
    assert "None" not in sentence
    assert "%(" not in sentence


def test_restricted_until_a_date_says_when_visits_are_possible_again():
    sentence = say(Rule.RESTRICTED, until=date(2027, 2, 20), next_date=date(2027, 2, 21))
    assert "until and including Saturday, 20 February 2027" in sentence
    assert "from Sunday, 21 February 2027 on" in sentence
    assert FACILITY.phone in sentence
    assert "under “Restrictions”" in sentence


def test_restricted_for_good_names_no_date_but_says_what_to_do():
    sentence = say(Rule.RESTRICTED, until=None)
    assert "no end date" in sentence
    assert FACILITY.phone in sentence
    assert "under “Restrictions”" in sentence


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        (Rule.RESTRICTED, {"until": date(2027, 2, 20)}),
        (Rule.RESTRICTED, {}),
        (Rule.INMATE_UNAVAILABLE, {}),
        (Rule.NO_CONTACT, {}),
    ],
)
@pytest.mark.parametrize(
    ("own_number", "shown"),
    [("", "(816) 555-0142"), ("+18165550199", "(816) 555-0142"), (MEXICAN, "+1 816-555-0142")],
)
def test_facilitys_number_is_written_as_the_reader_dials_it(rule, facts, own_number, shown):
    facility = Facility(name="Jackson County Jail", phone="+18165550142")
    sentence = sentence_for(Refusal(rule, facts), facility=facility, to=own_number)
    assert shown in sentence
    assert sentence.count("816") == 1


def test_too_early_says_from_when():
    sentence = say(Rule.PIN_TOO_EARLY, starts_at=START, opens_at=START - timedelta(minutes=15))
    assert "begins at 6:30 PM Central" in sentence
    assert "from 6:15 PM Central on" in sentence


def test_too_late_says_until_when():
    sentence = say(Rule.PIN_TOO_LATE, starts_at=START, closes_at=START + timedelta(minutes=10))
    assert "until 6:40 PM Central" in sentence


@pytest.mark.parametrize(
    ("next_at", "expected"), [(START, "Please come back then."), (None, "book another one")]
)
def test_wrong_day_tells_ahead_from_behind(next_at, expected):
    assert expected in say(Rule.PIN_WRONG_DAY, starts_at=START, next_at=next_at)


def test_outside_hours_names_the_hours_of_the_day():
    window = Interval(START - timedelta(hours=4), START)
    sentence = say(Rule.OUTSIDE_HOURS, windows=(window,))
    assert "2:30 PM Central to 6:30 PM Central" in sentence


def test_a_rule_of_time_says_the_next_time():
    sentence = say(Rule.OFF_GRID, grid=timedelta(minutes=30), next_at=START)
    assert "every 30 minutes" in sentence
    assert "Tuesday, 24 November, 6:30 PM Central" in sentence


@pytest.mark.parametrize(("hours", "words"), [(24, "1 day"), (12, "12 hours"), (1, "1 hour")])
def test_waiting_for_approval_says_how_long(hours, words):
    assert f"takes {words} at most" in say(Rule.NOT_APPROVED, hours=hours)
