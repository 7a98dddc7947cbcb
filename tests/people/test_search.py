import pytest

from parloir.people.models import Inmate
from parloir.people.names import searchable
from parloir.people.queries import SearchTooShort, find_inmates
from tests.factories.people import InmateFactory
from tests.factories.places import AreaFactory


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("O'Brien", "obrien"),
        ("Núñez", "nunez"),
        ("Nu\u0301n\u0303ez", "nunez"),
        ("Weiß", "weiss"),
        ("WEISS", "weiss"),
        ("Søren", "soren"),
        ("SØREN", "soren"),
        ("Łukasz", "lukasz"),
        ("Ægir", "aegir"),
        ("Þór", "thor"),
        ("İpek", "ipek"),
        ("De la Cruz", "delacruz"),
        ("Smith-Jones", "smithjones"),
        ("ﬁnn", "finn"),
        ("™", "tm"),
        ("Ольга", "ольга"),
        ("3.", ""),
    ],
)
def test_a_name_is_folded_to_its_letters(name, folded):
    assert searchable(name) == folded


@pytest.fixture
def area(db):
    return AreaFactory()


def add(area, first, last, **fields) -> Inmate:
    return InmateFactory(area=area, first_name=first, last_name=last, **fields)


def find(area, text) -> list[str]:
    return [one.full_name for one in find_inmates(facility=area.facility, text=text)]


@pytest.mark.parametrize("text", ["", "  ", "mi", "m i", "j m i", "ñú", "m'i", "--", "**%__"])
def test_fewer_than_three_letters_are_refused(area, text):
    add(area, "Jordan", "Miles")
    with pytest.raises(SearchTooShort):
        find(area, text)


@pytest.mark.parametrize(
    "text",
    [
        "mil", "MIL", " miles ", "jor", "Jordan", "jordan miles", "miles jordan", "Miles, Jordan",
        "jo mi", "mi jo", "j mil", "mílés",
    ],
)  # fmt: skip
def test_three_letters_that_begin_a_name_find_it_in_any_case_and_order(area, text):
    add(area, "Jordan", "Miles")
    add(area, "Casey", "Lane")
    assert find(area, text) == ["Jordan Miles"]


@pytest.mark.parametrize("text", ["iles", "jordan lane", "jordanm", "mile%", "mil_s", "xyz"])
def test_what_does_not_begin_a_name_finds_nobody(area, text):
    add(area, "Jordan", "Bailes")
    assert find(area, text) == []


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("Sean", "O'Brien", "obr"),
        ("Sean", "O'Brien", "O'B r"),
        ("Sean", "O'Brien", "o\u2019brien"),
        ("José", "Núñez", "nun"),
        ("José", "Nunez", "NÚÑ"),
        ("Anna", "Weiß", "weiss"),
        ("Anna", "Weiss", "weiß"),
        ("Søren", "Friis", "sor"),
        ("Maria", "De la Cruz", "de la cruz"),
        ("Maria", "De la Cruz", "maria de"),
        ("Bo", "Li", "bo li"),
        ("Bo", "Li", "li bo"),
    ],
)
def test_accents_case_and_signs_do_not_count(area, first, last, text):
    add(area, first, last)
    assert find(area, text) == [f"{first} {last}"]


def test_a_whole_master_id_finds_its_inmate_alone(area):
    add(area, "Jordan", "Miles", master_id="A100241")
    add(area, "Casey", "Lane", master_id="A1002419")
    assert find(area, "A100241") == ["Jordan Miles"]
    assert find(area, " a100241 ") == ["Jordan Miles"]


@pytest.mark.parametrize("text", ["A10024", "100241", "A10024_", "%", "A%1"])
def test_a_part_of_a_master_id_finds_nobody(area, text):
    add(area, "Jordan", "Miles", master_id="A100241")
    try:
        assert find(area, text) == []
    except SearchTooShort:
        assert not any(sign.isdigit() for sign in text)


@pytest.mark.parametrize("text", ["Miles", "A100241"])
def test_released_inmates_and_those_elsewhere_are_never_found(area, text):
    add(area, "Jordan", "Miles", master_id="A100241", status=Inmate.Status.RELEASED)
    add(AreaFactory(), "Jordan", "Miles", master_id="A100241")
    assert find(area, text) == []


@pytest.mark.parametrize(("there", "found"), [(9, 9), (10, 10), (11, 10)])
def test_at_most_ten_are_shown_in_the_order_of_their_names(area, there, found):
    for number in range(there):
        add(area, "Jordan", f"Miles{'abcdefghijk'[there - 1 - number]}")
    assert find(area, "miles") == [f"Jordan Miles{sign}" for sign in "abcdefghijk"[:found]]


def test_a_search_is_two_queries_however_many_are_held(area, django_assert_num_queries):
    for _ in range(3):
        add(area, "Jordan", "Miles")
    with django_assert_num_queries(2):
        assert len(find(area, "miles")) == 3


def test_a_name_that_is_changed_is_found_by_the_new_one(area):
    inmate = add(area, "Jordan", "Miles")
    inmate.last_name = "Stone"
    inmate.save(update_fields=["last_name"])
    assert find(area, "stone") == ["Jordan Stone"]
    assert find(area, "miles") == []
