"""The two pictures of a card together: what its barcode says, and whether they look swapped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from parloir.people.barcode_state import BarcodeState
from parloir.people.models import IdentityDocument


class CardSides(Enum):
    """How the pictures look, since nearly every card has such a barcode on its back alone."""

    AS_GIVEN = auto()
    SWAPPED = auto()
    """The picture given as the front has a barcode, and none was found on the other."""
    ONLY_A_BACK = auto()
    """The picture given as the front has a barcode, and the back has not been given yet."""
    TWO_BACKS = auto()


@dataclass(frozen=True, slots=True)
class Card:
    sides: CardSides = CardSides.AS_GIVEN
    state: BarcodeState = BarcodeState.NOT_LOOKED_FOR
    licence: Mapping[str, str] = field(default_factory=dict)


def card_of(front: IdentityDocument | None, back: IdentityDocument | None) -> Card:
    """Return what both pictures say. The barcode is read from either; the back counts more."""
    given = [one for one in (back, front) if one is not None]
    if not given:
        return Card()
    read = [one for one in given if one.barcode]
    seen = [one for one in given if BarcodeState(one.barcode_state).is_there]
    best = [*read, *seen, *given][0]
    return Card(_sides(front, back), BarcodeState(best.barcode_state), best.barcode)


def _sides(front: IdentityDocument | None, back: IdentityDocument | None) -> CardSides:
    if front is None or not BarcodeState(front.barcode_state).is_there:
        return CardSides.AS_GIVEN
    if back is None:
        return CardSides.ONLY_A_BACK
    if BarcodeState(back.barcode_state) == BarcodeState.NONE_FOUND:
        return CardSides.SWAPPED
    is_there = BarcodeState(back.barcode_state).is_there
    return CardSides.TWO_BACKS if is_there else CardSides.AS_GIVEN
