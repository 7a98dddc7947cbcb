"""Compare what a visitor typed with what the barcode of the card says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parloir.facilities.wording import say_date
from parloir.people.barcode_state import BarcodeState
from parloir.people.card_sides import CardSides
from parloir.people.models import Visitor
from parloir.typed_text.name_comparison import can_be_same_name, has_letters

_WORDS: Mapping[BarcodeState, Promise] = {
    BarcodeState.READ: gettext_lazy("The barcode was read."),
    BarcodeState.OTHER: gettext_lazy(
        "A barcode was read, but not one of a licence or identity card. Read the card itself."
    ),
    BarcodeState.UNREADABLE: gettext_lazy(
        "There is a barcode, but it could not be read: the card may be tilted, or light may "
        "reflect from it. Read the card itself, or ask for a new picture."
    ),
    BarcodeState.NONE_FOUND: gettext_lazy(
        "No barcode was found in the picture. The card may have one: it is not found if its left "
        "edge is cut off, if it has no white margin, or if the picture is blurred."
    ),
}


def say_barcode(state: BarcodeState) -> str:
    """Return what was found when the picture was looked at; empty if nobody has looked."""
    return str(_WORDS.get(state, ""))


_SIDES: Mapping[CardSides, Promise] = {
    CardSides.SWAPPED: gettext_lazy(
        "Front and back look swapped: the barcode is on the picture given as the front. It was "
        "read from there."
    ),
    CardSides.TWO_BACKS: gettext_lazy(
        "Both pictures of the ID have a barcode. See whether one of them is the front."
    ),
}


def say_sides(sides: CardSides) -> str:
    """Return that the pictures of the card look swapped; empty if they do not."""
    return str(_SIDES.get(sides, ""))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One line; `verdict` is same, differs, or empty if the barcode says nothing."""

    label: str
    typed: str
    on_card: str
    verdict: str


def compare(visitor: Visitor, barcode: Mapping[str, str], *, today: date) -> list[Comparison]:
    return [
        _names(_("First name"), visitor.first_name, barcode, "first_name"),
        _names(_("Last name"), visitor.last_name, barcode, "last_name"),
        _birth(visitor.date_of_birth, _date_in(barcode, "date_of_birth")),
        _validity(_date_in(barcode, "expires"), today),
    ]


def _names(label: str, typed: str, barcode: Mapping[str, str], field: str) -> Comparison:
    on_card = barcode.get(field, "")
    if not has_letters(on_card):
        return Comparison(label, typed, "", "")
    is_same = can_be_same_name(typed, on_card, is_cut=f"{field}_cut" in barcode)
    return Comparison(label, typed, on_card, "same" if is_same else "differs")


def _birth(typed: date, on_card: date | None) -> Comparison:
    label = _("Date of birth")
    if on_card is None:
        return Comparison(label, say_date(typed), "", "")
    verdict = "same" if typed == on_card else "differs"
    return Comparison(label, say_date(typed), say_date(on_card), verdict)


def _validity(expires: date | None, today: date) -> Comparison:
    label = _("Valid until")
    if expires is None:
        return Comparison(label, "", "", "")
    return Comparison(label, "", say_date(expires), "same" if expires >= today else "differs")


def _date_in(barcode: Mapping[str, str], key: str) -> date | None:
    try:
        return date.fromisoformat(barcode.get(key, ""))
    except ValueError:
        return None
