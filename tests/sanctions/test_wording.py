import pytest

from parloir.sanctions.ladder import NO_LADDER, NOTICE_LADDER, Ladder
from parloir.sanctions.wording import say_ladder, say_ladder_in_short

ENDS = "Any of these ends the visit immediately"


def test_the_ladder_of_the_notice_is_said_as_the_notice_says_it():
    assert say_ladder(NOTICE_LADDER) == [
        "First offense: visits, on-site and remote, are restricted for 90 days.",
        "Second offense: visits, on-site and remote, are restricted permanently.",
    ]


def test_other_ladders_are_said_step_by_step():
    assert say_ladder(NO_LADDER) == []
    assert say_ladder(Ladder((30,), window_days=365)) == [
        "Each offense: visits, on-site and remote, are restricted for 30 days.",
        "An offense no longer counts when more than 365 days have passed since.",
    ]
    lines = say_ladder(Ladder((1, 2, 3, 4)))
    assert [line.partition(":")[0] for line in lines] == [
        "First offense", "Second offense", "Third offense", "Offense number 4",
        "Each later offense",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ((), f"{ENDS}."),
        ((None,), f"{ENDS}, and visits are then not possible for good."),
        ((30,), f"{ENDS}, and visits are then not possible for 30 days."),
        (
            (90, None),
            (
                f"{ENDS}. The first time, visits are not possible for 90 days; the second time, "
                "for good."
            ),
        ),
        (
            (30, 90, None),
            (
                f"{ENDS}. The first time, visits are not possible for 30 days; the procedure of "
                "the facility says what follows after that."
            ),
        ),
    ],
)
def test_before_a_visit_it_is_one_sentence(steps, sentence):
    assert say_ladder_in_short(Ladder(steps)) == sentence
