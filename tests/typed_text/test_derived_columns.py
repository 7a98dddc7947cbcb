"""Computed columns are true whichever way the row is written."""

import pytest

from parloir.people.models import Inmate
from parloir.typed_text.derived_columns import DerivedColumnLeftBehind
from tests.factories.people import InmateFactory

pytestmark = pytest.mark.django_db


def columns_of(inmate: Inmate) -> tuple[str, str, str]:
    row = Inmate.objects.get(pk=inmate.pk)
    return row.search_first, row.search_last, row.search_number


def test_rows_that_are_added_together_are_folded():
    saved = InmateFactory()
    new = InmateFactory.build(
        area=saved.area, facility=saved.facility, first_name="José", last_name="De la Cruz",
        master_id="a-001",
    )  # fmt: skip
    (added,) = Inmate.objects.bulk_create([new])
    assert columns_of(added) == ("jose", "delacruz", "A001")
    assert Inmate.objects.get(pk=added.pk).search_parts == " cruz de delacruz jose la lacruz "


@pytest.mark.parametrize("fields", [None, ["last_name"], ["last_name", "master_id"]])
def test_a_row_that_is_saved_is_folded(fields):
    inmate = InmateFactory(first_name="Jordan", last_name="Miles", master_id="1")
    inmate.last_name, inmate.master_id = "Núñez", "b-2"
    inmate.save(update_fields=fields)
    number = "1" if fields == ["last_name"] else "B2"
    assert columns_of(inmate) == ("jordan", "nunez", number)
    assert " nunez " in Inmate.objects.get().search_parts


def test_rows_that_are_updated_together_are_folded():
    inmate = InmateFactory(first_name="Jordan", last_name="Miles", master_id="1")
    inmate.last_name = "Núñez"
    Inmate.objects.bulk_update([inmate], ["last_name"])
    assert columns_of(inmate) == ("jordan", "nunez", "1")
    assert Inmate.objects.get().search_parts == " jordan nunez "


def test_a_row_that_is_added_again_is_folded():
    inmate = InmateFactory(first_name="Jordan", last_name="Miles", master_id="1")
    inmate.last_name = "Núñez"
    Inmate.objects.bulk_create(
        [inmate], update_conflicts=True, unique_fields=["id"], update_fields=["last_name"]
    )
    assert columns_of(inmate) == ("jordan", "nunez", "1")


@pytest.mark.parametrize("column", ["first_name", "last_name", "master_id"])
def test_an_update_that_would_leave_them_behind_is_refused(column):
    inmate = InmateFactory()
    before = columns_of(inmate)
    with pytest.raises(DerivedColumnLeftBehind):
        Inmate.objects.update(**{column: "Eve"})
    with pytest.raises(DerivedColumnLeftBehind):
        inmate.area.inmates.update(**{column: "Eve"})
    assert columns_of(inmate) == before


def test_an_update_of_other_columns_is_let_through():
    inmate = InmateFactory()
    assert Inmate.objects.update(status=Inmate.Status.RELEASED) == 1
    assert Inmate.objects.get(pk=inmate.pk).status == Inmate.Status.RELEASED


def test_only_folded_letters_are_looked_for():
    with pytest.raises(ValueError, match="folded letters"):
        Inmate.objects.filter(search_last__begins_with="a%").exists()
