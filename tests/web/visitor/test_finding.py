"""P10: visitors are told when more people fit, and which of two with one name is which."""

import pytest
from django.utils import translation

from parloir.facilities.models import Facility
from tests.factories.people import make_inmate

By = Facility.ToldApartBy
MORE = "More than ten people fit. Add the first name, or type the whole master ID number."


@pytest.fixture
def find(signed_in, jail):
    def find(text: str) -> str:
        return signed_in.get("/schedule/onsite/jackson/", {"q": text}).content.decode()

    return find


@pytest.mark.parametrize(("there", "is_said"), [(10, False), (11, True)])
def test_more_than_ten_are_said_to_be_more(find, jail, there, is_said):
    for number in range(there):
        make_inmate(jail, first_name=f"Jordan{chr(97 + number)}", last_name="Miles")

    assert (MORE in find("miles")) is is_said


def test_more_than_ten_are_said_in_spanish(signed_in, visitor, jail):
    for number in range(11):
        make_inmate(jail, first_name=f"Jordan{chr(97 + number)}", last_name="Miles")
    with translation.override("es"):
        expected = translation.gettext(MORE)
    address = "/schedule/onsite/jackson/"
    signed_in.cookies["django_language"] = "es"
    visitor.user.language = "es"
    visitor.user.save(update_fields=["language"])

    page = signed_in.get(address, {"q": "miles"}, headers={"accept-language": "es"})

    assert expected != MORE
    assert expected in page.content.decode()


def two_of_a_name(jail, **differences) -> None:
    for master_id, year in (("100241", 1984), ("200375", 1990)):
        make_inmate(
            jail, first_name="Jordan", last_name="Miles", master_id=master_id,
            year_of_birth=differences.get("year", year),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("by", "shown", "kept"),
    [
        (By.NUMBER_END, ["Master ID ends in 241", "Master ID ends in 375"], ["100241", "1984"]),
        (By.BIRTH_YEAR, ["Born in 1984", "Born in 1990"], ["Master ID ", "100241"]),
        (By.WHOLE_NUMBER, ["Master ID 100241", "Master ID 200375"], ["1984"]),
    ],
)
def test_two_of_a_name_are_told_apart_as_the_facility_allows(find, jail, by, shown, kept):
    Facility.objects.update(told_apart_by=by)
    two_of_a_name(jail)

    page = find("miles")

    assert all(text in page for text in shown)
    assert not any(text in page for text in kept)


@pytest.mark.parametrize("year", [None, 1984])
def test_a_year_that_tells_nobody_apart_is_not_shown(find, jail, year):
    Facility.objects.update(told_apart_by=By.BIRTH_YEAR)
    two_of_a_name(jail, year=year)

    page = find("miles")

    assert "Master ID ends in 241" in page
    assert "Born in" not in page


def test_ends_that_are_the_same_are_shown_longer(find, jail):
    for master_id in ("100241", "109241"):
        make_inmate(jail, first_name="JORDAN", last_name="Mi-les", master_id=master_id)

    page = find("miles")

    assert "Master ID ends in 0241" in page
    assert "Master ID ends in 9241" in page


@pytest.mark.parametrize("by", By.values)
def test_a_name_that_is_there_once_has_nothing_beside_it(find, jail, by):
    Facility.objects.update(told_apart_by=by)
    make_inmate(jail, first_name="Jordan", last_name="Miles", master_id="100241")
    make_inmate(jail, first_name="Casey", last_name="Miles", master_id="200375")

    page = find("miles")

    assert "Jordan Miles" in page
    assert "Master ID " not in page.split('class="p-picks"')[1]
    assert "241" not in page


def test_numbers_that_differ_in_signs_are_both_offered(find, jail):
    make_inmate(jail, first_name="Jordan", last_name="Miles", master_id="A12")
    make_inmate(jail, first_name="Casey", last_name="Lane", master_id="a-12")

    page = find("a12")

    assert "Master ID A12" in page
    assert "Master ID a-12" in page
