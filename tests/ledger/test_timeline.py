"""The small picture of a visit."""

import pytest

from parloir.ledger.account import Measured
from parloir.ledger.timeline import LANE, WIDTH, state_of, timeline
from parloir.ledger.verdict import Received
from parloir.scheduling.intervals import Interval
from parloir.sides import Side
from tests.ledger.accounts import (
    HALF_MINUTES,
    PICTURE_ALONE,
    SOUND_ALONE,
    VISIT,
    Made,
    account,
    minute,
    until,
)

PART = Interval(VISIT.starts_at, minute(0.5))


@pytest.mark.parametrize(
    ("sound_ms", "picture_ms", "state"),
    [
        (15_001, 15_001, "both"),
        (15_001, 15_000, "sound"),
        (15_000, 15_001, "picture"),
        (15_000, 15_000, "nothing"),
    ],
)
def test_part_is_shown_as_what_was_received_for_more_than_half_of_it(sound_ms, picture_ms, state):
    assert state_of(PART, Received(sound_ms, picture_ms)) == state


def test_parts_that_are_alike_are_one_bar_and_stand_on_the_lanes_floor():
    """The visitor sends everything for 15 minutes, sound for 7.5 more, and then nothing."""
    sound = {at: SOUND_ALONE for at in HALF_MINUTES if minute(15) <= at < minute(22.5)}
    nothing = {at: Measured() for at in HALF_MINUTES if at >= minute(22.5)}
    sent = account(Side.VISITOR, Made(until(minute(15)) | sound | nothing))
    bars = timeline(sent).bars
    of_inmate = [one for one in bars if one.y > LANE]
    assert [(one.x, one.width, one.height, one.state) for one in of_inmate] == [
        (0, WIDTH / 2, LANE, "both"),
        (WIDTH / 2, WIDTH / 4, LANE // 2, "sound"),
        (WIDTH * 3 / 4, WIDTH / 4, 1, "nothing"),
    ]
    assert len({one.y + one.height for one in of_inmate}) == 1


def test_pause_is_a_gap():
    there = (Interval(VISIT.starts_at, minute(10)), Interval(minute(20), VISIT.ends_at))
    bars = timeline(account(there=there)).bars
    assert [(one.x, one.width) for one in bars[:2]] == [(0, 200), (400, 200)]


def test_picture_alone_is_shown_as_such():
    bars = timeline(account(Side.INMATE, Made(dict.fromkeys(HALF_MINUTES, PICTURE_ALONE)))).bars
    assert [one.state for one in bars] == ["picture", "both"]


def test_visit_without_a_moment_together_has_no_picture():
    assert timeline(account(there=())) is None
