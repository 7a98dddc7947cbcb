"""How much picture a line carries beside the voice: what is decided, second by second."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parloir.realtime.thin_line import Line, Rung, Second

CLEAN = Second(sound_missing=0, lost=0, delay_ms=0)
FAIR = Second(sound_missing=50, lost=0, delay_ms=0)
BAD = Second(sound_missing=100, lost=0, delay_ms=0)
SEVERE = Second(sound_missing=200, lost=0, delay_ms=0)

WHOLE, SMALL, SLOW, PAUSED = Rung.WHOLE, Rung.SMALL, Rung.SLOW, Rung.PAUSED


def after(*seconds: Second, line: Line | None = None) -> Line:
    now = line or Line()
    for second in seconds:
        now = now.after(second)
    return now


def at(rung: Rung) -> Line:
    """Return a line that has come down to this rung, whose last step has settled."""
    return Line(rung=rung)


@pytest.mark.parametrize(
    ("second", "is_bad", "is_clean"),
    [
        (Second(0, 0, 0), False, True),
        (Second(20, 50, 1200), False, True),
        (Second(21, 0, 0), False, False),
        (Second(0, 51, 0), False, False),
        (Second(0, 0, 1201), False, False),
        (Second(79, 199, 1999), False, False),
        (Second(80, 0, 0), True, False),
        (Second(0, 200, 0), True, False),
        (Second(0, 0, 2000), True, False),
    ],
)
def test_what_is_bad_and_what_is_clean(second: Second, is_bad: bool, is_clean: bool) -> None:
    assert (second.is_bad, second.is_clean) == (is_bad, is_clean)


@pytest.mark.parametrize(
    ("rung", "seconds", "then"),
    [
        (WHOLE, [BAD], WHOLE),
        (WHOLE, [BAD, FAIR, BAD], WHOLE),
        (WHOLE, [BAD, BAD], SMALL),
        (SMALL, [BAD, BAD], SLOW),
        (SLOW, [BAD, BAD], PAUSED),
        (PAUSED, [BAD, BAD, BAD], PAUSED),
        (WHOLE, [Second(199, 0, 0)], WHOLE),
        (WHOLE, [SEVERE], SLOW),
        (SMALL, [SEVERE], SLOW),
        (SLOW, [SEVERE], PAUSED),
        (PAUSED, [SEVERE], PAUSED),
    ],
)
def test_steps_down(rung: Rung, seconds: list[Second], then: Rung) -> None:
    assert after(*seconds, line=at(rung)).rung is then


def test_for_those_who_sign_sound_that_is_missing_alone_is_no_reason() -> None:
    second = Second(sound_missing=1000, lost=199, delay_ms=1999)
    assert (second.is_severe, second.is_bad) == (True, True)
    assert (second.of_picture_alone.is_severe, second.of_picture_alone.is_bad) == (False, False)
    assert Second(0, 200, 0).of_picture_alone.is_bad
    assert Second(0, 0, 2000).of_picture_alone.is_bad


def test_three_seconds_after_a_step_show_what_was_sent_before_it() -> None:
    settling = after(BAD, BAD)
    assert after(SEVERE, SEVERE, SEVERE, line=settling).rung is SMALL
    assert after(SEVERE, SEVERE, SEVERE, SEVERE, line=settling).rung is SLOW


@pytest.mark.parametrize(("rung", "then"), [(PAUSED, SLOW), (SLOW, SMALL), (SMALL, WHOLE)])
def test_ten_clean_seconds_without_a_bad_one_are_a_step_up(rung: Rung, then: Rung) -> None:
    assert after(*[CLEAN] * 9, line=at(rung)).rung is rung
    assert after(*[CLEAN] * 10, line=at(rung)).rung is then
    assert after(*[CLEAN] * 9, FAIR, FAIR, line=at(rung)).rung is rung
    assert after(*[CLEAN] * 9, FAIR, FAIR, FAIR, line=at(rung)).rung is then
    assert after(*[CLEAN] * 9, BAD, *[CLEAN] * 9, line=at(rung)).rung is rung


def test_a_line_that_is_good_again_has_the_whole_picture_after_half_a_minute() -> None:
    assert after(*[CLEAN] * 29, line=at(PAUSED)).rung is SMALL
    assert after(*[CLEAN] * 30, line=at(PAUSED)).rung is WHOLE


def test_a_line_that_loses_a_little_whatever_is_sent_has_a_picture() -> None:
    assert after(*[FAIR] * 29, line=at(PAUSED)).rung is PAUSED
    assert after(*[FAIR] * 30, line=at(PAUSED)).rung is SLOW
    assert after(*[FAIR] * 90, line=at(PAUSED)).rung is WHOLE


def test_a_step_up_that_fails_is_taken_back_and_waits_four_times_as_long() -> None:
    failed = after(*[CLEAN] * 10, BAD, line=at(SMALL))
    assert failed.rung is SMALL
    assert after(*[CLEAN] * 39, line=failed).rung is SMALL
    again = after(*[CLEAN] * 40, line=failed)
    assert again.rung is WHOLE
    assert after(*[CLEAN] * 159, line=after(SEVERE, line=again)).rung is SMALL
    assert after(*[CLEAN] * 160, line=after(SEVERE, line=again)).rung is WHOLE


def test_no_step_waits_longer_than_for_five_minutes_and_a_third() -> None:
    line = at(SMALL)
    for wait in (10, 40, 160, 320, 320):
        assert after(*[CLEAN] * (wait - 1), line=line).rung is SMALL
        line = after(*[CLEAN] * wait, BAD, line=line)


def test_a_step_up_that_holds_for_ten_seconds_is_tried_again_soon() -> None:
    failed = after(*[CLEAN] * 10, BAD, line=at(SMALL))
    holds = after(*[CLEAN] * 40, *[CLEAN] * 10, line=failed)
    down = after(BAD, BAD, line=holds)
    assert down.rung is SMALL
    assert after(*[CLEAN] * 10, line=down).rung is WHOLE


def test_a_failure_above_does_not_delay_the_steps_below() -> None:
    failed = after(*[CLEAN] * 10, BAD, line=at(SMALL))
    slow = after(CLEAN, CLEAN, CLEAN, BAD, BAD, line=failed)
    assert slow.rung is SLOW
    assert after(*[CLEAN] * 10, line=slow).rung is SMALL
    assert after(*[CLEAN] * 49, line=slow).rung is SMALL
    assert after(*[CLEAN] * 50, line=slow).rung is WHOLE


SECONDS = st.builds(Second, st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 60_000))


@given(st.lists(st.sampled_from([CLEAN, FAIR, BAD, SEVERE]) | SECONDS, max_size=80))
def test_a_bad_second_never_brings_more_picture_and_good_ones_bring_all(
    seconds: list[Second],
) -> None:
    line = Line()
    for second in seconds:
        now = line.after(second)
        assert now.rung <= line.rung or (not second.is_bad and now.rung == line.rung + 1)
        assert now.rung == line.rung or now.clean == 0
        line = now
    assert after(*[CLEAN] * 1000, line=line).rung is WHOLE
