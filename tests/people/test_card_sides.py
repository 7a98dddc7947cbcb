"""What both pictures of a card say together."""

import pytest

from parloir.people.barcode_state import BarcodeState as State
from parloir.people.card_sides import Card, CardSides, card_of
from parloir.people.models import IdentityDocument

LICENCE = {"last_name": "DOE"}
OTHER_LICENCE = {"last_name": "ROE"}
THERE = (State.READ, State.OTHER, State.UNREADABLE)


def picture(state: State, licence: dict[str, str] | None = None) -> IdentityDocument:
    return IdentityDocument(barcode_state=state, barcode=licence or {})


@pytest.mark.parametrize("front", THERE)
@pytest.mark.parametrize("back", [None, *State])
def test_barcode_on_the_front_says_that_sides_look_wrong(front, back):
    expected = {None: CardSides.ONLY_A_BACK, State.NONE_FOUND: CardSides.SWAPPED}
    expected |= dict.fromkeys(THERE, CardSides.TWO_BACKS)
    given = None if back is None else picture(back)
    assert card_of(picture(front), given).sides is expected.get(back, CardSides.AS_GIVEN)


@pytest.mark.parametrize("front", [None, State.NONE_FOUND, State.NOT_LOOKED_FOR])
@pytest.mark.parametrize("back", [None, *State])
def test_sides_are_as_given_without_a_barcode_on_the_front(front, back):
    given = [None if state is None else picture(state) for state in (front, back)]
    assert card_of(*given).sides is CardSides.AS_GIVEN


def test_barcode_is_read_from_either_and_the_back_counts_more():
    front, back = picture(State.READ, LICENCE), picture(State.READ, OTHER_LICENCE)
    nothing, unreadable = picture(State.NONE_FOUND), picture(State.UNREADABLE)
    assert card_of(front, back) == Card(CardSides.TWO_BACKS, State.READ, OTHER_LICENCE)
    assert card_of(front, nothing) == Card(CardSides.SWAPPED, State.READ, LICENCE)
    assert card_of(front, unreadable) == Card(CardSides.TWO_BACKS, State.READ, LICENCE)
    assert card_of(unreadable, nothing) == Card(CardSides.SWAPPED, State.UNREADABLE)
    assert card_of(nothing, back) == Card(CardSides.AS_GIVEN, State.READ, OTHER_LICENCE)
    assert card_of(nothing, nothing) == Card(CardSides.AS_GIVEN, State.NONE_FOUND)
    assert card_of(None, None) == Card()


def test_pictures_of_before_are_shown_as_they_were():
    old = picture(State.NOT_LOOKED_FOR, LICENCE)
    assert card_of(picture(State.NOT_LOOKED_FOR), old).licence == LICENCE
