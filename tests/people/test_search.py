import pytest

from parloir.people.models import Inmate, Visitor
from parloir.people.queries import (
    NumberNotClear,
    find_inmates,
    inmate_with_master_id,
)
from parloir.people.search import SearchTooShort, names_have, search_people
from tests.factories.people import InmateFactory, VisitorFactory
from tests.factories.places import AreaFactory


@pytest.fixture
def area(db):
    return AreaFactory()


def add(area, first, last, **fields) -> Inmate:
    return InmateFactory(area=area, first_name=first, last_name=last, **fields)


def find(area, text) -> list[str]:
    return [one.full_name for one in find_inmates(facility=area.facility, text=text).people]


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


@pytest.mark.parametrize("text", ["ile", "jordan lane", "jordanm", "mile%", "mil_s", "xyz", "ail"])
def test_what_begins_no_part_of_a_name_finds_nobody(area, text):
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


@pytest.mark.parametrize(
    ("last", "text"),
    [
        ("De la Cruz", "cruz"),
        ("De la Cruz", "cru"),
        ("De la Cruz", "Delacruz"),
        ("De la Cruz", "la cruz"),
        ("Delacruz", "De la Cruz"),
        ("Delacruz", "cruz"),
        ("Cruzlopez", "Lopez"),
        ("Cruzlopez", "Cruz-Lopez"),
        ("Cruz-Lopez", "lopez cruz"),
        ("Cruz Lopez", "Cruzlopez"),
        ("OBRIEN", "O\u2019Brien"),
        ("O Brien", "O'Brien"),
        ("D`Andre", "Dandre"),
        ("NÚÑEZ", "núñez"),
        ("Nunez", "NÚÑEZ"),
        ("Müller", "Mueller"),
        ("Müller", "muller"),
        ("Mueller", "MÜLLER"),
        ("Muller", "Müller"),
        ("Y\u0131ld\u0131z", "yildiz"),
        ("Ng", "ng"),
        ("Ng-Adams", "NG"),
        ("Vo", "jordan vo"),
    ],
)
def test_any_part_of_a_name_is_found_however_it_is_written(area, last, text):
    add(area, "Jordan", last)
    add(area, "Casey", "Lane")
    assert find(area, text) == [f"Jordan {last}"]


@pytest.mark.parametrize(("text", "there"), [("ng", "Nga"), ("Ng", "Ongo"), ("vo", "Voss")])
def test_two_letters_find_only_a_whole_name(area, text, there):
    add(area, "Jordan", there)
    with pytest.raises(SearchTooShort):
        find(area, text)


def test_who_begins_so_comes_before_who_has_it_inside(area):
    for last in ("Adams-Cruz", "Cruz", "Cruzlopez", "De la Cruz"):
        add(area, "Jordan", last)
    assert find(area, "cruz") == [
        "Jordan Cruz", "Jordan Cruzlopez", "Jordan Adams-Cruz", "Jordan De la Cruz",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("there", "found", "has_more"), [(9, 9, False), (10, 10, False), (11, 10, True)]
)
@pytest.mark.parametrize(("last", "text"), [("Miles", "miles"), ("Anmiles", "miles")])
def test_at_most_ten_are_shown_in_the_order_of_their_names(
    area, there, found, has_more, last, text
):
    for number in range(there):
        add(area, "Jordan", f"{last}{'abcdefghijk'[there - 1 - number]}")
    assert find(area, text) == [f"Jordan {last}{sign}" for sign in "abcdefghijk"[:found]]
    assert find_inmates(facility=area.facility, text=text).has_more is has_more


@pytest.mark.parametrize(("text", "queries"), [("miles", 3), ("700000", 1), ("ng", 2)])
def test_a_search_costs_as_much_however_many_are_held(
    area, django_assert_num_queries, text, queries
):
    for number in range(3):
        add(area, "Jordan", "Miles")
        add(area, "Bo", "Ng", master_id=f"{'-' * number}700000")
    with django_assert_num_queries(queries):
        find(area, text)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("A100241", "a100241"),
        ("a100241", "A100241"),
        ("A-100241", "a100241"),
        ("a100241", " A-100 241 "),
        ("0012389", "12389"),
        ("12389", "00012389"),
    ],
)
def test_a_number_is_found_however_it_is_written(area, stored, typed):
    inmate = add(area, "Jordan", "Miles", master_id=stored)
    add(area, "Casey", "Lane", master_id="B5")
    assert find(area, typed) == ["Jordan Miles"]
    assert inmate_with_master_id(facility=area.facility, master_id=typed) == inmate


def test_of_numbers_alike_the_exact_one_is_found_and_else_all(area):
    jordan = add(area, "Jordan", "Miles", master_id="A12")
    add(area, "Casey", "Lane", master_id="a-12")
    assert find(area, "A12") == ["Jordan Miles"]
    assert find(area, "a-12") == ["Casey Lane"]
    assert find(area, "a12") == ["Jordan Miles", "Casey Lane"]
    assert inmate_with_master_id(facility=area.facility, master_id=" A12 ") == jordan
    with pytest.raises(NumberNotClear) as refused:
        inmate_with_master_id(facility=area.facility, master_id="a12")
    assert refused.value.numbers == ["A12", "a-12"]


def test_a_number_of_signs_alone_is_found_only_as_it_is(area):
    add(area, "Jordan", "Miles", master_id="-")
    add(area, "Casey", "Lane", master_id="--")
    assert find(area, "--") == ["Casey Lane"]
    assert inmate_with_master_id(facility=area.facility, master_id="---") is None
    assert inmate_with_master_id(facility=area.facility, master_id=" ") is None


@pytest.mark.parametrize("text", ["", "  ", "%", "--", "3"])
def test_words_without_letters_filter_everybody_out(area, text):
    add(area, "Jordan", "Miles")
    assert not Inmate.objects.filter(names_have(text)).exists()


def test_visitors_are_found_by_the_same_search(db):
    visitor = VisitorFactory(first_name="José", last_name="NÚÑEZ O\u2019Brien")
    VisitorFactory(first_name="Casey", last_name="Lane")
    for text in ("nunez", "obrien", "josé núñez", "O Brien"):
        found = search_people(Visitor.objects.all(), text=text, most=20)
        assert found.people == [visitor]


def test_a_name_that_is_changed_is_found_by_the_new_one(area):
    inmate = add(area, "Jordan", "Miles")
    inmate.last_name = "Stone"
    inmate.save(update_fields=["last_name"])
    assert find(area, "stone") == ["Jordan Stone"]
    assert find(area, "miles") == []
