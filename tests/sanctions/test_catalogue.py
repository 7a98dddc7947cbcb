import pytest
from django.db import IntegrityError, transaction
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


@pytest.mark.parametrize(
    ("of_facility", "texts", "read"),
    [
        ("ht", {"en": "Smoking", "es": "Fumar", "ht": "Lafimen"}, "Fumar"),
        ("ht", {"en": "Smoking", "ht": "Lafimen"}, "Lafimen"),
        ("ht", {"ht": "Lafimen", "en": "Smoking"}, "Lafimen"),
        ("ht", {"fr": "Fumer", "en": "Smoking"}, "Smoking"),
        ("", {"fr": "Fumer", "en": "Smoking"}, "Smoking"),
        ("ht", {"fr": "Fumer", "pl": "Palenie"}, "Fumer"),
        ("", {}, "smoking"),
    ],
)
def test_without_a_text_in_their_language_people_read_the_fallback(of_facility, texts, read):
    jail = make_jail(language=of_facility)
    make_ground(jail, texts=texts)
    with translation.override("es"):
        assert say_ground("smoking", jail) == read


def test_a_ground_has_one_text_a_language_that_says_something(jail):
    ground = make_ground(jail)
    for language, text in [("es", "Tabaco"), ("ht", "")]:
        with pytest.raises(IntegrityError), transaction.atomic():
            ground.texts.create(language=language, text=text)


def test_grounds_of_many_violations_cost_two_queries(jail, django_assert_num_queries):
    make_ground(jail)
    make_ground(jail, "shouting", texts={"en": "Shouting"})
    codes = ("phone", "smoking", "smoking", "shouting")
    violations = [make_violation(jail, ground=code) for code in codes]
    with django_assert_num_queries(2):
        texts = [text for _violation, text in with_ground_texts(violations)]
    assert texts == ["Use of a cell phone or camera within frame", "Smoking", "Smoking", "Shouting"]
    with django_assert_num_queries(0):
        with_ground_texts(violations[:1])


def test_grounds_by_facility_are_those_in_use_there_and_cost_two_queries(
    jail, django_assert_num_queries
):
    there = make_jail()
    make_ground(jail)
    make_ground(jail, "shouting", in_use=False)
    make_ground(jail, "eating")
    with django_assert_num_queries(2):
        grounds = grounds_by_facility([jail, there])
    assert {slug: codes(known) for slug, known in grounds.items()} == {
        jail.slug: [*GROUNDS, "smoking", "eating", OTHER],
        there.slug: [*GROUNDS, OTHER],
    }
