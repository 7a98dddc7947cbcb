from datetime import date, timedelta

import pytest

from parloir.sanctions.grounds import GROUNDS, OTHER, ground_text, is_ground
from parloir.sanctions.models import Restriction
from parloir.sanctions.queries import covering

D = date(2026, 5, 11)


def until(days: int | None) -> Restriction:
    return Restriction(from_date=D, until_date=None if days is None else D + timedelta(days=days))


@pytest.mark.parametrize(
    ("offset", "covers"), [(-1, False), (0, True), (90, True), (91, False), (5000, False)]
)
def test_a_restriction_covers_its_first_and_its_last_date(offset, covers):
    restriction = until(90)
    found = covering([restriction], D + timedelta(days=offset))
    assert (found is restriction) == covers


def test_of_several_that_cover_a_date_the_longest_is_told():
    short, longer, forever = until(10), until(90), until(None)
    assert covering([short, longer], D) is longer
    assert covering([longer, forever, short], D) is forever
    assert covering([short, longer], D + timedelta(days=11)) is longer
    assert covering([], D) is None


def test_the_catalogue_has_the_six_grounds_of_the_notice_and_other():
    assert list(GROUNDS) == ["nudity", "abuse", "phone", "driving", "drugs", "weapons"]
    assert [is_ground(code) for code in (*GROUNDS, OTHER)] == [True] * 7
    assert not is_ground("")
    assert len({ground_text(code) for code in (*GROUNDS, OTHER)}) == 7
