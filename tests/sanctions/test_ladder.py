"""The fold: P17 and P18, other ladders, windows, and any order of offenses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parloir.sanctions.ladder import NO_LADDER, NOTICE_LADDER, Ladder, Offense, Step, fold

D = date(2026, 5, 11)
NOON = datetime(2026, 5, 11, 17, tzinfo=UTC)


def day(offset: int) -> date:
    return D + timedelta(days=offset)


def offenses(*offsets: int) -> list[Offense]:
    """Return offenses on these days after D, recorded in this order; the key is the position."""
    return [
        Offense(place, day(offset), NOON + timedelta(minutes=place))
        for place, offset in enumerate(offsets)
    ]


def test_the_notice_restricts_for_90_days_and_then_for_good():
    assert fold(offenses(0, 91, 200), NOTICE_LADDER) == {
        0: Step(D, day(90)),
        1: Step(day(91), None),
        2: Step(day(200), None),
    }


def test_nothing_follows_without_steps_or_offenses():
    assert fold(offenses(0, 1), NO_LADDER) == {}
    assert fold([], NOTICE_LADDER) == {}


def test_the_last_step_holds_for_every_later_offense():
    assert fold(offenses(0, 0, 0), Ladder((30, 60))) == {
        0: Step(D, day(30)),
        1: Step(D, day(60)),
        2: Step(D, day(60)),
    }


def test_the_date_decides_which_is_first_and_then_the_moment_of_recording():
    assert fold(offenses(5, 0), NOTICE_LADDER) == {1: Step(D, day(90)), 0: Step(day(5), None)}
    assert fold(offenses(0, 0), NOTICE_LADDER) == {0: Step(D, day(90)), 1: Step(D, None)}


@pytest.mark.parametrize(
    ("later", "counts"), [(0, True), (364, True), (365, True), (366, False), (3650, False)]
)
def test_an_offense_counts_until_and_including_the_last_day_of_the_window(later, counts):
    steps = fold(offenses(0, later), Ladder((90, None), window_days=365))
    assert steps[1].is_permanent == counts


def test_a_window_of_no_days_counts_those_of_the_same_day():
    steps = fold(offenses(0, 0, 1), Ladder((10, 20, None), window_days=0))
    assert [steps[key].until_date for key in range(3)] == [day(10), day(20), day(11)]


ANY_OFFENSES = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 5)), max_size=8).map(
    lambda rows: [
        Offense(key, day(offset), NOON + timedelta(minutes=minute))
        for key, (offset, minute) in enumerate(rows)
    ]
)
ANY_LADDER = st.builds(
    Ladder,
    st.lists(st.integers(1, 200), max_size=3).flatmap(
        lambda days: st.sampled_from([tuple(days), (*days, None)])
    ),
    st.one_of(st.none(), st.integers(0, 400)),
)


@given(made=ANY_OFFENSES, ladder=ANY_LADDER, seed=st.randoms())
def test_the_order_in_which_they_are_given_changes_nothing(made, ladder, seed):
    shuffled = list(made)
    seed.shuffle(shuffled)
    assert fold(shuffled, ladder) == fold(made, ladder)


@given(made=ANY_OFFENSES, ladder=ANY_LADDER)
def test_every_offense_begins_its_step_on_its_own_day(made, ladder):
    steps = fold(made, ladder)
    if not ladder.steps:
        assert steps == {}
        return
    assert {key: step.from_date for key, step in steps.items()} == {
        one.key: one.occurred_date for one in made
    }
    allowed = {None if days is None else days for days in ladder.steps}
    lasted = {
        None if step.until_date is None else (step.until_date - step.from_date).days
        for step in steps.values()
    }
    assert lasted <= allowed


@given(made=ANY_OFFENSES, ladder=ANY_LADDER)
def test_one_offense_less_never_makes_another_one_graver(made, ladder):
    """This holds for a ladder whose steps only get longer."""
    rising = Ladder(
        tuple(sorted(ladder.steps, key=lambda days: days or 10_000)), ladder.window_days
    )
    whole = fold(made, rising)
    for gone in made:
        rest = fold([one for one in made if one is not gone], rising)
        assert all(
            (step.until_date or date.max) <= (whole[key].until_date or date.max)
            for key, step in rest.items()
        )
