import pytest
from django.utils import translation

from parloir.sanctions.catalogue import (
    grounds_at,
    grounds_by_facility,
    grounds_of,
    is_ground_of,
    rules_of,
    say_ground,
    with_ground_texts,
)
from parloir.sanctions.grounds import GROUNDS, OTHER
from tests.factories.places import make_jail
from tests.factories.sanctions import make_ground, make_violation

pytestmark = pytest.mark.django_db


@pytest.fixture
def jail():
    return make_jail()


def codes(grounds) -> list[str]:
    return [one.code for one in grounds]


def test_the_six_of_the_notice_are_always_there_and_other_is_the_last(jail):
    assert codes(grounds_of(jail)) == [*GROUNDS, OTHER]
    make_ground(jail)
    assert codes(grounds_of(jail)) == [*GROUNDS, "smoking", OTHER]
    assert codes(rules_of(jail)) == [*GROUNDS, "smoking"]


def test_a_ground_is_of_its_facility_alone_and_of_those_in_use(jail):
    there = make_jail()
    make_ground(jail)
    make_ground(jail, code="shouting", in_use=False)
    assert is_ground_of(jail, "smoking")
    assert not is_ground_of(there, "smoking")
    assert not is_ground_of(jail, "shouting")
    assert not is_ground_of(jail, "")
    assert codes(grounds_at([there])) == [*GROUNDS, OTHER]
    assert codes(grounds_at([jail, there])) == [*GROUNDS, "smoking", OTHER]


def test_a_ground_is_said_in_the_language_of_whoever_reads(jail):
    make_ground(jail, in_use=False)
    assert say_ground("smoking", jail) == "Smoking"
    with translation.override("es"):
        assert say_ground("smoking", jail) == "Fumar"
        assert say_ground("weapons", jail) == "Armas o representaciones de armas"


def test_grounds_of_many_violations_cost_one_query(jail, django_assert_num_queries):
    make_ground(jail)
    violations = [make_violation(jail, ground=code) for code in ("phone", "smoking", "smoking")]
    with django_assert_num_queries(1):
        texts = [text for _violation, text in with_ground_texts(violations)]
    assert texts == ["Use of a cell phone or camera within frame", "Smoking", "Smoking"]
    with django_assert_num_queries(0):
        with_ground_texts(violations[:1])


def test_grounds_by_facility_are_those_in_use_there_and_cost_one_query(
    jail, django_assert_num_queries
):
    there = make_jail()
    make_ground(jail)
    make_ground(jail, "shouting", in_use=False)
    with django_assert_num_queries(1):
        grounds = grounds_by_facility([jail, there])
    assert {slug: codes(known) for slug, known in grounds.items()} == {
        jail.slug: [*GROUNDS, "smoking", OTHER],
        there.slug: [*GROUNDS, OTHER],
    }
