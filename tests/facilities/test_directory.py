"""The states and territories, with their names in the reader's language (P9)."""

from itertools import pairwise

import pytest
from django.utils import translation

from parloir.facilities.directory import by_name, fill_in_the_states
from parloir.facilities.models import State
from parloir.web.visitor.directory import facility_picks, state_picks
from tests.factories.places import FacilityFactory

pytestmark = pytest.mark.django_db

TERRITORIES = {
    "PR": ("Puerto Rico", "Puerto Rico"),
    "GU": ("Guam", "Guam"),
    "VI": ("U.S. Virgin Islands", "Islas Vírgenes de EE. UU."),
    "AS": ("American Samoa", "Samoa Americana"),
    "MP": ("Northern Mariana Islands", "Islas Marianas del Norte"),
}


def test_the_directory_has_the_states_the_district_and_five_territories():
    fill_in_the_states(State)
    assert State.objects.count() == 56
    assert set(TERRITORIES) < set(State.objects.values_list("code", flat=True))


def test_states_that_were_there_keep_the_names_that_they_have():
    fill_in_the_states(State)
    State.objects.filter(code="GU").update(name="Guåhan")
    fill_in_the_states(State)
    guam = State.objects.get(code="GU")
    with translation.override("es"):
        assert (guam.name, guam.spoken_name) == ("Guåhan", "Guåhan")


@pytest.mark.parametrize("code", sorted(TERRITORIES))
def test_a_territory_is_called_by_its_name_in_each_language(code):
    fill_in_the_states(State)
    territory = State.objects.get(code=code)
    english, spanish = TERRITORIES[code]
    assert territory.spoken_name == english
    with translation.override("es"):
        assert territory.spoken_name == spanish


@pytest.mark.parametrize("language", ["en", "es"])
def test_states_are_listed_in_the_alphabet_of_the_reader(language):
    fill_in_the_states(State)
    for code in ("NY", "PA", "OR", "SD", "DC", "MO"):
        FacilityFactory(state=State.objects.get(code=code))
    with translation.override(language):
        names = [pick["name"] for pick in state_picks("where_in_state")]
        assert names == [state.spoken_name for state in by_name(State.objects.filter(
            code__in=["NY", "PA", "OR", "SD", "DC", "MO"]))]  # fmt: skip
    assert all(one < other for one, other in pairwise(name.casefold() for name in names))


def test_a_facility_is_hinted_with_its_territory():
    fill_in_the_states(State)
    FacilityFactory(state=State.objects.get(code="AS"), official_name="Jail", city="Pago Pago")
    with translation.override("es"):
        (pick,) = facility_picks("where_in_state", text="Jail")
    assert pick["hint"] == "Jail, Pago Pago, Samoa Americana"
