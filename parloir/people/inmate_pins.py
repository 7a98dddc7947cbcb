"""Which PINs an inmate may have: not those that somebody would try first."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum, auto
from itertools import product

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parloir.vault.names import new_digits

FEWEST_DIGITS = 6
MOST_DIGITS = 8
_DIGITS = "0123456789"
_BIRTH_DATE_FORMS = ("%m%d%y", "%d%m%y", "%y%m%d", "%m%d%Y", "%d%m%Y", "%Y%m%d")


class Weakness(StrEnum):
    """Why a PIN is refused."""

    NOT_SIX_TO_EIGHT_DIGITS = auto()
    ALL_THE_SAME = auto()
    RUN = auto()
    END_OF_MASTER_ID = auto()
    BIRTH_DATE = auto()


TEXTS: dict[Weakness, Promise] = {
    Weakness.NOT_SIX_TO_EIGHT_DIGITS: _("Write six to eight digits."),
    Weakness.ALL_THE_SAME: _("These digits are all the same. Choose a PIN that mixes them."),
    Weakness.RUN: _("These digits run up or down. Choose a PIN that mixes them."),
    Weakness.END_OF_MASTER_ID: _(
        "This is the end of the master ID number, which others can know. Choose another PIN."
    ),
    Weakness.BIRTH_DATE: _("This is a birth date, which others can know. Choose another PIN."),
}


def weakness_of(pin: str, *, master_id: str, born: date | None = None) -> Weakness | None:
    """Return why this PIN is too easy to guess for the inmate with this number, or None.

    `born` is the inmate's birth date, where it is known.
    """
    is_number = pin.isascii() and pin.isdigit()
    if not is_number or not FEWEST_DIGITS <= len(pin) <= MOST_DIGITS:
        return Weakness.NOT_SIX_TO_EIGHT_DIGITS
    if len(set(pin)) == 1:
        return Weakness.ALL_THE_SAME
    if pin in _runs(len(pin)):
        return Weakness.RUN
    if pin == _end_of(master_id, len(pin)):
        return Weakness.END_OF_MASTER_ID
    if born is not None and pin in {born.strftime(form) for form in _BIRTH_DATE_FORMS}:
        return Weakness.BIRTH_DATE
    return None


def new_inmate_pin(*, master_id: str, born: date | None = None) -> str:
    """Return six random digits that are not weak."""
    while True:
        pin = new_digits(FEWEST_DIGITS)
        if weakness_of(pin, master_id=master_id, born=born) is None:
            return pin


def weak_pins(*, master_id: str) -> Iterator[str]:
    """Yield every PIN of four to eight digits that is weak for the inmate with this number: 10,000
    of four, 100,000 of five, and few longer ones, which come first. None was ever shorter.
    """
    for length in range(FEWEST_DIGITS, MOST_DIGITS + 1):
        yield from (digit * length for digit in _DIGITS)
        yield from sorted(_runs(length))
    yield from ends_of(master_id)
    for length in range(4, FEWEST_DIGITS):
        yield from map("".join, product(_DIGITS, repeat=length))


def ends_of(master_id: str) -> list[str]:
    """Return the PINs that are the end of this number, one for each length."""
    return [_end_of(master_id, length) for length in range(FEWEST_DIGITS, MOST_DIGITS + 1)]


def _runs(length: int) -> frozenset[str]:
    """Return all runs of this length, up and down. After 9 comes 0, as on a pad."""
    up = _DIGITS * 2
    runs = [up[start : start + length] for start in range(10)]
    return frozenset([*runs, *(run[::-1] for run in runs)])


def _end_of(master_id: str, length: int) -> str:
    """Return the last digits of the number, or all of them after zeros."""
    digits = "".join(sign for sign in master_id if sign in _DIGITS)
    return digits[-length:].zfill(length)
